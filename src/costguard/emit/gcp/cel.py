"""Writes trees of facts in the Common Expression Language, as the conditions of custom constraints have it.

Semantics are those of the language definition (github.com/google/cel-spec, doc/langdef.md, 2025-10): `matches`
searches, and `&&` and `||` swallow an error on one side where the other side decides.
"""

from collections.abc import Iterator
from typing import Final, assert_never

import msgspec

from costguard.emit.gcp.cel_values import Text, join, lies_in, quoted
from costguard.emit.tree import (
    AttributeNumber,
    AttributeValue,
    Every,
    NothingSent,
    Sent,
    Some,
    TagValue,
    Tree,
    Unsayable,
)
from costguard.languages.language import Language, exactly

_NO_KEYS: Final[frozenset[str]] = frozenset()


class Words(msgspec.Struct, frozen=True):
    """How conditions on one resource type are written.

    `labels` is the path of its labels, `flags` are the paths of its booleans. `is_short` prefers what is short to
    what reads well.
    """

    labels: str
    flags: frozenset[str] = _NO_KEYS
    is_short: bool = False


def condition(tree: Tree, words: Words) -> str:
    """The condition that is true exactly when the tree holds; it never meets an error."""
    return _written(tree, words, _NO_KEYS).text


def needed(parts: tuple[Tree, ...], known: frozenset[str] = _NO_KEYS) -> Iterator[Tree]:
    """The parts but for "the key is absent" beside "its value is wrong", which says so too."""
    denied = {part.key for part in parts if isinstance(part, TagValue) and not part.holds} - known
    return (
        part
        for part in parts
        if not (isinstance(part, Sent) and not part.holds and len(part.keys) == 1 and denied.issuperset(part.keys))
    )


def _written(tree: Tree, words: Words, known: frozenset[str]) -> Text:
    """`known` are the keys that are there wherever this part decides anything."""
    match tree:
        case Every(parts):
            return _every(parts, words, known)
        case Some(parts):
            return join("||", [_written(part, words, known) for part in needed(parts, known)])
        case Sent(keys, holds):
            sent = join("||", [Text.relation(f"{quoted(key)} in {words.labels}") for key in keys])
            return sent if holds else join("&&", [_sent(key, words).opposite for key in keys])
        case NothingSent():
            return Text.relation(f"size({words.labels}) == 0")
        case TagValue(key, languages, holds):
            return _tag_value(key, languages, words, holds=holds, is_known=key in known)
        case AttributeValue(path, languages, holds) if path in words.flags:
            return Text.relation(f"{path} == {_flag(languages, holds=holds)}")
        case AttributeValue(path, languages, holds):
            return _value(path, languages, words, holds=holds)
        case AttributeNumber(path, comparison, bound):
            return Text.relation(f"{path} {comparison.value} {int(bound)}")
        case Unsayable():
            raise AssertionError(tree)
        case _:
            assert_never(tree)


def _every(parts: tuple[Tree, ...], words: Words, known: frozenset[str]) -> Text:
    """One after the other; what one part asks for, the next ones may build on."""
    valued = {part.key for part in parts if isinstance(part, TagValue) and part.holds}
    texts: list[Text] = []
    for part in parts:
        if isinstance(part, Sent) and part.holds and len(part.keys) == 1 and valued.issuperset(part.keys):
            continue  # the test of its value says so too
        texts.append(_written(part, words, known))
        known |= _makes_known(part)
    return join("&&", texts)


def _makes_known(part: Tree) -> frozenset[str]:
    match part:
        case Sent((key,), True) | TagValue(key, _, True):
            return frozenset((key,))
        case _:
            return _NO_KEYS


def _sent(key: str, words: Words) -> Text:
    return Text.relation(f"{quoted(key)} in {words.labels}")


def _tag_value(key: str, languages: tuple[Language, ...], words: Words, *, holds: bool, is_known: bool) -> Text:
    value = f"{words.labels}[{quoted(key)}]"
    if is_known or not languages:
        return _value(value, languages, words, holds=holds)
    both = join("&&", [_sent(key, words), _value(value, languages, words, holds=True)])
    return both if holds else both.opposite


def _value(value: str, languages: tuple[Language, ...], words: Words, *, holds: bool) -> Text:
    lies = lies_in(value, languages, is_short=words.is_short)
    return lies if holds else lies.opposite


def _flag(languages: tuple[Language, ...], *, holds: bool) -> str:
    """INVARIANT: naming leaves a boolean one value that it is to have."""
    return "true" if (languages == (exactly("true"),)) is holds else "false"
