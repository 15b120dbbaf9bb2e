"""Reads what a test compares with: values, globs, a pattern, a number or a flag, each of the kind its subject has."""

from typing import Final, assert_never

from costguard.model.condition import Operator
from costguard.model.location import Location
from costguard.model.resource import Scalar
from costguard.policy.faults import Faults
from costguard.policy.nodes import Node, ScalarNode, scalars
from costguard.policy.patterns import compile_pattern
from costguard.policy.tag_limits import check_value

TAG: Final = "tag"
"""The kind of a tag's value: text, as it is written."""
RAW: Final = "raw"
"""The kind of a raw attribute: nobody knows; a value is what YAML takes it for."""

_OPERATORS_OF: Final = {
    TAG: frozenset(Operator),
    RAW: frozenset(Operator),
    "string": frozenset(Operator),
    "number": frozenset(Operator) - {Operator.LIKE, Operator.UNLIKE, Operator.PATTERN},
    "boolean": frozenset({Operator.ONE_OF, Operator.NONE_OF, Operator.PRESENT}),
}
_SAYS: Final = {"number": "a number", "boolean": "`true` or `false`"}


def operands(operator: Operator, node: Node, kind: str, subject: str, faults: Faults) -> tuple[Scalar, ...]:
    """The operands of one test. `kind` is TAG, RAW, or the catalog's `string`, `number` or `boolean`.

    Values of tags and of text attributes are as written (`007` stays `007`); others are what YAML takes them for.
    """
    if operator not in _OPERATORS_OF[kind]:
        allowed = ", ".join(f"`{each}`" for each in Operator if each in _OPERATORS_OF[kind])
        faults.add(node.at, f"`{operator}` cannot test `{subject}`, which is {_SAYS[kind]}; use one of {allowed}")
        return ()
    match operator:
        case Operator.ONE_OF | Operator.NONE_OF:
            return tuple(_value(each, kind, subject, faults) for each in scalars(node) if each.value is not None)
        case Operator.LIKE | Operator.UNLIKE:
            return globs(node, faults, is_tag=kind == TAG)
        case Operator.PATTERN:
            return pattern(node, faults)
        case Operator.AT_MOST | Operator.AT_LEAST | Operator.PRESENT:
            value = node.value if isinstance(node, ScalarNode) else None
            return () if value is None else (value,)
        case _:
            assert_never(operator)


def globs(node: Node, faults: Faults, *, is_tag: bool = False) -> tuple[str, ...]:
    """The globs of a list; a bracket or nothing at all in one is a problem."""
    for each in scalars(node):
        check_glob(each.text, each.at, faults)
        if is_tag:
            check_value(each.text, each.at, faults, length=len(each.text) - each.text.count("*"))
    return tuple(each.text for each in scalars(node) if each.value is not None)


def check_glob(glob: str, at: Location, faults: Faults) -> None:
    """Notes what people take from other globs and what means nothing here."""
    for sign in "[]{}":
        if sign in glob:
            faults.add(
                at, f"`{sign}` has no meaning in the glob `{glob}`: `*` is any run, `?` one; list each choice apart"
            )
            return


def pattern(node: Node, faults: Faults) -> tuple[str, ...]:
    """The pattern, when RE2 compiles it; what it does not compile is a problem."""
    if not isinstance(node, ScalarNode) or node.value is None:
        return ()
    if not node.text.isascii():
        faults.add(node.at, "the pattern has characters other than ASCII, which no cloud compares alike; remove them")
        return ()
    try:
        compile_pattern(node.text)
    except ValueError as error:
        faults.add(
            node.at, f"the pattern `{node.text}` is not RE2: {error}; see https://github.com/google/re2/wiki/Syntax"
        )
        return ()
    return (node.text,)


def _value(node: ScalarNode, kind: str, subject: str, faults: Faults) -> Scalar:
    value = node.value
    if kind == TAG:
        check_value(node.text, node.at, faults)
    if kind in (TAG, "string") or value is None:
        return node.text
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_right = {RAW: True, "number": is_number, "boolean": isinstance(value, bool)}[kind]
    if not is_right:
        faults.add(node.at, f"`{subject}` is {_SAYS[kind]}, but this is `{node.text}`")
    return value
