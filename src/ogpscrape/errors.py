"""Every error a user can meet, each with the exit code of the command line.

    OgpscrapeError
    |-- UsageError              2   the command or an identifier is not written as it must be
    |-- NothingSucceededError   3   every page failed, for different reasons
    |-- InputError              4   a file or folder is not there, or cannot be read as a page at all
    |   |-- EmptyInputError         nothing in it
    |   |-- BinaryInputError        a PDF, an image, an archive ...
    |   `-- TooLargeError           above the documented limit
    |-- NotACommitmentError     5   a page, but not of a commitment
    |   `-- WrongCommitmentError    another commitment's page than the one asked for
    |-- ChangedError            6   a commitment page that can no longer be read: the site changed
    |-- BlockedError            7   a challenge page, or a refusal (401, 403, 429)
    |   `-- ComeBackLaterError      the site names a time that is too far off to wait for
    |-- GoneError               8   the page no longer exists (404, 410, "page not found")
    |-- MovedError              9   redirected to where no commitment is
    |-- NetworkError           10   no answer, or a broken one
    |   |-- ServerError             the site answered with an error of its own (5xx), or nonsense
    |   `-- IncompleteError         a page that breaks off before its end
    |-- RobotsError            11   robots.txt does not allow the request
    |-- TranslatedError        12   a translation; the English page is the record
    |-- BusyError              13   another run holds the lock
    |-- DatasetError           14   a dataset that cannot be opened, read or written
    |-- OutputError            15   the output cannot be written
    |-- WarningsError          16   --strict, and the page gave warnings
    |-- ConfigurationError     17   a setting that cannot be used
    |-- MissingExtraError      18   an optional package is not installed
    `-- BugError               19   a fault of ogpscrape itself

Exit code 0 is success, 1 says that some failed and the rest was printed, and 130 that Ctrl-C ended the run.
The codes are chosen once and kept: scripts depend on them.
"""

import re
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process ends with; the one table that `--help`, the docs and the tests read."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    NOTHING_SUCCEEDED = 3
    INPUT = 4
    NOT_A_COMMITMENT = 5
    CHANGED = 6
    BLOCKED = 7
    GONE = 8
    MOVED = 9
    NETWORK = 10
    ROBOTS = 11
    TRANSLATED = 12
    BUSY = 13
    DATASET = 14
    OUTPUT = 15
    WARNINGS = 16
    CONFIGURATION = 17
    MISSING_EXTRA = 18
    BUG = 19
    INTERRUPTED = 130


EXIT_CODES: dict[ExitCode, str] = {
    ExitCode.OK: "all right",
    ExitCode.SOME_FAILED: "some failed, the rest was printed",
    ExitCode.USAGE: "the command or an identifier is not written as it must be",
    ExitCode.NOTHING_SUCCEEDED: "every page failed, for different reasons",
    ExitCode.INPUT: "bad input: a file or folder that is not there, or cannot be read as a page",
    ExitCode.NOT_A_COMMITMENT: "a page, but not of the commitment asked for, or of none",
    ExitCode.CHANGED: "changed: the page can no longer be read as a commitment",
    ExitCode.BLOCKED: "blocked: the site answered with a challenge or a refusal",
    ExitCode.GONE: "gone: the page does not exist",
    ExitCode.MOVED: "moved: redirected to where no commitment is",
    ExitCode.NETWORK: "network: no answer, or a broken one",
    ExitCode.ROBOTS: "refused by robots.txt",
    ExitCode.TRANSLATED: "a translated page; the English address is named",
    ExitCode.BUSY: "another run is at work on the same data",
    ExitCode.DATASET: "the dataset cannot be opened, read or written",
    ExitCode.OUTPUT: "the output cannot be written",
    ExitCode.WARNINGS: "--strict, and there were warnings",
    ExitCode.CONFIGURATION: "a setting that cannot be used",
    ExitCode.MISSING_EXTRA: "an optional package is not installed",
    ExitCode.BUG: "a fault of ogpscrape itself; please report it",
    ExitCode.INTERRUPTED: "ended by Ctrl-C",
}


class OgpscrapeError(Exception):
    """The root of the tree. `where` is the file, address or line; `hint` is what to do next."""

    exit_code = ExitCode.NOTHING_SUCCEEDED
    #: The one word that is before the message on standard error and in logs.
    word = "error"

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.message = without_passwords(message)
        self.where = without_passwords(where) if where else where
        self.hint = without_passwords(hint) if hint else hint
        super().__init__(self.message, self.where, self.hint)

    def __str__(self) -> str:
        """Return one line: where, what happened, what to do next."""
        text = f"{self.where}: {self.message}" if self.where else self.message
        if not self.hint:
            return text
        return f"{text}{'' if text.endswith(('.', '?', '!')) else '.'} {self.hint}"

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the keyword arguments when an error crosses a process boundary."""
        return (_rebuild, (type(self), self.message, self.where, self.hint))


def without_passwords(text: str) -> str:
    """Return a text without what is before the `@` of an address that somebody mistyped or put in a wrong place."""
    return re.sub(r"""(["']?)\S*:\S*@""", r"\1...@", text)


def _rebuild(kind: type[OgpscrapeError], message: str, where: str | None, hint: str | None) -> OgpscrapeError:
    return kind(message, where=where, hint=hint)


class UsageError(OgpscrapeError):
    """The command, a selector or an option is not written as it must be."""

    exit_code = ExitCode.USAGE
    word = "usage"


class NothingSucceededError(OgpscrapeError):
    """Every page failed, and not all for the same reason."""

    word = "failed"


class InputError(OgpscrapeError):
    """A file or a body that cannot be read as a page at all."""

    exit_code = ExitCode.INPUT
    word = "bad input"

    @classmethod
    def missing(cls, path: object, hint: str | None = None) -> "InputError":
        """Return what is said of a path that is not there: the same words and code whatever it should have been."""
        return cls("there is no such file or folder", where=str(path), hint=hint)

    @classmethod
    def unreadable(cls, path: object, error: OSError) -> "InputError":
        """Return what to tell the user of a path that the system does not let us read."""
        if isinstance(error, FileNotFoundError):
            return cls.missing(path)
        return cls(f"cannot be read: {(error.strerror or str(error)).lower()}", where=str(path))


class EmptyInputError(InputError):
    """Nothing, or only white space."""


class BinaryInputError(InputError):
    """A PDF, an image, an archive: not text."""


class TooLargeError(InputError):
    """Above the documented size limit."""


class NotACommitmentError(OgpscrapeError):
    """A readable page that is not of a commitment: a member page, another site."""

    exit_code = ExitCode.NOT_A_COMMITMENT
    word = "no commitment"


class WrongCommitmentError(NotACommitmentError):
    """The page of another commitment than the one asked for."""


class ChangedError(OgpscrapeError):
    """A commitment page whose landmarks are no longer found, or a dataset that its gates refuse."""

    exit_code = ExitCode.CHANGED
    word = "changed"


class BlockedError(OgpscrapeError):
    """A challenge page, or an answer that says no."""

    exit_code = ExitCode.BLOCKED
    word = "blocked"


class ComeBackLaterError(BlockedError):
    """The site names a time before which it does not want to be asked, too far off to wait for."""


class GoneError(OgpscrapeError):
    """The page does not exist: 404, 410, or a page that says so."""

    exit_code = ExitCode.GONE
    word = "gone"


class MovedError(OgpscrapeError):
    """A redirect to where no commitment is."""

    exit_code = ExitCode.MOVED
    word = "moved"


class NetworkError(OgpscrapeError):
    """No answer, or an answer that breaks off."""

    exit_code = ExitCode.NETWORK
    word = "network"


class ServerError(NetworkError):
    """The site answered with an error of its own, or with what HTTP does not allow."""


class IncompleteError(NetworkError):
    """A page that breaks off before its end, whatever the server said of its length."""


class RobotsError(OgpscrapeError):
    """robots.txt does not allow the request."""

    exit_code = ExitCode.ROBOTS
    word = "robots"


class TranslatedError(OgpscrapeError):
    """A machine-translated page; the message names the English address."""

    exit_code = ExitCode.TRANSLATED
    word = "translated"


class BusyError(OgpscrapeError):
    """Another run holds the lock."""

    exit_code = ExitCode.BUSY
    word = "busy"


class DatasetError(OgpscrapeError):
    """A dataset that cannot be opened, read or written."""

    exit_code = ExitCode.DATASET
    word = "dataset"


class OutputError(OgpscrapeError):
    """The output cannot be written."""

    exit_code = ExitCode.OUTPUT
    word = "output"


class WarningsError(OgpscrapeError):
    """`--strict`, and the page gave warnings."""

    exit_code = ExitCode.WARNINGS
    word = "strict"


class ConfigurationError(OgpscrapeError):
    """A setting that cannot be used."""

    exit_code = ExitCode.CONFIGURATION
    word = "configuration"


class MissingExtraError(OgpscrapeError):
    """An optional package is not installed; the hint says which command brings it."""

    exit_code = ExitCode.MISSING_EXTRA
    word = "missing"


class BugError(OgpscrapeError):
    """A fault of ogpscrape itself: an exception that nothing foresaw."""

    exit_code = ExitCode.BUG
    word = "bug"

    @classmethod
    def of(cls, error: Exception, where: str | None = None) -> "BugError":
        """Return what to tell the user of an unforeseen `error`, met at `where` (a file or address)."""
        from ogpscrape import PROJECT_ADDRESS

        return cls(
            f"{type(error).__name__}: {error}",
            where=where,
            hint=f"This is a fault of ogpscrape: please report it at {PROJECT_ADDRESS}/issues"
            f"{' with the page itself' if where else ''}; OGPSCRAPE_DEBUG=1 shows where it happened",
        )
