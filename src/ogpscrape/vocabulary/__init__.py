"""The site's words as data: what labels, headings, scales and boilerplate are called, and who the members are."""
