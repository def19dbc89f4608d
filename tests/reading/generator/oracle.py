"""What a changed page's record may be: the rules of right or loud."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ogpscrape.errors import BugError
from tests.reading.outcome import Outcome

_WORD = re.compile(r"\w+")
#: Prose: it may hold whatever is in its part of the page.
PROSE = re.compile(
    r"""description$ | proposal\. | notes\[ | milestones\[\d+\]\.(assessment|text)$ |
    irm\[\d+\]\.(commitment_text|editorial_note|commitment_aim|carried_forward|sections\[\d+\]\.(heading|text)|
    completion\[\d+\]\.text|did_it_open_government\.text)$""",
    re.VERBOSE,
)
#: What says where a text is, or repeats it as written: no value of its own. `plan` reads the description again.
LEFT_OUT = (
    "overview.fields",
    "sections",
    "unclaimed",
    "links",
    "plan.",
    "overview.absent",
    "url",
    "member.slug",
    "form",
)


#: The labels that insertions bring: in prose they may be words of the text.
NEW_LABELS = "Contact Person Budget Source of Funding Sector Assessment"


#: What ends so is an address or a path.
_NO_TEXT = (".url", ".field", ".cited_in")


def words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def differing(want: Any, found: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield path, wanted and found value wherever a record is not as it must be; texts are compared by their words."""
    if isinstance(want, dict):
        for key, inner in want.items():
            value = found
            for step in key.split("."):
                value = value.get(step) if isinstance(value, dict) else None
            yield from differing(inner, value, f"{path}.{key}" if path else key)
    elif isinstance(want, list) and isinstance(found, list) and len(want) == len(found):
        for index, (one, other) in enumerate(zip(want, found, strict=True)):
            yield from differing(one, other, f"{path}[{index}]")
    elif isinstance(want, str) and isinstance(found, str):
        same = words(want) == words(found) if PROSE.search(path) else " ".join(want.split()) == " ".join(found.split())
        if not same:
            yield path, want, found
    elif want != found:
        yield path, want, found


def typed(outcome: Outcome) -> dict[str, Any]:
    """Return every typed value of a record by its path; entries of the list by their ID, wherever they are in it."""
    if outcome.record is None:
        return {}
    record = outcome.record.model_dump(mode="json", exclude={"account", "source", "warnings", "provenance"})
    record["related"] = {
        one["id"]: {key: value for key, value in one.items() if key not in ("position", "url")}
        for one in record["related"]
    }
    values = dict(_flat(record))
    return {path: value for path, value in values.items() if not path.startswith(LEFT_OUT)}


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _flat(inner, f"{path}[{index}]")
    else:
        yield path, value


def silent(rule: str, before: Outcome, after: Outcome, taken: str = "", given: str = "") -> str | None:
    """Return what is wrong with a changed page's record when nothing says so, else None.

    The rules, by what the record may differ in:
        same: in nothing. case: in capitals. loud: a warning must say so, whatever is read.
        taken: the words `taken` are gone, and no others; nothing is new.
        given: prose may have the words `given`, no other value; they are somewhere.
        listed: the same, and an entry of the list may be new. decorated: the same, words of the header only.
        doubled: a value may be there twice. moved: no word is lost, the header is as it was.
    """
    if isinstance(after.error, BugError):
        return f"bug: {after.error}"
    if after.new(before):
        return None
    if rule == "loud":
        return "nothing says so"
    was, now = typed(before), typed(after)
    for path in [*was, *(path for path in now if path not in was)]:
        one, other = was.get(path), now.get(path)
        if not _same(path, one, other, case=rule == "case") and not _ALLOWED[rule](path, one, other, taken, given, was):
            return f"{path}: {other!r} instead of {one!r}"
    is_entry = rule == "listed" and "related.ZZ0077.id" in now
    if rule in ("given", "listed") and not is_entry and not _somewhere(after, given):
        return f"nowhere: {given!r}"
    gone = _lost(before, after) if rule == "moved" else []
    return f"lost: {gone}" if gone else None


def _same(path: str, one: Any, other: Any, *, case: bool = False) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        if case:
            return words(one) == words(other)
        return words(one) == words(other) if PROSE.search(path) else " ".join(one.split()) == " ".join(other.split())
    return bool(one == other)


def _never(path: str, one: Any, other: Any, taken: str, given: str, was: dict[str, Any]) -> bool:
    return False


def _given(path: str, one: Any, other: Any, taken: str, given: str, was: dict[str, Any]) -> bool:
    """Prose may have the new words, and must have all that it had."""
    return (
        bool(PROSE.search(path))
        and not _less(one, other)
        and not _less(other, one) - Counter(words(f"{given} {NEW_LABELS}"))
    )


def _listed(path: str, one: Any, other: Any, taken: str, given: str, was: dict[str, Any]) -> bool:
    return path.startswith("related.ZZ0077") or _given(path, one, other, taken, given, was)


def _decorated(path: str, one: Any, other: Any, taken: str, given: str, was: dict[str, Any]) -> bool:
    return not path.startswith("overview")


def _doubled(path: str, one: Any, other: Any, taken: str, given: str, was: dict[str, Any]) -> bool:
    if "[" in path and (not isinstance(other, str) or other in _others(path, was)):
        return True
    if not isinstance(other, str) or path.endswith("cited_in"):
        return path.endswith("cited_in")
    known = set(words(str(one or ""))) | (set(words(given)) if PROSE.search(path) or "[" in path else set())
    return set(words(other)) <= known and not set(words(str(one or ""))) - set(words(other)) - set(words(given))


def _moved(path: str, one: Any, other: Any, taken: str, given: str, was: dict[str, Any]) -> bool:
    if PROSE.search(path) or not path.startswith(("overview", "id", "title", "member")):
        return True
    if "[" in path:
        return other in _others(path, was)
    # A row that has left the header is text where it is now; parts of a value may be in another order.
    return other is None or (isinstance(one, str) and sorted(words(one)) == sorted(words(str(other))))


def _taken(path: str, one: Any, other: Any, taken: str, given: str, was: dict[str, Any]) -> bool:
    """A value lost nothing but words that were taken away, and has no word that it had not."""
    gone = Counter(words(taken))
    if path.startswith(("related", "milestones", "notes", "irm")) and other is None:
        return True  # the entry itself is gone; the words of the others are compared by their own paths
    if path.endswith(".url"):
        return other is None or other in _others(path, was)
    if path.endswith("cited_in") or (other is None and re.search(r"_(date|start|end)$", path)):
        return True  # a date is written in other words than those that were taken away
    if path.startswith(("irm", "milestones", "proposal")) and PROSE.search(path):
        # Without its heading, a text below it belongs to the text above: nobody can tell.
        return set(words(str(other))) <= {word for text in was.values() for word in words(str(text))}
    if "[" in path:
        # In a list the places move up: what is there must be one of the values that was there before.
        others = _others(path, was)
        return other in others or any(_shorter(value, other, gone) for value in others)
    return _shorter(one, other, gone)


_ALLOWED = {"same": _never, "case": _never, "taken": _taken, "given": _given, "listed": _listed,
 "decorated": _decorated,
            "doubled": _doubled, "moved": _moved}  # fmt: skip


def _stem(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


def _others(path: str, was: dict[str, Any]) -> list[Any]:
    """Return the values of all places of a list."""
    return [value for key, value in was.items() if _stem(key) == _stem(path)]


def _less(one: Any, other: Any) -> Counter[str]:
    """Return the words that one text has more often than the other."""
    return Counter(words(str(one or ""))) - Counter(words(str(other or "")))


def _shorter(one: Any, other: Any, gone: Counter[str]) -> bool:
    if isinstance(one, (bool, int)) or one is None:
        return other is None and one is not None
    return not _less(other, one) and not _less(one, other) - gone


def _lost(before: Outcome, after: Outcome) -> list[str]:
    """Return the words of a record's values that another record holds nowhere; glued words are there, too."""
    there = " ".join(text.casefold() for _, text in after.leaves())
    apart = ("links", "plan.", "url", "related[", "overview.fields", "unclaimed")
    texts = [text for path, text in before.leaves() if not path.startswith(apart) and not path.endswith(_NO_TEXT)]
    return sorted({word for text in texts for word in words(text) if word not in there})


def _somewhere(outcome: Outcome, text: str) -> bool:
    wanted = words(text)
    for _, leaf in outcome.leaves():
        there = words(leaf)
        if any(there[start : start + len(wanted)] == wanted for start in range(len(there) - len(wanted) + 1)):
            return True
    return False
