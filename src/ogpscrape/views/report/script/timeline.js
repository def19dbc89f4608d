// A commitment's own period and its dated milestones, drawn one below the other.

const SVG = 'http://www.w3.org/2000/svg';

function draw(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** The day on which a date of the record begins, or after which it ends, in days since 1970. */
function dayOf(text, after) {
  if (!text) return null;
  const [year, month, day] = text.split('-').map(Number);
  const more = after ? 1 : 0;
  if (day) return Date.UTC(year, month - 1, day + more) / 864e5;
  return (month ? Date.UTC(year, month - 1 + more, 1) : Date.UTC(year + more, 0, 1)) / 864e5;
}

function timelinePart(record) {
  const stretch = (label, { start_date: start, end_date: end }) => ({ label, first: dayOf(start, false), last: dayOf(end, true), words: [...new Set([start, end].filter(Boolean))].join(' – ') });
  const stretches = [...(record.plan ? [stretch('The commitment', record.plan)] : []), ...record.milestones.map((one) => stretch(one.code ?? String(one.number), one))]
    .filter(({ first, last }) => first !== null || last !== null);
  if (!stretches.length) return null;
  const year = (day) => new Date(day * 864e5).getUTCFullYear();
  const days = stretches.flatMap(({ first, last }) => [first, last === null ? null : last - 1]).filter((day) => day !== null);
  const [from, to] = [year(Math.min(...days)), year(Math.max(...days)) + 1];
  const [begin, end] = [Date.UTC(from, 0, 1) / 864e5, Date.UTC(to, 0, 1) / 864e5];
  const place = (day) => `${(100 * (day - begin) / (end - begin)).toFixed(2)}%`;
  const step = Math.ceil((to - from) / 6);
  const years = [];
  for (let one = from; one < to; one += step) years.push(one);
  const at = (one) => place(Date.UTC(one, 0, 1) / 864e5);
  const lines = stretches.flatMap(({ label, first, last, words }) => {
    const shape = first !== null && last !== null && first < last
      ? draw('rect', { class: 'span', x: place(first), width: `${Math.max(0.5, 100 * (last - first) / (end - begin)).toFixed(2)}%`, y: '25%', height: '50%', rx: 4 })
      : draw('circle', { cx: place(last ?? first), cy: '50%', r: 5 });
    return [make('div', { class: 'bar-label' }, label, ' ', make('span', { class: 'said' }, words)),
      draw('svg', { class: 'bar', 'aria-hidden': 'true' }, ...years.map((one) => draw('rect', { class: 'rule', x: at(one), width: 1, height: '100%' })), shape)];
  });
  const said = stretches.map(({ label, words }) => `${label}: ${words}`).join('; ');
  return make('section', {}, make('h4', {}, 'Timeline'), make('div', { class: 'bars timeline', role: 'img', 'aria-label': said },
    draw('svg', { class: 'axis', 'aria-hidden': 'true' }, ...years.map((one) => draw('text', { x: at(one), y: '50%' }, String(one)))), ...lines));
}
