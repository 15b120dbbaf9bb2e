"""A fault of one resource and key, and the finding that it becomes once a rule gives it a level."""

import msgspec

from costguard.model.finding import Code, Finding, Level, State
from costguard.model.resource import Resource


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


def finding_of(  # noqa: PLR0913  (a fault, its place, and the words of a rule)
    fault: Fault, resource: Resource, level: Level, *, rule: str, title: str, why: str, fix: str
) -> Finding:
    """The finding on a fault, in the words of the rule that it breaks. A sensitive value stays behind."""
    return Finding(
        rule=rule,
        address=resource.address,
        code=fault.code,
        state=fault.state,
        level=level,
        message=fault.message,
        key=fault.key,
        type=resource.type,
        cloud=resource.cloud,
        dimension=fault.dimension,
        value=None if fault.sensitive else fault.value,
        sensitive=fault.sensitive,
        source=fault.source,
        title=title,
        why=why,
        fix=fix,
        module=resource.module,
        plan=resource.plan,
        location=resource.location,
    )
