"""Parts a tree into branches that each fit into a condition; the request breaks the rule where any branch holds.

A list of allowed values does not come apart by itself, as every part would deny the others' values. So it is parted
by how values begin: one branch speaks of those that begin with `a`, another of the rest.
"""

from collections.abc import Callable, Iterator
from typing import Final

from costguard.emit.gcp.beginnings import ValueFact, beginning_of, tidied
from costguard.emit.gcp.urls import LEAD
from costguard.emit.tree import NEVER, AttributeValue, Every, Some, TagValue, Tree, every
from costguard.languages.language import Language, Linear, Notation, glob

_WILD: Final = ("*", "?")
_Groups = dict[str, list[Language]]


def fitting(tree: Tree, fits: Callable[[Tree], bool]) -> tuple[Tree, ...] | None:
    """Branches that fit, as few as parting in the middle gives; together they say what the tree says.

    None where one does not fit and cannot be parted.
    """
    if fits(tree):
        return (tree,)
    found: list[Tree] = []
    parts = _parted(tree)
    if not parts:
        return None
    for part in parts:
        branches = fitting(part, fits)
        if branches is None:
            return None
        found.extend(branches)
    return tuple(dict.fromkeys(each for each in found if each != NEVER))


def _parted(tree: Tree) -> tuple[Tree, ...]:
    """At least two trees that together say the same; none where it does not come apart."""
    match tree:
        case Some(parts):
            return parts
        case Every(parts):
            return _distributed(parts)
        case TagValue() | AttributeValue():
            return _allowing(tree) if tree.holds else _excluding(tree)
        case _:
            return ()


def _distributed(parts: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """The largest part that comes apart does, and every piece takes the others along."""
    for place in sorted(range(len(parts)), key=lambda place: -_weight(parts[place])):
        pieces = _parted(parts[place])
        if pieces:
            return tuple(_flat((*parts[:place], piece, *parts[place + 1 :])) for piece in pieces)
    return ()


def _flat(parts: tuple[Tree, ...]) -> Tree:
    joined = every(parts)
    return tidied(joined.parts) if isinstance(joined, Every) else joined


def _weight(tree: Tree) -> int:
    match tree:
        case Every(parts) | Some(parts):
            return sum(map(_weight, parts))
        case TagValue(_, languages) | AttributeValue(_, languages):
            return sum(len(language.text) for language in languages)
        case _:
            return 0


def _allowing(fact: ValueFact) -> tuple[Tree, ...]:
    middle = len(fact.languages) // 2
    if not middle:
        return ()
    return (_with(fact, fact.languages[:middle], holds=True), _with(fact, fact.languages[middle:], holds=True))


def _excluding(fact: ValueFact) -> tuple[Tree, ...]:
    """None of the languages: what begins so and lies in none of the first half, or lies in none of the second."""
    groups = _by_beginning(fact.languages)
    beginnings = tuple(_first_half(groups))
    first = [language for beginning in beginnings for language in groups[beginning]]
    everywhere = [language for language in fact.languages if not any(language in own for own in groups.values())]
    rest = [language for language in fact.languages if language not in first]
    guards = tuple(glob(f"{beginning}*") for beginning in beginnings)
    halves = (
        _flat((_with(fact, guards, holds=True), _with(fact, (*first, *everywhere), holds=False))),
        _with(fact, (*guards, *rest), holds=False),
    )
    is_progress = first and max(map(_weight, halves)) < _weight(fact)
    return halves if is_progress else ()


def _by_beginning(languages: tuple[Language, ...]) -> _Groups:
    """Texts and globs by how they begin, one character further than all do alike.

    What can begin in several of these ways, or ends there, is in no group.
    """
    linear = [each for each in languages if isinstance(each, Linear) and not each.folded]
    plain = [each for each in linear if each.notation is Notation.EXACT or _is_settled(each.text)]
    while plain:
        alike = _alike([each.text for each in plain])
        going_on = [each for each in plain if each.text[len(alike) : len(alike) + 1] not in ("", *_WILD)]
        if len(going_on) == len(plain):
            return _grouped(plain, alike)
        plain = going_on
    return {}


def _grouped(languages: list[Linear], alike: str) -> _Groups:
    if set(_WILD) & set(LEAD.sub("", alike)):
        return {}  # a glob that begins so may begin otherwise as well
    groups: _Groups = {}
    for each in languages:
        groups.setdefault(each.text[: len(alike) + 1], []).append(each)
    return groups


def _is_settled(text: str) -> bool:
    """Whether a glob begins with some text, be it within a URL."""
    return not LEAD.sub("", text).startswith(_WILD)


def _alike(texts: list[str]) -> str:
    first, last = min(texts), max(texts)
    return next((first[:place] for place, one in enumerate(first) if last[place : place + 1] != one), first)


def _first_half(groups: _Groups) -> Iterator[str]:
    whole = sum(map(len, groups.values()))
    taken = 0
    for beginning in sorted(groups):
        if [beginning] == [beginning_of(each) for each in groups[beginning]]:
            continue  # it is spoken of as a whole already
        size = len(groups[beginning])
        if taken and 2 * (taken + size) > whole:
            return
        taken += size
        yield beginning


def _with(fact: ValueFact, languages: tuple[Language, ...], *, holds: bool) -> Tree:
    if isinstance(fact, TagValue):
        return TagValue(fact.key, languages, holds)
    return AttributeValue(fact.name, languages, holds)
