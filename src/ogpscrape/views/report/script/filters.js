// The form above the table: what can be chosen, and the state that it stands for.

const form = byId('filters');

function options(name, values) {
  for (const [value, text] of values) form.elements[name].append(make('option', { value }, text));
}

function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Every choice says how many commitments it has in the whole report. */
function offer() {
  const numbered = (counts, text) => ([value, count]) => [value, `${text(value)} (${count})`];
  const self = (value) => value;
  if (several) {
    const counts = counted(summary.rows.map((row) => row.member));
    options('member', Object.entries(summary.members).map(([prefix, name]) => [prefix, `${name} (${counts.get(prefix)})`]));
  }
  const years = new Map(summary.rows.map((row) => [row.plan, several ? row.plan : row.years]));
  const inOrder = (counts) => [...counts].sort(([a], [b]) => compare(a, b));
  options('plan', inOrder(counted(summary.rows.map((row) => row.plan))).map(numbered(null, (key) => years.get(key))));
  options('area', inOrder(counted(summary.rows.flatMap((row) => row.areas))).map(numbered(null, self)));
  options('verifiable', inOrder(counted(summary.rows.map((row) => row.verifiable))).map(numbered(null, self)));
  const leads = [...new Set(summary.rows.map((row) => row.lead).filter(Boolean))].sort(compare);
  byId('leads').append(...leads.map((value) => make('option', { value })));
  const scales = [['completion', 'completion'], ['results', 'early_results'], ['impact', 'potential_impact'], ['ambition', 'ambition']];
  for (const [name, scale] of scales) {
    const counts = [...counted(summary.rows.map((row) => row[name]))];
    counts.sort(([a], [b]) => ratingOf(scale, a).order - ratingOf(scale, b).order);
    options(name, counts.map(numbered(null, (word) => `${ratingOf(scale, word).symbol} ${word}`)));
  }
}

/** Set the form to a state; what the user is typing is left alone. */
function setForm(state) {
  for (const name of FILTERS) {
    const field = form.elements[name];
    if (field && field !== document.activeElement) field.value = state[name] ?? '';
  }
  for (const name of CHECKS) if (form.elements[name]) form.elements[name].checked = Boolean(state[name]);
  if (['impact', 'ambition', 'verifiable', 'lead'].some((name) => state[name])) byId('more-filters').open = true;
}

/** The parts of the state that the form stands for. */
function formState() {
  const state = {};
  for (const name of FILTERS) if (form.elements[name]) state[name] = form.elements[name].value.trim() || null;
  for (const name of CHECKS) if (form.elements[name]) state[name] = form.elements[name].checked ? '1' : null;
  return state;
}

function setSortHeads(sort) {
  for (const head of document.querySelectorAll('#commitments th[data-key]')) {
    const key = head.dataset.key;
    if (sort === key) head.setAttribute('aria-sort', 'ascending');
    else if (sort === `-${key}`) head.setAttribute('aria-sort', 'descending');
    else head.removeAttribute('aria-sort');
  }
}
