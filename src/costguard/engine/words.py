"""Says tests and conditions in words, for findings and explanations: as demands ("must be"), or as facts ("is")."""

from collections.abc import Callable, Iterator
from typing import Final, assert_never

from costguard.engine.values import as_text
from costguard.model.condition import All, AnyOf, Condition, Not, Operator, Subject, Test
from costguard.model.resource import Scalar
from costguard.policy.policy_set import ANY_VALUE

_MAX_LISTED: Final = 8


def listed(operands: tuple[Scalar, ...], word: str = "or") -> str:
    """Values in a row: `a`, `b` or `c`; a long list is cut with its length said."""
    shown = [f"`{as_text(operand)}`" for operand in operands[:_MAX_LISTED]]
    more = len(operands) - _MAX_LISTED
    last = f"{more} more" if more > 0 else shown.pop()
    return f"{', '.join(shown)} {word} {last}" if shown else last


def demand(test: Test) -> str:
    """What a test asks of a value, as the end of "it …": `must be one of …`."""
    match test.operator:
        case Operator.LIKE if test.operands == (ANY_VALUE,):
            return "must have a value"
        case Operator.ONE_OF | Operator.LIKE | Operator.AT_MOST | Operator.AT_LEAST:
            return f"must be {_object(test)}"
        case Operator.NONE_OF | Operator.UNLIKE:
            return f"must not be {_object(test)}"
        case Operator.PATTERN:
            return f"must match {_object(test)}"
        case Operator.PRESENT:
            return "must be set" if test.operands[0] else "must not be set"
        case _:
            assert_never(test.operator)


def fact(test: Test) -> str:
    """What a value is like that passes a test, as the end of "it …": `is one of …`."""
    match test.operator:
        case Operator.LIKE if test.operands == (ANY_VALUE,):
            return "has a value"
        case Operator.ONE_OF | Operator.LIKE | Operator.AT_MOST | Operator.AT_LEAST:
            return f"is {_object(test)}"
        case Operator.NONE_OF | Operator.UNLIKE:
            return f"is not {_object(test)}"
        case Operator.PATTERN:
            return f"matches {_object(test)}"
        case Operator.PRESENT:
            return "is set" if test.operands[0] else "is not set"
        case _:
            assert_never(test.operator)


def demanded(condition: Condition) -> str:
    """A condition that has to hold, in one line: `instance_type must be like … and region must be …`."""
    return _said(condition, demand)


def described(condition: Condition) -> str:
    """A condition that may hold, in one line: `environment is not prod and region is …`."""
    return _said(condition, fact)


def _object(test: Test) -> str:
    match test.operator:
        case Operator.ONE_OF if len(test.operands) > 2:
            return f"one of {listed(test.operands)}"
        case Operator.LIKE | Operator.UNLIKE:
            return f"like {listed(test.operands)}"
        case Operator.AT_MOST:
            return f"at most {as_text(test.operands[0])}"
        case Operator.AT_LEAST:
            return f"at least {as_text(test.operands[0])}"
        case _:
            return listed(test.operands)


def _said(condition: Condition, say: Callable[[Test], str]) -> str:
    match condition:
        case Test(subject):
            return f"{subject.name} {say(condition)}"
        case All(parts):
            return " and ".join(_unrepeated(parts, say))
        case AnyOf(parts):
            return " or ".join(_part(part, say) for part in parts)
        case Not(part):
            denial = "it must not be that" if say is demand else "not"
            return f"{denial} {_part(part, fact)}"
        case _:
            assert_never(condition)


def _unrepeated(parts: tuple[Condition, ...], say: Callable[[Test], str]) -> Iterator[str]:
    """The parts in words; a subject that several tests in a row speak of is named once."""
    named: Subject | None = None
    for part in parts:
        subject = part.subject if isinstance(part, Test) else None
        yield say(part) if isinstance(part, Test) and subject == named else _part(part, say)
        named = subject


def _part(condition: Condition, say: Callable[[Test], str]) -> str:
    """A part in brackets where the line would be read in another way without them."""
    said = _said(condition, say)
    return f"({said})" if isinstance(condition, All | AnyOf) and len(condition.parts) > 1 else said
