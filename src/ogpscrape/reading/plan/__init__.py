"""The plan in a description: its headings, what is under each, its milestones and dates.

It takes text and gives a plan; it knows nothing of pages. `plan.py` is the way in. `words.py` has the vocabulary,
`candidates.py` what may be a heading, `headings.py` which of them are; `items.py`, `tables.py` and `rows.py` find the
milestones in a section, whatever their form, and `milestones.py` makes them.
"""
