"""Titles of IRM reports in plain text, where only commas part them and some titles hold commas themselves."""

import re

#: The words that every title of a report holds.
_WHOLE = re.compile(r"\b(?:Reports?|Review)\b", re.IGNORECASE)


def split_reports(text: str) -> list[str]:
    """Return the titles of reports that commas part.

    A comma parts two titles when what stands before it, since the last such comma, names a kind of report (Progress
    Report, Design Report, Action Plan Review ...) and what follows can begin a title. Source: the titles on the pages.
    """
    titles: list[list[str]] = []
    whole = True
    for part in (" ".join(piece.split()) for piece in text.split(",")):
        if not part:
            continue
        if titles and not (whole and _begins_title(part)):
            titles[-1].append(part)
        else:
            titles.append([part])
            whole = False
        whole = whole or bool(_WHOLE.search(part))
    return [", ".join(parts) for parts in titles]


def _begins_title(part: str) -> bool:
    """Tell whether a part begins a title: a capital, no year, and a kind of report or a place follows."""
    return part[0].isupper() and (bool(_WHOLE.search(part)) or len(part.split()) <= 4)
