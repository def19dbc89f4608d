// Elements are made one by one, and what a page says is only ever their text: nothing here makes markup of a string.

const byId = (id) => document.getElementById(id);

/** Make an element. `attributes` are set as given (null leaves one out); children are elements or text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

/** Return the address when it may be a link: http or https, nothing else. */
function webAddress(url) {
  if (!url) return null;
  try {
    const address = new URL(url);
    return address.protocol === 'https:' || address.protocol === 'http:' ? address.href : null;
  } catch {
    return null;
  }
}

/** A link that opens elsewhere; the text alone when its address may not be one. */
function outward(text, url) {
  const address = webAddress(url);
  if (!address) return make('span', { dir: 'auto' }, text);
  return make('a', { href: address, rel: 'noopener noreferrer', target: '_blank', dir: 'auto' }, text || address);
}

/** A text in which signs of fonts for symbols, which other fonts do not have, are bullets. */
const bulleted = (text) => text.replace(/[\uf000-\uf0ff]/g, '•');
