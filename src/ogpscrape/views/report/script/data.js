// The data of the page: rows at once, records when they are needed.

const summary = JSON.parse(byId('rows').textContent);
const rowById = new Map(summary.rows.map((row) => [row.id, row]));
summary.rows.forEach((row, index) => { row.index = index; });

let recordLines = null;

/** The JSON of the record of a row. Records stand one a line, in the order of the rows, between two brackets. */
function lineOf(row) {
  recordLines ??= byId('records').textContent.split('\n');
  const line = recordLines[row.index + 1];
  return line.endsWith(',') ? line.slice(0, -1) : line;
}

const recordOf = (row) => JSON.parse(lineOf(row));

/** How a word of a scale is shown; a word that the scale does not know is shown as itself. */
function ratingOf(scale, word) {
  const known = summary.scales[scale].find(([name]) => name === word);
  const [, symbol, tone] = known ?? ['', '¿', 'unknown'];
  return { word, symbol, tone, order: known ? summary.scales[scale].indexOf(known) : summary.scales[scale].length };
}

function ratingElement(scale, word) {
  const { symbol, tone } = ratingOf(scale, word);
  return make('span', { class: 'rating' }, make('span', { class: `swatch ${tone}`, 'aria-hidden': 'true' }, symbol), ` ${word}`);
}
