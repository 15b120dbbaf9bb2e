"""CloudFormation stacks: free for what AWS makes, by operation and second for extensions of others.

What a template creates is billed as what it is. A plan does not hold it, so it has no price here, and is not free.
"""

import re
from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_line
from costguard.pricing.lines import Line, Rate
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "cloudformation"
# A resource type of a template, such as `AWS::EC2::VPC`, `MongoDB::Atlas::Cluster` or `Custom::Thing`.
_TYPE: Final = re.compile(r"\b([A-Za-z0-9]{2,64})::[A-Za-z0-9]{2,64}")
# Their handlers are free of charge (https://aws.amazon.com/cloudformation/pricing/, 2025-01).
_FREE: Final = frozenset({"aws", "alexa", "custom"})


def handler_operations(stack: Subject) -> Iterator[Line]:
    """What the handlers of third-party types do."""
    if not _has_only_free_types(stack):
        rate = Rate(_TABLE, "handler_operations")
        yield use_line(stack, "Handler operations", "operations", "monthly_handler_operations", rate)


def handler_durations(stack: Subject) -> Iterator[Line]:
    """How long they take beyond 30 seconds each."""
    if not _has_only_free_types(stack):
        rate = Rate(_TABLE, "handler_seconds")
        yield use_line(stack, "Durations above 30s", "seconds", "monthly_duration_secs", rate)


def resources_of_the_template(_stack: Subject) -> Iterator[Line]:
    """What the stack creates."""
    raise NotKnown("what its template creates is not in this plan")


def _has_only_free_types(stack: Subject) -> bool:
    """Whether the template can be read and names no type that bills. What cannot be read may hold one."""
    try:
        owners = {owner.lower() for owner in _TYPE.findall(stack.text("template_body", ""))}
    except NotKnown:
        return False
    return bool(owners) and owners <= _FREE


MODELS: Final[Models] = {
    "aws_cloudformation_stack": (resources_of_the_template, handler_operations, handler_durations),
    "aws_cloudformation_stack_set": (resources_of_the_template, handler_operations, handler_durations),
}
