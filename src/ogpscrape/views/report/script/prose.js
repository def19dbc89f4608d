// Prose: paragraphs and lists, and notes linked both ways.

/** Make elements of prose. `notes` knows what the record's notes are, and learns where each is cited. */
function proseElements(text, notes) {
  return text.split('\n\n').flatMap((paragraph) => paragraphElements(paragraph.split('\n'), notes));
}

function paragraphElements(lines, notes) {
  const elements = [];
  for (const line of lines) {
    const item = /^(-|\d{1,3}[.)])\s+(.*)$/s.exec(line);
    if (!item) {
      elements.push(make('p', { dir: 'auto' }, cited(line, notes)));
      continue;
    }
    const name = item[1] === '-' ? 'UL' : 'OL';
    if (elements.at(-1)?.nodeName !== name) {
      elements.push(make(name, { start: name === 'OL' ? String(parseInt(item[1], 10)) : null }));
    }
    elements.at(-1).append(make('li', { dir: 'auto' }, cited(item[2], notes)));
  }
  return elements;
}

function cited(text, notes) {
  return text.split(/(\[\^\d{1,9}\])/).map((piece) => {
    const number = /^\[\^(\d{1,9})\]$/.exec(piece)?.[1];
    return number ? citation(Number(number), notes) : bulleted(piece);
  });
}

function citation(number, notes) {
  const places = notes.places.get(number) ?? [];
  notes.places.set(number, places);
  places.push(places.length + 1);
  return make('sup', {}, make('a', {
    href: addressOf(notes.state, { note: String(number) }), id: `cite-${number}-${places.length}`,
    'aria-label': `Note ${number}`, role: 'doc-noteref',
  }, String(number)));
}

/** The notes of a record, each with links back to where it is cited. */
function noteElements(record, notes) {
  return make('ol', { class: 'notes' }, record.notes.map((note) => {
    const back = (notes.places.get(note.number) ?? []).map((place) => make('a', {
      href: addressOf(notes.state, { cite: `${note.number}-${place}` }), role: 'doc-backlink',
      'aria-label': `Back to where note ${note.number} is cited${place > 1 ? `, place ${place}` : ''}`,
    }, '↩'));
    return make('li', { id: `note-${note.number}`, tabindex: '-1' },
      make('span', { class: 'number' }, String(note.number)),
      make('span', { dir: 'auto' }, noteText(note), ...back.flatMap((link) => [' ', link])));
  }));
}

/** A note's text with its links in it; a link whose text is not found is after it. */
function noteText(note) {
  if (!note.text.trim()) return make('em', {}, 'The page leaves this note empty.');
  let rest = note.text;
  const parts = [];
  const after = [];
  for (const link of note.links) {
    const at = link.text ? rest.indexOf(link.text) : -1;
    if (at < 0) {
      after.push(' ', outward(link.text || link.url || '', link.url));
      continue;
    }
    parts.push(rest.slice(0, at), outward(link.text, link.url));
    rest = rest.slice(at + link.text.length);
  }
  return make('span', {}, ...parts, rest, ...after);
}
