"""`python -m ogpscrape` is `ogpscrape`."""

import sys

from ogpscrape.cli import main

if __name__ == "__main__":
    sys.exit(main())
