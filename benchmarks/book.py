"""Measures the price book by itself: how long it takes to read, and one look-up in it."""

import timeit
from typing import Final

from costguard.model.cloud import Cloud
from costguard.pricing.book import embedded

_CLOUDS: Final = (Cloud.AWS, Cloud.AZURE, Cloud.GCP)
_LOOKUPS: Final = 10_000


def book_sentence() -> str:
    """One sentence: the whole book, what a plan of machines, disks and databases needs of it, and a look-up."""
    whole_ms, part_ms = (min(timeit.repeat(read, _forget, number=1, repeat=5)) * 1000 for read in (_all, _some))
    shelf = embedded.shelf(Cloud.AWS)
    lookup_us = timeit.timeit(lambda: shelf.find("ec2_linux", "m5.large", "eu-west-1"), number=_LOOKUPS) / _LOOKUPS
    return (
        f"Reading the whole price book takes {whole_ms:.0f} ms, the five tables of machines, disks, gateways, load "
        f"balancers and databases of AWS {part_ms:.0f} ms, a look-up {lookup_us * 1e6:.1f} µs."
    )


def _all() -> None:
    for cloud in _CLOUDS:
        shelf = embedded.shelf(cloud)
        for name in shelf.tables():
            shelf.table(name)
            shelf.grid(name)


def _some() -> None:
    for name in ("ec2_linux", "ebs", "nat_gateway", "elb", "rds"):
        embedded.shelf(Cloud.AWS).find(name, "", "us-east-1")


def _forget() -> None:
    for cached in (embedded.checksums, embedded.shelf, embedded._table, embedded._grid):  # noqa: SLF001  (its caches)
        cached.cache_clear()
