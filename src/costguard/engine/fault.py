"""A fault of one resource and key, before a rule gives it a level."""

import msgspec

from costguard.model.finding import Code, State


class Fault(msgspec.Struct, frozen=True):
    """What is wrong, in words. `value` is None where there is none, or where it may not be shown.

    `is_mild` faults advise at most: the key is right in substance and accepted for a while longer.
    """

    key: str
    code: Code
    message: str
    state: State = State.VIOLATION
    dimension: str = ""
    value: str | None = None
    sensitive: bool = False
    source: str = ""
    is_mild: bool = False


def doubted(fault: Fault, why: str) -> Fault:
    """The fault where nobody knows whether the rule applies: undecided, and its message says why."""
    if fault.state is State.UNDECIDED:
        return fault
    message = f"{fault.message}, if the rule applies: {why}"
    return msgspec.structs.replace(fault, code=Code.UNKNOWN, state=State.UNDECIDED, message=message)
