// The data of the page: rows at once, records when they are needed.

const summary = JSON.parse(byId('rows').textContent);
const rowById = new Map(summary.rows.map((row) => [row.id, row]));
summary.rows.forEach((row, index) => { row.index = index; });

let recordLines = null;
let entries = null;

/** The record of a row. Records are one a line, in the order of the rows, between two brackets, without the entries
    of their commitments lists and their links, which all records share. */
function recordOf(row) {
  recordLines ??= byId('records').textContent.split('\n');
  const line = recordLines[row.index + 1];
  const [record, related, links] = JSON.parse(line.endsWith(',') ? line.slice(0, -1) : line);
  return { record, related, links };
}

/** The record of a row with everything that it holds. */
function wholeRecordOf(row) {
  entries ??= JSON.parse(byId('entries').textContent);
  const { record, related, links } = recordOf(row);
  record.related = related.map((place) => entries[place]);
  record.links = links.map((place) => entries[place]);
  return record;
}

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
