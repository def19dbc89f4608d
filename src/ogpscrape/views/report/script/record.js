// One commitment with its whole record.

const STAGES = { midterm: 'Mid-term', end_of_term: 'End of term' };
const RATINGS = { completion: 'Completion', early_results: 'Early results', potential_impact: 'Potential impact', ambition: 'Ambition' };
const FACTS = {
  starred: 'Starred', verifiable: 'Verifiable', relevant: 'Relevant to OGP values', ogp_values: 'OGP values', policy_areas: 'Policy areas',
  status: 'Status', lead_institution: 'Lead institution', support_institutions: 'Support institutions', irm_reports: 'IRM reports',
};
const LOCAL_FACTS = {
  commitment_start: 'Start', commitment_end: 'End', verifiable: 'Verifiable', ogp_values: 'OGP values',
  institutions_involved: 'Institutions involved', primary_policy_areas: 'Primary policy areas', primary_sectors: 'Primary sectors',
  inception_report: 'Inception report',
};

function recordElement(row, state) {
  const record = wholeRecordOf(row);
  const notes = { state: { ...state, open: row.id }, places: new Map() };
  const heading = make('h3', { id: 'opened-title', tabindex: '-1', dir: 'auto' }, `${record.title} (${record.id})`);
  const parts = [
    overviewPart(record), descriptionPart(record, notes), ...record.irm.flatMap((summaryOf) => reviewPart(summaryOf, notes)),
    timelinePart(record), milestonesPart(record, notes), ...sectionsPart('Also on the page', record.sections, notes),
  ];
  if (record.notes.length) parts.push(make('h4', {}, 'Notes'), noteElements(record, notes));
  parts.push(...remainderParts(record, state));
  return make('article', { class: 'record', 'aria-labelledby': 'opened-title', id: 'opened' },
    make('div', { class: 'record-head' }, heading, make('a', { class: 'close', href: addressOf(state, { open: null }) }, 'Close')),
    originPart(record), ...parts.filter(Boolean));
}

function originPart(record) {
  const { action_plan: plan, action_plan_cycle: cycle } = record.overview;
  const source = record.source;
  return make('div', {},
    make('p', { class: 'origin' }, record.member.name ?? record.member.prefix, ' · ', plan ? outward(plan.text, plan.url) : 'no action plan named', cycle ? ` · cycle ${cycle}` : null),
    make('p', { class: 'address' }, 'Page: ', record.url ? outward(record.url, record.url) : 'address unknown', ' · ',
      source.retrieved_at ? make('time', { datetime: source.retrieved_at }, `captured ${source.retrieved_at.replace('T', ' ').replace(/\.\d+/, '').replace('Z', ' UTC')}`) : 'time of capture unknown',
      ` · via ${source.via}, read by ${source.parser}`));
}

const facts = (items) => make('dl', { class: 'facts' }, items.flatMap(([label, ...value]) => [make('dt', {}, label), make('dd', { dir: 'auto' }, ...value)]));

function whyNothing(record, field) {
  const reason = summary.why[record.overview.absent[field]] ?? summary.why.not_on_page;
  return make('span', { class: 'nothing-said' }, reason);
}

function overviewPart(record) {
  const overview = record.overview;
  const local = record.form === 'local';
  const value = (field) => {
    const found = overview[field];
    if (found === null || found.length === 0) return whyNothing(record, field);
    if (field === 'irm_reports') return make('span', {}, ...found.flatMap((link) => [outward(link.text, link.url), make('br')]));
    if (field === 'inception_report') return outward(found.text, found.url);
    if (typeof found === 'boolean') return found ? 'Yes' : 'No';
    return Array.isArray(found) ? found.join(', ') : found;
  };
  const ratings = Object.entries(RATINGS).map(([field, label]) => [label, overview[field] === null ? whyNothing(record, field) : ratingElement(field, overview[field])]);
  const others = Object.entries(local ? LOCAL_FACTS : FACTS).map(([field, label]) => [label, value(field)]);
  return make('section', { 'aria-label': 'Overview' }, make('h4', {}, 'Overview'),
    make('div', { class: 'columns' }, local ? null : facts([...ratings, ...others.slice(0, 3)]), facts(local ? others : others.slice(3))));
}

function labelled(label, text, notes) {
  return text ? [make('h5', {}, label), ...proseElements(text, notes)] : [];
}

/** The description set out by the headings of its plan: every word of it once. Places count characters, not halves. */
function outlined(record, notes) {
  const letters = [...(record.description ?? '')];
  const between = (start, end) => letters.slice(start, end).join('');
  const parts = [];
  let end = 0;
  const plain = (text) => { if (text.trim()) parts.push(...proseElements(text.trim(), notes)); };
  for (const { heading, start, end: stop } of record.plan?.outline ?? []) {
    plain(between(end, start));
    const text = between(start, stop);
    const headed = heading && text.startsWith(heading);
    if (headed) parts.push(make('h5', { dir: 'auto' }, heading));
    plain(headed ? text.slice(heading.length).replace(/^[\s:]+/, '') : text);
    end = Math.max(end, stop);
  }
  plain(between(end));
  return parts;
}

function descriptionPart(record, notes) {
  const proposal = record.proposal;
  const parts = outlined(record, notes);
  if (proposal) {
    parts.push(...labelled('Full title', proposal.commitment_title, notes), ...labelled('Problem', proposal.problem, notes),
      ...labelled('Status quo', proposal.status_quo, notes), ...labelled('Action', proposal.action, notes),
      ...labelled('How it contributes to solving the problem', proposal.contribution, notes),
      ...proposal.others.flatMap((section) => labelled(section.heading, section.text, notes)));
  }
  if (!parts.length) parts.push(make('p', { class: 'nothing-said' }, 'The page has none.'));
  return make('section', {}, make('h4', {}, 'Description'), ...parts);
}

function reviewPart(found, notes) {
  const about = [['Theme', found.theme], ['Commitment', [found.number, found.title].filter(Boolean).join('. ') + (found.starred ? ' ★' : '')],
    ['Responsible', found.responsible_institutions], ['Supporting', found.supporting_institutions], ['Start', found.start_date], ['End', found.end_date]];
  const parts = [make('h4', { dir: 'auto' }, found.heading), facts(about.filter(([, text]) => text)),
    ...labelled('Commitment text', found.commitment_text, notes), ...labelled('Editorial note', found.editorial_note, notes),
    ...labelled('Commitment aim', found.commitment_aim, notes)];
  if (found.completion.length) {
    parts.push(make('h5', {}, 'Status'), make('ol', { class: 'way' }, found.completion.map((entry) => make('li', {}, `${STAGES[entry.stage]} `, ratingElement('completion', entry.rating ?? 'No rating')))));
    parts.push(...found.completion.flatMap((entry) => labelled(STAGES[entry.stage], entry.text, notes)));
  }
  const opened = found.did_it_open_government;
  if (opened) {
    parts.push(make('h5', {}, 'Did it open government?'), facts(opened.ratings.map(({ value, rating }) => [value, ratingElement('early_results', rating ?? 'No rating')])));
    if (opened.text) parts.push(...proseElements(opened.text, notes));
  }
  parts.push(...labelled('Carried forward', found.carried_forward, notes), ...found.sections.flatMap((section) => labelled(section.heading, section.text, notes)));
  return [make('section', {}, ...parts)];
}

function milestonesPart(record, notes) {
  if (!record.milestones.length) return null;
  const name = (milestone) => milestone.title ?? milestone.text ?? '';
  const code = (milestone) => milestone.code ?? String(milestone.number);
  const dates = (milestone) => [...new Set([milestone.start_date, milestone.end_date].filter(Boolean))].join(' – ') || milestone.dates_text || '';
  const columns = { Code: null, Title: null };
  if (record.milestones.some(dates)) columns.When = dates;
  if (record.milestones.some((milestone) => milestone.responsible)) columns.Responsible = (milestone) => milestone.responsible ?? '';
  const others = Object.values(columns).filter(Boolean);
  const head = make('thead', {}, make('tr', {}, ...[...Object.keys(columns), 'Completion'].map((label) => make('th', { scope: 'col' }, label))));
  const rows = record.milestones.map((milestone) => make('tr', {}, make('th', { scope: 'row' }, code(milestone)),
    make('td', { dir: 'auto' }, cited(name(milestone), notes)), ...others.map((value) => make('td', { dir: 'auto' }, value(milestone))), make('td', {}, ratingElement('completion', milestone.completion ?? 'No rating'))));
  const more = record.milestones.flatMap((milestone) => {
    const texts = [...(milestone.title ? labelled('Plan', milestone.text, notes) : []), ...labelled('Assessment', milestone.assessment, notes)];
    if (!texts.length) return [];
    return [make('h5', { dir: 'auto' }, `${code(milestone)} ${name(milestone)}`), ...texts];
  });
  return make('section', {}, make('h4', {}, `Milestones (${record.milestones.length})`), make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Milestones' }, make('table', { class: 'milestones' }, head, make('tbody', {}, ...rows))), ...more.filter(Boolean));
}

function sectionsPart(title, sections, notes) {
  return sections.length ? [make('section', {}, make('h4', {}, title), ...sections.flatMap((section) => labelled(section.heading, section.text, notes)))] : [];
}
