// The members side by side: the heads sort, first the largest, names first from A on.

function sortCompared(heads, column) {
  const head = heads[column];
  const first = column ? 'descending' : 'ascending';
  const way = head.getAttribute('aria-sort') === first ? (column ? 'ascending' : 'descending') : first;
  for (const other of heads) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', way);
  const value = (row) => (column ? Number(row.cells[column].dataset.rank) : row.cells[0].textContent);
  const order = column ? (a, b) => value(a) - value(b) : (a, b) => compare(value(a), value(b));
  const body = byId('compared').tBodies[0];
  body.append(...[...body.rows].sort((a, b) => (way === 'ascending' ? order(a, b) : order(b, a))));
}

if (several) {
  const heads = [...byId('compared').tHead.rows[0].cells];
  heads.forEach((head, column) => head.querySelector('button').addEventListener('click', () => sortCompared(heads, column)));
}
