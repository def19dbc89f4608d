// Search in titles and texts. Texts are made ready in small steps while nothing else is to be done, or when first asked.

const NO_TEXT = new Set(['source', 'absent', 'account', 'warnings', 'url', 'schema_version', 'form', 'slug', 'prefix', 'cited_in', 'fields', 'provenance']);
const ready = [];

/** Letters as they are compared: without regard to case and accents. */
const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

function* texts(value) {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* texts(item);
  else if (value && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) if (!NO_TEXT.has(key)) yield* texts(item);
  }
}

function prepare(row) {
  ready[row.index] ??= folded([...texts(recordOf(row).record)].join('\n'));
  return ready[row.index];
}

/** Make texts ready in steps of a few milliseconds, so that the page never is still; then call `done`. */
function prepareAll(done) {
  let next = 0;
  const step = () => {
    const end = performance.now() + 12;
    while (next < summary.rows.length && performance.now() < end) prepare(summary.rows[next++]);
    if (next < summary.rows.length) setTimeout(step, 0);
    else done();
  };
  setTimeout(step, 0);
}

const allReady = () => ready.length === summary.rows.length && !ready.includes(undefined);

const wordsOf = (query) => folded(query).split(/\s+/).filter(Boolean);

/** Where the words are in a text, as places in the text itself: its letters may fold to more or to fewer. */
function placesOf(text, words) {
  let whole = '';
  const starts = [];
  const ends = [];
  let at = 0;
  for (const letter of text) {
    for (const one of letter < '\x7f' ? letter.toLowerCase() : folded(letter)) {
      for (let half = 0; half < one.length; half += 1) { starts.push(at); ends.push(at + letter.length); }
      whole += one;
    }
    at += letter.length;
  }
  const places = words.flatMap((word) => {
    const found = [];
    for (let from = whole.indexOf(word); from >= 0; from = whole.indexOf(word, from + word.length)) {
      found.push([starts[from], ends[from + word.length - 1]]);
    }
    return found;
  });
  places.sort(([a], [b]) => a - b);
  return places.filter(([start], index) => index === 0 || start >= places[index - 1][1]);
}

/** A text as nodes, the words in it marked. */
function marked(text, words) {
  const nodes = [];
  let end = 0;
  for (const [start, stop] of words.length ? placesOf(text, words) : []) {
    nodes.push(text.slice(end, start), make('mark', {}, text.slice(start, stop)));
    end = stop;
  }
  return [...nodes, text.slice(end)];
}

/** Mark the words in all texts of an element, and return it. */
function markIn(element, words) {
  if (!words.length) return element;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    const made = marked(node.data, words);
    if (made.length > 1) node.replaceWith(...made.filter((piece) => piece !== ''));
  }
  return element;
}

/** A line of the text around the first place of a word, or null when the title has all that there is. */
function contextOf(row, words) {
  if (!words.length || ready[row.index] === undefined) return null;
  const record = recordOf(row).record;
  const has = (text, number) => text !== record.title && text !== record.id && words.filter((word) => folded(text).includes(word)).length >= number;
  const all = [...texts(record)];
  const found = all.find((one) => has(one, words.length)) ?? all.find((one) => has(one, 1)) ?? '';
  // A long text is cut first, roughly where the word is: its places are those of the folded text, nearly.
  const near = Math.max(0, Math.min(...words.map((word) => folded(found).indexOf(word)).filter((at) => at >= 0)) - 300);
  const stretch = Number.isFinite(near) && found.length > 1200 ? found.slice(near, near + 900) : found;
  const text = bulleted(stretch.replace(/\[\^\d{1,9}\]/g, '').replace(/\s+/g, ' '));
  const [place] = placesOf(text, words);
  if (!place) return null;
  const start = place[0] < 60 ? 0 : Math.max(0, text.indexOf(' ', place[0] - 60) + 1 || place[0] - 40);
  const cut = Math.min(start, place[0]);
  const stop = text.length <= cut + 170 ? text.length : Math.max(place[1], text.lastIndexOf(' ', cut + 170));
  return make('span', { class: 'context', dir: 'auto' }, cut || stretch !== found ? '… ' : '', ...marked(text.slice(cut, stop), words), stop < text.length || stretch !== found ? ' …' : '');
}

/** Whether a row has all words of a query, in its title or, when they are ready, in its texts. */
function matcher(query) {
  const words = wordsOf(query);
  return (row) => {
    if (!words.length) return true;
    const text = ready[row.index] ?? folded(`${row.id} ${row.title}`);
    return words.every((word) => text.includes(word));
  };
}
