// What is shown is what the address says: `#KR0017`, or `#KR0017&search=budget&sort=-plan`. A link can be sent.

const FILTERS = ['search', 'member', 'plan', 'area', 'completion', 'results', 'impact', 'ambition', 'verifiable', 'lead'];
const CHECKS = ['starred', 'pending', 'changed'];

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a link that somebody cut in the middle of a letter
  }
}

function readState() {
  const state = { open: null, sort: 'id' };
  for (const part of location.hash.slice(1).split('&').filter(Boolean)) {
    const at = part.indexOf('=');
    if (at < 0) state.open = decoded(part);
    else if ([...FILTERS, ...CHECKS, 'sort', 'note', 'cite'].includes(part.slice(0, at))) state[part.slice(0, at)] = decoded(part.slice(at + 1));
  }
  if (!rowById.has(state.open)) state.open = null;
  return state;
}

/** The fragment for a state with some parts changed. */
function addressOf(state, changes = {}) {
  const next = { ...state, note: null, cite: null, ...changes };
  const parts = next.open ? [encodeURIComponent(next.open)] : [];
  for (const name of [...FILTERS, ...CHECKS, 'note', 'cite']) {
    if (next[name]) parts.push(`${name}=${encodeURIComponent(next[name])}`);
  }
  if (next.sort && next.sort !== 'id') parts.push(`sort=${encodeURIComponent(next.sort)}`);
  return `#${parts.join('&')}`;
}
