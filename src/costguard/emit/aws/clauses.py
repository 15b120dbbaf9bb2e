"""Writes facts as IAM condition clauses: one operator on one context key.

Semantics are those of "IAM JSON policy elements: Condition operators" (IAM User Guide, 2026-09): a negated
operator holds on a key that is absent, clauses of one block are ANDed, key names ignore case.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Final, assert_never

import msgspec

from costguard.emit.tree import (
    NEVER,
    AttributeNumber,
    AttributeValue,
    Comparison,
    Every,
    Fact,
    NothingSent,
    Sent,
    Some,
    TagValue,
    Tree,
    Unsayable,
    some,
)
from costguard.languages.language import Language, Linear, Notation

TAG_KEYS: Final = "aws:TagKeys"
REQUEST_TAG: Final = "aws:RequestTag/"
MAX_CUBES: Final = 400
"""Statements that one rule may need on one operation; a condition that needs more is not for IAM."""

_MOST_TRIED: Final = 10 * MAX_CUBES
_TOO_TANGLED: Final = (
    f"IAM would need more than {MAX_CUBES} statements for the condition, or two wildcards on one key at once"
)


class Clause(msgspec.Struct, frozen=True, order=True):
    """One operator on one key. Several values of a positive operator are ORed, of a negated one ANDed."""

    operator: str
    key: str
    values: tuple[str, ...]


Block = tuple[Clause, ...]


@lru_cache(maxsize=1024)
def blocks_of(tree: Tree) -> tuple[Block, ...] | None:
    """The condition blocks that hold together exactly when the tree does; None where IAM has no operator left.

    An empty block holds always.
    """
    blocks: dict[Block, None] = {}
    for count, cube in enumerate(_cubes(tree)):
        block = _merged(clause for fact in cube for clause in _clauses(fact))
        if block is None or len(blocks) > MAX_CUBES or count > _MOST_TRIED:
            return None
        blocks.setdefault(block)
    return tuple(block for block in blocks if not any(_covers(other, block) for other in blocks))


@lru_cache(maxsize=1024)
def writable_part(tree: Tree) -> tuple[Tree, str]:
    """The alternatives of a tree that blocks can hold, and why others are lost; no reason where none is."""
    if blocks_of(tree) is not None:
        return tree, ""
    parts = tree.parts if isinstance(tree, Some) else ()
    kept = some(tuple(part for part in parts if blocks_of(part) is not None))
    return (kept if blocks_of(kept) is not None else NEVER), _TOO_TANGLED


def _covers(general: Block, special: Block) -> bool:
    """Whether one block holds wherever another does, as fewer clauses say."""
    return general != special and set(general) < set(special)


def escaped(text: str) -> str:
    """Text for a string operator: `${` would begin a policy variable."""
    return text.replace("${", "${$}{")


def escaped_glob(language: Language) -> str:
    """A language for StringLike; the `*` and `?` of a text stand for themselves there."""
    text = escaped(language.text)
    if text_of(language) is None:
        return text
    return text.replace("*", "${*}").replace("?", "${?}")


def text_of(language: Language) -> str | None:
    """The one string of a language that has but one; None for globs."""
    return language.text if isinstance(language, Linear) and language.notation is Notation.EXACT else None


def _cubes(tree: Tree) -> Iterator[tuple[Fact, ...]]:
    """The tree as alternatives of facts that hold together."""
    match tree:
        case Every(parts):
            for choice in product(*(tuple(islice(_cubes(part), _MOST_TRIED + 1)) for part in parts)):
                yield tuple(dict.fromkeys(fact for cube in choice for fact in cube))
        case Some(parts):
            for part in parts:
                yield from _cubes(part)
        case _:
            yield (tree,)


def _clauses(fact: Fact) -> tuple[Clause, ...]:
    match fact:
        case Sent(keys, holds):
            operator = "ForAnyValue:StringEquals" if holds else "ForAllValues:StringNotEquals"
            return (Clause(operator, TAG_KEYS, tuple(map(escaped, keys))),)
        case NothingSent():
            return (Clause("Null", TAG_KEYS, ("true",)),)
        case TagValue(key, languages, holds):
            return (_text_clause(f"{REQUEST_TAG}{key}", languages, holds=holds),)
        case AttributeValue(name, languages, holds):
            return (_attribute_clause(name, languages, holds=holds),)
        case AttributeNumber(name, comparison, bound):
            return (Clause(_NUMERIC[comparison], name, (f"{bound:.15g}",)),)
        case Unsayable():
            raise AssertionError(fact)
        case _:
            assert_never(fact)


_NUMERIC: Final = {
    Comparison.AT_MOST: "NumericLessThanEquals",
    Comparison.ABOVE: "NumericGreaterThan",
    Comparison.AT_LEAST: "NumericGreaterThanEquals",
    Comparison.BELOW: "NumericLessThan",
}


def _attribute_clause(key: str, languages: tuple[Language, ...], *, holds: bool) -> Clause:
    """By the type that the authorization data give the key; a key with several values asks for one of them."""
    from costguard.catalog.authorization import key_type

    texts = [text_of(language) for language in languages]
    match key_type(key):
        case "Numeric":
            numbers = tuple(sorted(text for text in texts if text is not None))
            return Clause("NumericEquals" if holds else "NumericNotEquals", key, numbers)
        case "Bool":
            return Clause("Bool", key, tuple(sorted(_flags(texts, holds=holds))))
        case "ArrayOfString":
            clause = _text_clause(key, languages, holds=holds)
            return Clause(f"ForAnyValue:{clause.operator}", key, clause.values)
        case _:
            return _text_clause(key, languages, holds=holds)


def _flags(texts: Iterable[str | None], *, holds: bool) -> set[str]:
    named = {text for text in texts if text in ("true", "false")}
    return named if holds else {"true", "false"} - named


def _text_clause(key: str, languages: tuple[Language, ...], *, holds: bool) -> Clause:
    texts = [text_of(language) for language in languages]
    # Escapes are sure to be read where wildcards are; not every reader of IAM's rules looks for them elsewhere.
    if all(text is not None and "${" not in text for text in texts):
        values = (text for text in texts if text is not None)
        return Clause("StringEquals" if holds else "StringNotEquals", key, tuple(sorted(set(values))))
    globs = (escaped_glob(language) for language in languages)
    return Clause("StringLike" if holds else "StringNotLike", key, tuple(sorted(set(globs))))


def _merged(clauses: Iterable[Clause]) -> Block | None:
    """One clause for each operator and key; None where two that mean AND would share both."""
    block: dict[tuple[str, str], tuple[str, ...]] = {}
    for clause in clauses:
        place = (clause.operator, clause.key)
        if block.get(place, clause.values) == clause.values:
            block[place] = clause.values
        elif "Not" in clause.operator and not clause.operator.startswith("ForAnyValue"):
            block[place] = tuple(sorted({*block[place], *clause.values}))
        else:
            spare = _spare(clause)
            if spare is None or (spare.operator, spare.key) in block:
                return None
            block[spare.operator, spare.key] = spare.values
    return tuple(sorted(Clause(operator, key, values) for (operator, key), values in block.items()))


def _spare(clause: Clause) -> Clause | None:
    """The same test under another operator's name, for a block that has the first already."""
    if not clause.operator.endswith("StringEquals"):
        return None
    values = tuple(value.replace("*", "${*}").replace("?", "${?}") for value in clause.values)
    return Clause(clause.operator.replace("StringEquals", "StringLike"), clause.key, values)
