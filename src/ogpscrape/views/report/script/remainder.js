// What else a record holds: the header as written, the commitments list, the links, and the record as JSON.

/** A part that is made when somebody opens it: most readers do not, and it may be long. */
function unfolding(title, content) {
  const details = make('details', {}, make('summary', {}, title));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(content());
  });
  return details;
}

function plainTable(labels, rows) {
  const head = make('thead', {}, make('tr', {}, ...labels.map((label) => make('th', { scope: 'col' }, label))));
  return make('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': labels.join(', ') },
    make('table', { class: 'milestones' }, head, make('tbody', {}, ...rows.map((cells) => make('tr', {}, ...cells.map((cell) => make('td', { dir: 'auto' }, cell)))))));
}

function headerTable(record) {
  return plainTable(['Label', 'As written', 'Read from'], record.overview.fields.map((field) => [field.label, field.text, field.read_from]));
}

function relatedTable(record, state) {
  const title = (entry) => {
    const text = `${entry.title ?? entry.id}${entry.starred ? ' ★' : ''}`;
    return rowById.has(entry.id) ? make('a', { href: addressOf(state, { open: entry.id }) }, text) : outward(text, entry.url);
  };
  return plainTable(['ID', 'Title', 'Cycle', 'Policy area'], record.related.map((entry) => [entry.id, title(entry), entry.cycle === null ? '' : String(entry.cycle), entry.policy_area ?? '']));
}

function linksTable(record) {
  return plainTable(['Link', 'Address', 'Stands in'], record.links.map((link) => [make('span', { class: 'breaks' }, outward(link.text, link.url)), make('span', { class: 'breaks' }, link.url ?? 'the page gives none'), link.field ?? '']));
}

const asJson = (record) => make('pre', { tabindex: '0' }, JSON.stringify(record, null, 2));

function remainderParts(record, state) {
  const { overview, related, links } = record;
  return [
    overview.fields.length ? unfolding(`The header as written (${overview.fields.length})`, () => headerTable(record)) : null,
    related.length ? unfolding(`The member's commitments, as this page lists them (${related.length})`, () => relatedTable(record, state)) : null,
    links.length ? unfolding(`Links on the page (${links.length})`, () => linksTable(record)) : null,
    unfolding('The record as JSON', () => asJson(record)),
  ];
}
