"""Bytes become text: whatever the server, the page or nobody says of the encoding, and nothing that is not text."""

import logging
import re
from typing import NamedTuple

from ogpscrape.errors import BinaryInputError, EmptyInputError

#: How files that are not text begin. Source: the formats' own specifications.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "gzip data"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"RIFF", "an image or sound"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)
_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
#: Control characters that are not text, but for tab, line ends and form feed; lone surrogates; noncharacters.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# UnicodeDammit tells its doubts to a log; here they become warnings of the record.
logging.getLogger("bs4.dammit").addHandler(logging.NullHandler())
_UTF8 = frozenset({"utf-8", "utf8", "utf-8-sig"})


class Decoded(NamedTuple):
    """A page's text and what was odd about its bytes: messages for the record's warnings."""

    text: str
    encoding_doubt: str | None = None
    removed: int = 0


def decode(body: bytes, charset: str | None, name: str) -> Decoded:
    """Return the body of a page as text, with what was odd about it.

    A byte order mark decides, then UTF-8 when the bytes are valid in it, then what UnicodeDammit makes of `charset`, of
    the encoding that the page declares, and of the bytes. NUL and other control characters are taken out and counted.

    Raises EmptyInputError when there is nothing but white space, BinaryInputError for what is not text; both call the
    page `name`.
    """
    _refuse_binary(body, name)
    text, doubt = _text_of(body, charset)
    clean, removed = _INVISIBLE.subn("", text)
    if not clean.strip("\ufeff \t\r\n\f\v"):
        raise EmptyInputError("the page is empty", where=name, hint="Get it again")
    if removed * 10 > len(clean):
        raise BinaryInputError(
            "not text: it is full of control characters", where=name, hint="Give saved pages, as HTML or text"
        )
    return Decoded(clean.removeprefix("\ufeff"), doubt, removed)


def _refuse_binary(body: bytes, name: str) -> None:
    for signature, what in _SIGNATURES:
        if body.startswith(signature):
            raise BinaryInputError(
                f"{what}, not a page", where=name, hint="Give the commitment page itself, as HTML or text"
            )


def _text_of(body: bytes, charset: str | None) -> tuple[str, str | None]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return _forced(body, encoding)
    declared = _declared(body, charset)
    try:
        return body.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(body):
        return _forced(body, "utf-8")
    return _guessed(body, declared)


def _forced(body: bytes, encoding: str) -> tuple[str, str | None]:
    text = body.decode(encoding, errors="replace")
    replaced = text.count("\ufffd")
    return text, f"{replaced} places are not text in {encoding}; marked as \ufffd" if replaced else None


def _declared(body: bytes, charset: str | None) -> str | None:
    if charset:
        return charset.lower()
    match = _DECLARED.search(body, 0, 4096)
    return match[1].decode("ascii", "replace").lower() if match else None


def _mostly_utf8(body: bytes) -> bool:
    """Tell whether stray bytes are in a text that is UTF-8: cut in the middle of a character, or pasted into."""
    valid = sum(len(match[0]) for match in _MULTIBYTE.finditer(body))
    high = sum(1 for _ in _HIGH.finditer(body))
    return valid * 5 >= high * 4 or (high - valid <= 3 and _cut_at_end(body))


def _cut_at_end(body: bytes) -> bool:
    try:
        body[:-3].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guessed(body: bytes, declared: str | None) -> tuple[str, str | None]:
    """Decode bytes that are not UTF-8: Korean when they read as Korean, else as declared, else as the web's default.

    Source of the default: WHATWG Encoding Standard, windows-1252. UnicodeDammit has the last word.
    """
    from bs4.dammit import UnicodeDammit

    if _reads_korean(body):
        candidates = ["euc-kr"]
    else:
        candidates = [declared] if declared and declared not in _UTF8 else ["windows-1252"]
    dammit = UnicodeDammit(body, known_definite_encodings=candidates, is_html=False)
    text = dammit.unicode_markup
    encoding = (dammit.original_encoding or "windows-1252").lower()
    if text is None:
        return _forced(body, "windows-1252")
    doubts = []
    if declared is None:
        doubts.append(f"no encoding declared, read as {encoding}")
    elif encoding != declared:
        doubts.append(f"declared as {declared}, read as {encoding}")
    if dammit.contains_replacement_characters:
        doubts.append("some bytes are not text in it")
    return text, "; ".join(doubts) or None


def _reads_korean(body: bytes) -> bool:
    """Tell whether bytes are EUC-KR: valid in it, and most of what is not ASCII is Hangul."""
    try:
        text = body.decode("euc-kr")
    except UnicodeDecodeError:
        return False
    other = [character for character in text if character > "\x7f"]
    return sum("\uac00" <= character <= "\ud7a3" for character in other) * 3 > len(other)
