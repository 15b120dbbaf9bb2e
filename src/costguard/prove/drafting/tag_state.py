"""The states of a tag that a condition picks out: not there, there with some values, there with all but some."""

import msgspec

from costguard.languages.language import Language


class TagState(msgspec.Struct, frozen=True):
    """A set of states. `is_missing`: the tag's absence belongs to it.

    Of the values of a tag that is there, those of `languages` belong to it, or, where `is_excluding`, all others.
    """

    is_missing: bool
    languages: tuple[Language, ...] = ()
    is_excluding: bool = False


MISSING = TagState(is_missing=True)
THERE = TagState(is_missing=False, is_excluding=True)


def opposite(state: TagState) -> TagState:
    """Every state that does not belong to it."""
    return TagState(not state.is_missing, state.languages, not state.is_excluding)


def both(first: TagState, second: TagState) -> TagState | None:
    """What belongs to both; None where that is neither a list of values nor all but a list."""
    is_missing = first.is_missing and second.is_missing
    values = _shared(first, second)
    return None if values is None else TagState(is_missing, values.languages, values.is_excluding)


def either(first: TagState, second: TagState) -> TagState | None:
    """What belongs to one of them, or both; None where that is neither a list of values nor all but a list."""
    neither = both(opposite(first), opposite(second))
    return None if neither is None else opposite(neither)


def _shared(first: TagState, second: TagState) -> TagState | None:
    """A state whose values are those that both have."""
    for one, other in ((first, second), (second, first)):
        if not one.languages:
            return other if one.is_excluding else one
    if first.is_excluding and second.is_excluding:
        return TagState(False, tuple(dict.fromkeys((*first.languages, *second.languages))), is_excluding=True)
    if first.languages != second.languages:
        return None
    return first if first.is_excluding is second.is_excluding else MISSING
