"""The terminal view: one file a part of the screen. `show.py` puts them together."""
