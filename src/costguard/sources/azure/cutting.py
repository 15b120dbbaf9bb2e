"""Cuts a tenant into scopes: small enough that one failure loses little, few enough for the graph's quota."""

import hashlib
from collections.abc import Sequence
from typing import Final

from costguard.sources.azure.graph import MOST_SUBSCRIPTIONS

_DIGITS: Final = 2
"""Hexadecimal digits of a subscription's digest that say where it belongs: at most 256 scopes, so that the pages that
are not full cost at most a minute and a half of the graph's 3 queries a second."""


def cut(subscriptions: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The subscriptions by the names of the scopes that they are read in, sorted.

    One alone gives its id; several are named by their number and a digest of their ids: a scope that was read before
    is never taken for one with other subscriptions. One more or one less in the tenant changes one scope only.
    """
    buckets: dict[str, list[str]] = {}
    for subscription in sorted(set(subscriptions)):
        buckets.setdefault(_digest(subscription)[:_DIGITS], []).append(subscription)
    parts = (
        tuple(bucket[start : start + MOST_SUBSCRIPTIONS])
        for _, bucket in sorted(buckets.items())
        for start in range(0, len(bucket), MOST_SUBSCRIPTIONS)
    )
    return {_name(part): part for part in parts}


def _name(part: tuple[str, ...]) -> str:
    return part[0] if len(part) == 1 else f"{len(part)}-subscriptions-{_digest(chr(10).join(part))[:16]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
