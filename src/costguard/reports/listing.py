"""How a sentence lists names: a few of them, and how many more there are, so that none is silently left out."""

from collections.abc import Iterable


def listed(names: Iterable[str], most: int = 3) -> str:
    """`a, b, c and 4 more`; the names as they are, so neutralise them before."""
    named = list(names)
    if len(named) <= most:
        return ", ".join(named)
    return f"{', '.join(named[:most])} and {len(named) - most:,} more"
