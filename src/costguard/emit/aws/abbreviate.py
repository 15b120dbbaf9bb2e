"""Shortens lists of actions with wildcards that match none but these, as far as the authorization data know."""

from functools import cache

from costguard.catalog import authorization


def abbreviated(actions: tuple[str, ...]) -> tuple[str, ...]:
    """Patterns that match exactly the actions among all known ones, sorted; never longer than what they replace.

    An action that AWS adds later may match as well; so they are for where full names do not fit.
    """
    by_service: dict[str, set[str]] = {}
    for action in actions:
        service, _, name = action.partition(":")
        by_service.setdefault(service, set()).add(name)
    return tuple(
        sorted(f"{service}:{each}" for service, names in by_service.items() for each in _cover(service, names))
    )


def _cover(service: str, names: set[str]) -> list[str]:
    """Greedily the prefix that takes in most of the names still to cover, and nothing else."""
    others = _known(service) - {name.lower() for name in names}
    left = sorted(names)
    patterns: list[str] = []
    while left:
        name = left[0]
        prefix = next(
            (name[:end] for end in range(1, len(name) - 1) if not _matches_any(name[:end].lower(), others)), None
        )
        if prefix is None:
            patterns.append(name)
            left = left[1:]
        else:
            patterns.append(f"{prefix}*")
            left = [each for each in left if not each.lower().startswith(prefix.lower())]
    return patterns


def _matches_any(prefix: str, names: frozenset[str]) -> bool:
    return any(name.startswith(prefix) for name in names)


@cache
def _known(service: str) -> frozenset[str]:
    return frozenset(name.lower() for name in authorization.action_names(service))
