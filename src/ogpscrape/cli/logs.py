"""What the rooms below log (a retry, a Crawl-delay, a cache that cannot be written) is said on the console."""

import logging

from ogpscrape.cli.console import console


class _ConsoleHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """Say one record; the time and the place in the code are of no use to people."""
        event = getattr(record, "event", "note")
        level = "warning" if record.levelno >= logging.WARNING else "info"
        console.event(event, record.getMessage(), level=level)


def show_logs() -> None:
    """Send the program's own log to the console, once."""
    log = logging.getLogger("ogpscrape")
    if not any(isinstance(handler, _ConsoleHandler) for handler in log.handlers):
        log.addHandler(_ConsoleHandler())
    log.setLevel(logging.INFO)
    log.propagate = False
