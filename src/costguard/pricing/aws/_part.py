"""Resources that a resource starts without a block of their own: priced as if they had one, as a part of it."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from costguard.model.billable import Billable
from costguard.model.block import Block
from costguard.model.resource import known
from costguard.pricing.lines import Line
from costguard.pricing.models import model_of
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject
from costguard.pricing.usage_values import UsageValues


class UsageUnder(UsageValues):
    """What a usage file says under one key of a resource (`lb` of an environment), asked for by the names below it."""

    __slots__ = ("_owner", "_prefix")

    def __init__(self, owner: UsageValues, prefix: str) -> None:
        super().__init__()
        self._owner = owner
        self._prefix = prefix
        self.asked = owner.asked

    def number(self, key: str) -> Decimal | None:
        """The amount, or None where the file does not give it."""
        return self._owner.number(f"{self._prefix}.{key}")

    def text(self, key: str, default: str = "") -> str:
        """A choice, in lower case."""
        return self._owner.text(f"{self._prefix}.{key}", default)

    def has(self, key: str) -> bool:
        """Whether the file gives anything under a key."""
        return self._owner.has(f"{self._prefix}.{key}")


class _NoLinks:
    """Nothing refers to a part, and it refers to nothing."""

    def referred(self, _path: str, _types: tuple[str, ...]) -> Iterable[Billable]:
        """No resource."""
        return ()

    def referring(self, _resource_type: str) -> Iterable[Billable]:
        """No resource."""
        return ()


_NO_LINKS: Final = _NoLinks()


def part_lines(
    owner: Subject, resource_type: str, values: Mapping[str, Any], *, part: str, usage: str
) -> Iterator[Line]:
    """The lines of a part as its own service bills them. `usage` is the key that its usage stands under.

    Raises NotKnown where no module prices the type.
    """
    functions = model_of(resource_type)
    if functions is None:
        raise NotKnown(f"nothing prices {resource_type}")
    stand_in = Billable(
        address=owner.address,
        type=resource_type,
        cloud=owner.cloud,
        block=Block(values),
        links=_NO_LINKS,
        region=known(owner.region),
    )
    subject = Subject(stand_in, lambda _: UsageUnder(owner.usage, usage), owner.day)
    for function in functions:
        for line in function(subject):
            key = f"{usage}.{line.usage_key}" if line.usage_key else ""
            yield msgspec.structs.replace(line, usage_key=key).of(part)
