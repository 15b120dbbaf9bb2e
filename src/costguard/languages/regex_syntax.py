"""Reads the syntax of RE2, the patterns that the clouds share, into a tree.

Follows RE2's own doc/syntax.txt (github.com/google/re2, 2026-11) for whole values. What a finite
automaton over our alphabet cannot hold is refused in words: word boundaries, Unicode classes, single bytes.
"""

import re
from functools import lru_cache
from typing import Final

from costguard.languages.alphabet import EVERY, folded
from costguard.languages.regex_class import read_class, read_perl_class, set_of_range
from costguard.languages.regex_cursor import Cursor, escaped_code_point
from costguard.languages.regex_tree import Characters, Choice, Edge, Node, Repeat, Sequence, size_of

MOST_REPETITIONS: Final = 1000  # RE2 refuses more (its doc/syntax.txt, 2026-11)
_MOST_PLACES: Final = 10_000
_DEEPEST: Final = 100

_FLAGS: Final = re.compile(r"\(\?([imsU]*)(?:-([imsU]+))?([:)])")
_NAME: Final = re.compile(r"\(\?P?<[A-Za-z0-9_]+>")
_COUNT: Final = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")
_SIGNS: Final = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_EDGES: Final = {"^": Edge.START, "$": Edge.END, "\\A": Edge.START, "\\z": Edge.END}


@lru_cache(maxsize=4096)
def read_pattern(text: str, *, is_folded: bool = False) -> Node:
    """The pattern's tree. Raises Unsupported when it is no RE2, or none that can be compared exactly."""
    cursor = Cursor(text)
    tree = _alternatives(cursor, is_folded=is_folded, depth=0)
    if cursor.next():
        raise cursor.refusal("a `)` closes nothing")
    if size_of(tree) > _MOST_PLACES:
        raise cursor.refusal(f"written out it is longer than {_MOST_PLACES:,} characters; repeat less")
    return tree


def _alternatives(cursor: Cursor, *, is_folded: bool, depth: int) -> Node:
    """Everything up to the closing parenthesis. Flags set on the way last as long, through every `|`."""
    if depth > _DEEPEST:
        raise cursor.refusal(f"its parentheses are nested more than {_DEEPEST} deep")
    options: list[Node] = []
    parts: list[Node] = []
    while cursor.next() not in ("", ")"):
        if cursor.takes("|"):
            options.append(Sequence(tuple(parts)))
            parts = []
        elif (bounds := _bounds(cursor)) is not None:
            parts.append(_repeated(cursor, parts, bounds))
        elif (flags := _FLAGS.match(cursor.text, cursor.at)) is not None and flags[3] == ")":
            is_folded = _folds(flags, is_folded=is_folded)
            cursor.at = flags.end()
        else:
            parts.extend(_atoms(cursor, is_folded=is_folded, depth=depth))
    options.append(Sequence(tuple(parts)))
    return options[0] if len(options) == 1 else Choice(tuple(options))


def _repeated(cursor: Cursor, parts: list[Node], bounds: tuple[int, int | None]) -> Node:
    """What comes before, repeated. Whether as little as possible (`*?`) makes no difference to a whole value."""
    least, most = bounds
    if not parts:
        raise cursor.refusal("a repetition has nothing to repeat")
    if max(least, most or 0) > MOST_REPETITIONS or (most is not None and most < least):
        raise cursor.refusal(f"repeat from a smaller to a larger number, at most {MOST_REPETITIONS} times")
    cursor.takes("?")
    if _bounds(cursor) is not None:
        raise cursor.refusal("a repetition is repeated; put the inner one in parentheses")
    return Repeat(parts.pop(), least, most)


def _bounds(cursor: Cursor) -> tuple[int, int | None] | None:
    """The bounds of the repetition that comes next, left behind. A `{` that counts nothing is a character."""
    sign = cursor.next()
    if sign in _SIGNS:
        cursor.take()
        return _SIGNS[sign]
    found = cursor.takes_match(_COUNT)
    if found is None:
        return None
    least = int(found[1])
    if found[2] is None:
        return least, least
    return least, int(found[3]) if found[3] else None


def _atoms(cursor: Cursor, *, is_folded: bool, depth: int) -> tuple[Node, ...]:
    r"""What comes next and can be repeated; several only from `\Q…\E`."""
    for token, edge in _EDGES.items():
        if cursor.takes(token):
            return (edge,)
    if cursor.next() == "(":
        return (_group(cursor, is_folded=is_folded, depth=depth),)
    if cursor.takes("\\Q"):
        quoted, _, _ = cursor.text[cursor.at :].partition("\\E")
        cursor.at = min(cursor.at + len(quoted) + 2, len(cursor.text))
        return tuple(_literal(cursor, ord(character), is_folded=is_folded) for character in quoted)
    return (_one_character(cursor, is_folded=is_folded),)


def _group(cursor: Cursor, *, is_folded: bool, depth: int) -> Node:
    if (flags := cursor.takes_match(_FLAGS)) is not None:
        is_folded = _folds(flags, is_folded=is_folded)
    elif cursor.takes_match(_NAME) is None:
        cursor.take()
        if cursor.next() == "?":
            raise cursor.refusal(f"RE2 has no group that begins with `({cursor.next(2)}`")
    inner = _alternatives(cursor, is_folded=is_folded, depth=depth + 1)
    if not cursor.takes(")"):
        raise cursor.refusal("a `(` is not closed")
    return inner


def _folds(flags: re.Match[str], *, is_folded: bool) -> bool:
    """Whether case is ignored from here; the other flags make no difference to a value of one line."""
    return (is_folded or "i" in flags[1]) and "i" not in (flags[2] or "")


def _one_character(cursor: Cursor, *, is_folded: bool) -> Node:
    if cursor.takes("."):
        return Characters(EVERY)
    if cursor.takes("["):
        return Characters(read_class(cursor, is_folded=is_folded))
    if not cursor.takes("\\"):
        return _literal(cursor, ord(cursor.take()), is_folded=is_folded)
    perl = read_perl_class(cursor)
    return _literal(cursor, escaped_code_point(cursor), is_folded=is_folded) if perl is None else Characters(perl)


def _literal(cursor: Cursor, code_point: int, *, is_folded: bool) -> Node:
    found = set_of_range(cursor, code_point, code_point)
    return Characters(folded(found) if is_folded else found)
