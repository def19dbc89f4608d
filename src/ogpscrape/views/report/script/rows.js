// The rows of the table: which, in what order, and what one looks like.

const STEP = 100;
const several = Object.keys(summary.members).length > 1;
const compare = new Intl.Collator('en', { numeric: true }).compare;
const SORTS = {
  id: (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  title: (a, b) => compare(a.title, b.title),
  member: (a, b) => compare(summary.members[a.member], summary.members[b.member]),
  plan: (a, b) => compare(a.years, b.years),
  areas: (a, b) => compare(a.areas.join(), b.areas.join()),
  completion: (a, b) => ratingOf('completion', a.completion).order - ratingOf('completion', b.completion).order,
  results: (a, b) => ratingOf('early_results', a.results).order - ratingOf('early_results', b.results).order,
};

function matching(state) {
  const found = matcher(state.search ?? '');
  const tests = [found];
  for (const name of ['member', 'plan', 'completion', 'results', 'impact', 'ambition', 'verifiable']) {
    if (state[name]) tests.push((row) => row[name] === state[name]);
  }
  if (state.lead) {
    const lead = folded(state.lead);
    tests.push((row) => folded(row.lead).includes(lead));
  }
  if (state.area) tests.push((row) => row.areas.includes(state.area));
  for (const name of CHECKS) if (state[name]) tests.push((row) => row[name]);
  return sorted(summary.rows.filter((row) => tests.every((test) => test(row))), state.sort);
}

function sorted(rows, sort) {
  const backwards = sort.startsWith('-');
  const order = SORTS[backwards ? sort.slice(1) : sort] ?? SORTS.id;
  const turn = backwards ? -1 : 1;
  return rows.sort((a, b) => turn * order(a, b) || SORTS.id(a, b));
}

function rowElement(row, state) {
  const open = state.open === row.id;
  const words = wordsOf(state.search ?? '');
  const cell = (label, ...children) => make('td', { 'data-label': label, role: 'cell' }, ...children);
  const star = row.starred ? make('span', { class: 'star' }, make('span', { 'aria-hidden': 'true' }, '★'), make('span', { class: 'visually-hidden' }, ' starred')) : null;
  const title = make('td', { class: 'title', role: 'cell' },
    make('a', { href: addressOf(state, { open: open ? null : row.id }), 'aria-expanded': String(open), id: `row-${row.id}`, dir: 'auto' }, marked(row.title, words), star),
    row.changed ? make('span', { class: 'tag' }, 'changed') : null,
    contextOf(row, words));
  const years = cell('Plan', row.years);
  const areas = cell('Policy areas', row.areas.join(', ') || '–');
  years.className = 'years';
  areas.className = 'areas';
  return make('tr', { class: open ? 'open' : null, role: 'row' },
    make('th', { scope: 'row', role: 'rowheader' }, row.id), title,
    several ? cell('Member', summary.members[row.member]) : null, years, areas,
    cell('Completion', ratingElement('completion', row.completion)),
    cell('Early results', ratingElement('early_results', row.results)));
}

/** Fill the table with the first rows of those found, and the opened record below its own. */
function fillTable(found, state, limit) {
  const body = byId('commitments').tBodies[0];
  const shown = found.slice(0, limit);
  const opened = state.open && rowById.get(state.open);
  // An opened commitment is always there: a link to it must work whatever else it asks for.
  if (opened && !shown.includes(opened)) shown.unshift(opened);
  body.replaceChildren(...shown.flatMap((row) => {
    const element = rowElement(row, state);
    if (row !== opened) return [element];
    const columns = byId('commitments').tHead.rows[0].cells.length;
    return [element, make('tr', { class: 'opened', role: 'row' }, make('td', { colspan: columns, role: 'cell' }, markIn(recordElement(row, state), wordsOf(state.search ?? ''))))];
  }));
  byId('more').hidden = found.length <= limit;
  byId('more').textContent = `Show ${Math.min(STEP, found.length - limit).toLocaleString('en')} more of ${(found.length - limit).toLocaleString('en')}`;
}
