"""Says how to mend a fault where the rule itself does not, or cannot know."""

from typing import Final

from costguard.engine.fault import Fault
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.finding import Code
from costguard.model.resource import Resource

_AUTO_SCALING_GROUP: Final = "aws_autoscaling_group"


def special_fix_for(fault: Fault, resource: Resource) -> str:
    """The next step where a rule's own words for all resources would lead astray; "" elsewhere."""
    if resource.action is Action.EXISTING:
        return ""  # these speak of the code, which an inventory does not show
    if fault.code is Code.MISSING and fault.dimension:
        if resource.part_of:
            return f"Add `{fault.key}` to the tags of a `tag_specifications` block of {resource.part_of}."
        if resource.type == _AUTO_SCALING_GROUP:
            return f"Add a `tag` block for `{fault.key}` with `propagate_at_launch`; default_tags do not reach a group."
    if fault.code is Code.UNKNOWN and fault.key == "region" and resource.cloud in (Cloud.AWS, Cloud.GCP):
        return f"Set `region` in the provider, or say what its environment sets: --region {resource.cloud}=REGION."
    return ""


def fix_for(fault: Fault, resource: Resource) -> str:
    """The next step for the person who wrote the resource; "" where the message says it all."""
    match fault.code:
        case Code.MISSING if fault.dimension:
            return _add(fault.key, resource)
        case Code.EMPTY:
            return f"Give `{fault.key}` a value."
        case Code.UNKNOWN if resource.action is Action.EXISTING:
            return "Read it from a source that tells it."
        case Code.UNKNOWN:
            return "Set it in the configuration, to a value that is known when the plan is made."
        case _:
            return ""


def _add(key: str, resource: Resource) -> str:
    if resource.action is Action.EXISTING:
        return f"Tag it with `{key}`, where it is defined first, or the next apply takes the tag away."
    match resource.cloud:
        case Cloud.AWS:
            return f"Add `{key}` to the resource's tags, or to `default_tags` of its provider."
        case Cloud.GCP:
            return f"Add `{key.lower()}` to the resource's labels, or to `default_labels` of its provider."
        case _:
            return f"Add `{key}` to the resource's tags."
