"""A resource as a cost function reads it: typed values, its region, its usage, and the resources it is tied to."""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeAlias

from costguard.model.billable import Billable
from costguard.model.cloud import Cloud
from costguard.model.resource import Attribute, Knowledge
from costguard.pricing.book.book import BOOK_DAY
from costguard.pricing.not_known import NotKnown
from costguard.pricing.usage_values import UsageValues
from costguard.pricing.values import Values

UsageOf: TypeAlias = Callable[[Billable], UsageValues]

# Of Azure every resource says its own; what does not, lies in a parent that the plan does not hold.
_REMEDIES: Final = {
    Cloud.AWS: " of AWS; give it with --region, as in aws=eu-west-1",
    Cloud.GCP: "; give it with --region, as in gcp=europe-west1",
}


class Subject(Values):
    """One resource. Its values are read with the accessors of `Values`; `usage` is what the usage file says of it.

    `day` is the day of the estimate, for tariffs that change with a version's age.
    """

    __slots__ = ("_resource", "_usage_of", "day", "usage")

    def __init__(self, resource: Billable, usage_of: UsageOf, day: date = BOOK_DAY) -> None:
        super().__init__(resource.block)
        self._resource = resource
        self._usage_of = usage_of
        self.day = day
        self.usage = usage_of(resource)

    @property
    def address(self) -> str:
        """The address in the plan."""
        return self._resource.address

    @property
    def type(self) -> str:
        """Terraform's name of the resource's type."""
        return self._resource.type

    @property
    def cloud(self) -> Cloud:
        """Whose resource it is."""
        return self._resource.cloud

    @property
    def region(self) -> str:
        """The region in the cloud's own spelling, `global` where the resource has none. Raises NotKnown."""
        return _place(self._resource.region, "region", self.cloud) or "global"

    @property
    def zone(self) -> str:
        """The zone, or "" where the resource is bound to none. Raises NotKnown."""
        return _place(self._resource.zone, "zone", self.cloud)

    def linked(self, path: str, *types: str) -> tuple["Subject", ...]:
        """The resources of the input, of these types, that the attribute at `path` refers to."""
        return tuple(Subject(each, self._usage_of, self.day) for each in self._resource.links.referred(path, types))

    def users(self, *types: str) -> tuple["Subject", ...]:
        """The resources of these types that refer to this one."""
        found = (each for name in types for each in self._resource.links.referring(name))
        return tuple(Subject(each, self._usage_of, self.day) for each in found)


def _place(told: Attribute | None, what: str, cloud: Cloud) -> str:
    if told is None:
        return ""
    match told.knowledge:
        case Knowledge.KNOWN if told.values and not told.sensitive:
            return str(told.values[0])
        case Knowledge.AFTER_APPLY:
            raise NotKnown(f"the {what} is known only after apply")
        case _:
            raise NotKnown(f"the plan names no {what}{_REMEDIES.get(cloud, '')}")
