"""Says how to mend a fault where the rule itself does not."""

from costguard.engine.fault import Fault
from costguard.model.cloud import Cloud
from costguard.model.finding import Code
from costguard.model.resource import Resource


def fix_for(fault: Fault, resource: Resource) -> str:
    """The next step for the person who wrote the resource; "" where the message says it all."""
    match fault.code:
        case Code.MISSING if fault.dimension:
            return _add(fault.key, resource)
        case Code.EMPTY:
            return f"Give `{fault.key}` a value."
        case Code.UNKNOWN:
            return "Set it in the configuration, to a value that is known when the plan is made."
        case _:
            return ""


def _add(key: str, resource: Resource) -> str:
    if resource.part_of:
        return f"Add `{key}` to the tags of a `tag_specifications` block of {resource.part_of}."
    match resource.cloud:
        case Cloud.AWS:
            return f"Add `{key}` to the resource's tags, or to `default_tags` of its provider."
        case Cloud.GCP:
            return f"Add `{key.lower()}` to the resource's labels, or to `default_labels` of its provider."
        case _:
            return f"Add `{key}` to the resource's tags."
