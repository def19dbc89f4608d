"""Signs that what was read may not be right: each is a warning, none changes a value."""
