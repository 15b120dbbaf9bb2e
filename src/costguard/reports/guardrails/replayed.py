"""Counts a replay: how many denials each rule and each principal had, and from when to when."""

from collections.abc import Callable, Iterable

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Replay, ReplayedEvent


class Count(msgspec.Struct, frozen=True):
    """Denied events of one rule, or of one principal. `first` and `last` are times as recorded, in ISO form.

    Times are compared as text, as one cloud writes them all alike.
    """

    name: str
    events: int
    first: str
    last: str
    clouds: tuple[Cloud, ...]
    operations: tuple[str, ...]


def by_rule(replay: Replay) -> tuple[Count, ...]:
    """The denials of each rule, the most first; one that breaks several rules counts for each of them.

    The empty name stands for a denial that no rule asks for.
    """
    return _counted(replay.denied, lambda event: event.rules or ("",))


def by_principal(replay: Replay) -> tuple[Count, ...]:
    """The denials of each principal, the most first."""
    return _counted(replay.denied, lambda event: (event.principal,))


def undecided(replay: Replay) -> tuple[tuple[str, int], ...]:
    """What could not be decided, by its reason, the most first."""
    return tuple(sorted(replay.undecided.items(), key=lambda item: (-item[1], item[0])))


def in_order(events: Iterable[ReplayedEvent]) -> list[ReplayedEvent]:
    """Denied events as they happened."""
    return sorted(events, key=lambda each: (each.at, each.where, each.principal, each.operation))


def _counted(events: Iterable[ReplayedEvent], names: Callable[[ReplayedEvent], tuple[str, ...]]) -> tuple[Count, ...]:
    found: dict[str, list[ReplayedEvent]] = {}
    for event in events:
        for name in dict.fromkeys(names(event)):
            found.setdefault(name, []).append(event)
    counts = (_count(name, members) for name, members in found.items())
    return tuple(sorted(counts, key=lambda each: (-each.events, each.name)))


def _count(name: str, events: list[ReplayedEvent]) -> Count:
    times = sorted(event.at for event in events if event.at)
    clouds = {event.cloud for event in events}
    return Count(
        name=name,
        events=len(events),
        first=times[0] if times else "",
        last=times[-1] if times else "",
        clouds=tuple(cloud for cloud in Cloud if cloud in clouds),
        operations=tuple(sorted({event.operation for event in events})),
    )
