"""A small OGP site, served over real sockets, with faults on demand and a log of every request.

    site = Site.small()                     # or Site.from_samples(), Site.synthetic(6000)
    with Replica(site) as replica:
        replica.fault("KR0017", faults.status(503), times=2)
        ...                                 # ask replica.url for pages
        assert replica.paths() == ["/robots.txt", ...]

`python -m tests.replica --port 8000` serves it for trying by hand.
"""

from tests.replica import faults
from tests.replica.server import Replica
from tests.replica.site import Site, SitePage

__all__ = ["Replica", "Site", "SitePage", "faults"]
