"""Keeps conjunctions of "begins with one of these" and "is none of those" as small as they can be.

Parting lists of values piles such facts up; most of what one says of a value is settled by another.
"""

from collections.abc import Iterable

import msgspec

from costguard.emit.gcp.urls import LEAD
from costguard.emit.tree import NEVER, AttributeValue, TagValue, Tree, every
from costguard.languages.language import Language, Linear, Notation, glob

ValueFact = TagValue | AttributeValue
_WILD = "*?"


def tidied(parts: tuple[Tree, ...]) -> Tree:
    """All of the parts, with what they say of one value together said once; NEVER where no value is left.

    INVARIANT: the conjunction holds for the same values. Of URLs only those count that hold their collection once.
    """
    by_subject: dict[Tree, list[ValueFact]] = {}
    for part in parts:
        if isinstance(part, ValueFact):
            by_subject.setdefault(_subject(part), []).append(part)
    replaced: dict[Tree, Tree] = {}
    for facts in by_subject.values():
        if not any(map(_is_of_beginnings, facts)):
            continue
        together = _together(facts)
        if together is None:
            return NEVER
        replaced.update((fact, every(())) for fact in facts)
        replaced[facts[0]] = every(together)
    return every(tuple(replaced.get(part, part) for part in parts))


def beginning_of(language: Language) -> str | None:
    """The text that a glob asks values to begin with, where it asks nothing else; None of every other language."""
    if not isinstance(language, Linear) or language.folded or language.notation is not Notation.GLOB:
        return None
    bare = LEAD.sub("", language.text)
    return language.text[:-1] if bare.endswith("*") and not set(_WILD) & set(bare[:-1]) else None


def _subject(fact: ValueFact) -> Tree:
    return msgspec.structs.replace(fact, languages=(), holds=True)


def _is_of_beginnings(fact: Tree) -> bool:
    return isinstance(fact, ValueFact) and fact.holds and all(beginning_of(each) is not None for each in fact.languages)


def _together(facts: list[ValueFact]) -> tuple[Tree, ...] | None:
    """The same facts about one value, with one list of beginnings; None where they leave none."""
    begun = [_beginnings(fact.languages) for fact in facts if _is_of_beginnings(fact)]
    others = [fact for fact in facts if not _is_of_beginnings(fact)]
    denied = [each for fact in others if not fact.holds for each in _beginnings(fact.languages)]
    left = [each for each in _common(begun) if not any(each.startswith(one) for one in denied)]
    if not left:
        return None
    first = msgspec.structs.replace(facts[0], languages=tuple(glob(f"{each}*") for each in left), holds=True)
    kept = (fact if fact.holds else _narrowed(fact, left) for fact in others)
    return (first, *(fact for fact in kept if fact.languages))


def _beginnings(languages: Iterable[Language]) -> list[str]:
    return [found for found in map(beginning_of, languages) if found is not None]


def _common(begun: list[list[str]]) -> list[str]:
    """What values begin with that begin as each of the lists asks."""
    common, *others = begun
    for other in others:
        pairs = ((one, two) for one in common for two in other if one.startswith(two) or two.startswith(one))
        common = list(dict.fromkeys(max(pair, key=len) for pair in pairs))
    return common


def _narrowed(fact: ValueFact, begun: list[str]) -> ValueFact:
    """Without the languages that no value lies in that begins so."""
    kept = tuple(language for language in fact.languages if _may_begin(language, begun))
    return msgspec.structs.replace(fact, languages=kept)


def _may_begin(language: Language, begun: list[str]) -> bool:
    if not isinstance(language, Linear) or language.folded:
        return True
    lead = LEAD.match(language.text)
    start = lead.end() if lead is not None else 0
    if language.notation is Notation.EXACT:
        return language.text.startswith(tuple(begun))
    wild = (place for place, sign in enumerate(language.text) if place >= start and sign in _WILD)
    stem = language.text[: next(wild, None)]
    return any(each.startswith(stem) or stem.startswith(each) for each in begun)
