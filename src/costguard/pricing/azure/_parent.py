"""The resource that another one belongs to and that its price depends on."""

from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject


def parent(subject: Subject, path: str, kind: str, what: str) -> Subject:
    """The resource that `path` refers to. Raises NotKnown where it is not in the input; `what` names it."""
    for found in subject.linked(path, kind):
        return found
    raise NotKnown(f"the {what} is not in the input, and the price depends on it")
