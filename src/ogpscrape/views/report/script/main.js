// The page follows its address: every change of the state is a change of the address, and this shows what it says.

let state = readState();
let found = [];
let limit = STEP;

function show() {
  found = matching(state);
  const total = summary.rows.length;
  const count = `${found.length.toLocaleString('en')} of ${total.toLocaleString('en')} ${total === 1 ? 'commitment' : 'commitments'}`;
  const searching = state.search && !allReady() ? ', texts still being searched …' : '';
  const nothing = !found.length && !searching && !state.open;
  byId('count').textContent = `${count}${searching}${nothing ? ': nothing fits. “Show all” takes search and filters away.' : ''}`;
  byId('commitments').hidden = nothing;
  setSortHeads(state.sort);
  setForm(state);
  showMember(state.member ?? null);
  fillTable(found, state, limit);
}

/** With several members: the comparison, or the figures of the one chosen. */
function showMember(prefix) {
  if (!several) return;
  byId('comparison').hidden = Boolean(prefix);
  for (const section of document.querySelectorAll('section.member')) section.hidden = section.dataset.member !== prefix;
  for (const link of document.querySelectorAll('.members a')) {
    if (link.dataset.member === (prefix ?? '')) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

/** Change the state by what the form or a head of the table says, without a new entry in the history. */
function change(changes) {
  state = { ...state, ...changes, note: null, cite: null };
  limit = STEP;
  history.replaceState(null, '', addressOf(state));
  show();
}

/** Put the focus where an address leads: to a note, a citation, the opened record, or back to its row. */
function focusOn(before) {
  const target = state.note ? byId(`note-${state.note}`)
    : state.cite ? byId(`cite-${state.cite}`)
      : state.open && state.open !== before.open ? byId('opened-title')
        : !state.open && before.open ? byId(`row-${before.open}`)
          : state.member !== before.member ? byId('top') : null;
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: state.note || state.cite ? 'center' : 'start', behavior: 'auto' });
}

/** Show a part of the page when the address names one, unfolded; the state stays. The browser moves the focus there. */
function toPart() {
  const target = byId(decoded(location.hash.slice(1)));
  if (!target?.matches('section, details.part, footer')) return false;
  const member = target.id === 'comparison' ? null : target.closest('section.member')?.dataset.member;
  if (several && member !== undefined && (state.member ?? null) !== member) {
    state = { ...state, member };
    show();
  }
  if (target.matches('details')) target.open = true;
  target.scrollIntoView();
  return true;
}

function follow() {
  if (toPart()) return;
  const before = state;
  state = readState();
  show();
  focusOn(before);
}

offer();
window.addEventListener('hashchange', follow);
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', () => change(formState()));
form.addEventListener('reset', () => setTimeout(() => change(Object.fromEntries([...FILTERS, ...CHECKS].map((name) => [name, null])))));
for (const head of document.querySelectorAll('#commitments th[data-key]')) {
  head.querySelector('button').addEventListener('click', () => change({ sort: state.sort === head.dataset.key ? `-${head.dataset.key}` : head.dataset.key }));
}
byId('more').addEventListener('click', () => {
  const first = found[limit];
  limit += STEP;
  show();
  byId(`row-${first.id}`)?.focus();
});
byId('download-csv').addEventListener('click', () => saveCsv(found));
byId('download-json').addEventListener('click', () => saveJson(found));
// On paper there is no button to show more.
window.addEventListener('beforeprint', () => fillTable(found, state, Infinity));
window.addEventListener('afterprint', () => fillTable(found, state, limit));

show();
if (!toPart()) focusOn({ open: null });
prepareAll(() => {
  document.documentElement.dataset.ready = 'true';
  if (state.search) show();
});
