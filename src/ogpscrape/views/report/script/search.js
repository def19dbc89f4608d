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

/** Make texts ready in steps of a few milliseconds, so that the page never stands still; then call `done`. */
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

/** Whether a row has all words of a query, in its title or, when they are ready, in its texts. */
function matcher(query) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return (row) => {
    if (!words.length) return true;
    const text = ready[row.index] ?? folded(`${row.id} ${row.title}`);
    return words.every((word) => text.includes(word));
  };
}
