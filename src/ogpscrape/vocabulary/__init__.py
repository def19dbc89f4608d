"""The site's words as data: what labels, headings, scales and furniture are called, and who the members are."""
