"""Serve the replica for trying by hand: `python -m tests.replica --port 8000`."""

import argparse
import sys
import time

from tests.replica import Replica, Site, faults


def main() -> int:
    """Serve until Ctrl-C, and say every request on standard error."""
    parser = argparse.ArgumentParser(prog="python -m tests.replica", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="0 chooses a free one")
    parser.add_argument("--crawl-delay", type=float, help="seconds that robots.txt asks for")
    parser.add_argument(
        "--synthetic", type=int, metavar="N", help="serve N pages of the replica's own, not the samples"
    )
    parser.add_argument("--delay", type=float, default=0.0, help="seconds that every answer takes")
    parser.add_argument("--block-after", type=int, metavar="N", help="answer with challenges after N pages")
    parser.add_argument(
        "--fault", nargs=2, action="append", default=[], metavar=("ID", "NAME"), help=f"one of: {', '.join(_FAULTS)}"
    )
    chosen = parser.parse_args()
    site = Site.synthetic(chosen.synthetic) if chosen.synthetic else Site.from_samples()
    if not site.pages:
        site = Site.small(count=30)
    site.crawl_delay = chosen.crawl_delay
    with Replica(site, port=chosen.port) as replica:
        replica.block_after, replica.delay = chosen.block_after, chosen.delay
        for commitment_id, name in chosen.fault:
            replica.fault(commitment_id, _FAULTS[name]())
        print(f"{len(site.pages)} pages at {replica.url}, the first of them {next(iter(site.pages))}. Ctrl-C ends it.")
        sys.stdout.flush()
        said = 0
        try:
            while True:
                for request in replica.requests[said:]:
                    print(f"{request.time:.3f} {request.path} {request.headers.get('user-agent')}", file=sys.stderr)
                    said += 1
                time.sleep(0.1)
        except KeyboardInterrupt:
            return 0


_FAULTS = {
    "challenge": lambda: faults.challenge(403),
    "gone": lambda: faults.status(410),
    "soft-gone": faults.soft_not_found,
    "home": lambda: faults.redirect("/"),
    "503": lambda: faults.status(503),
    "429": lambda: faults.status(429, retry_after="5"),
    "tomorrow": lambda: faults.status(429, retry_after="86400"),
    "silent": faults.silent,
    "slow": faults.slow,
    "reset": faults.reset_before_headers,
    "bomb": faults.gzip_bomb,
}

if __name__ == "__main__":
    sys.exit(main())
