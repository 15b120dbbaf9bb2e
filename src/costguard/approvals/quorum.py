"""Counts who agreed: each person once, for one group, so that as many groups as possible have the people they need."""

from collections.abc import Mapping, Sequence

from costguard.model.verdict import ApproverGroup


def assigned(groups: Sequence[ApproverGroup], people: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """For which group each person counts, by name; who is not needed is left out.

    `people` are the groups that each may stand for. As many places as can be filled at all are filled (a maximum
    matching by augmenting paths: Kuhn 1955), earlier groups and people first.
    """
    asked = (group.group for group in groups for _ in range(group.count))
    places = list(enumerate(asked))
    filled: dict[tuple[int, str], str] = {}
    for place in places:
        _fill(place, places, people, filled, set())
    return {name: group for (_, group), name in filled.items()}


def _fill(
    place: tuple[int, str],
    places: list[tuple[int, str]],
    people: Mapping[str, frozenset[str]],
    filled: dict[tuple[int, str], str],
    tried: set[str],
) -> bool:
    """Find somebody for a place, moving others to places of groups that they stand for too."""
    for name, groups in people.items():
        if place[1] not in groups or name in tried:
            continue
        tried.add(name)
        current = next((held for held, holder in filled.items() if holder == name), None)
        if current is None:
            filled[place] = name
            return True
        del filled[current]
        filled[place] = name
        if _fill(current, places, people, filled, tried):
            return True
        del filled[place]
        filled[current] = name
    return False
