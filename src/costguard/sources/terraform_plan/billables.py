"""Hands over the resources of a plan as prices are worked out for them: as they are, and as they will be."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import Final

import msgspec

from costguard.model.billable import Billable, BillableChange
from costguard.model.block import Block
from costguard.model.change import Action
from costguard.model.cloud import Cloud, cloud_of
from costguard.sources.terraform_plan.actions import action_of
from costguard.sources.terraform_plan.body import Body, decode_body
from costguard.sources.terraform_plan.changes import PlanContext, Reading
from costguard.sources.terraform_plan.computed import is_left_to_provider
from costguard.sources.terraform_plan.links import Instance, PlanLinks, ResourceLinks, index_of
from costguard.sources.terraform_plan.regions import zone_of
from costguard.sources.terraform_plan.wire import ResourceChange

_NOTHING = msgspec.Raw()
# Providers that only compute or write something where Terraform runs.
_BILL_NOTHING: Final = frozenset({
    "archive", "assert", "cloudinit", "corefunc", "external", "http", "local", "null", "random", "template",
    "terraform", "time", "tls", "utils", "validation",
})  # fmt: skip


def billable_changes(changes: tuple[ResourceChange, ...], context: PlanContext) -> Iterator[BillableChange]:
    """Every resource of the clouds that the plan speaks of, no-ops too; each side is read with that side's links."""
    ours = tuple(change for change in changes if cloud_of(change.type) is not Cloud.OTHER)
    before, after = _Moment(context, ours, is_after=False), _Moment(context, ours, is_after=True)
    for change in ours:
        action = action_of(change.change.actions)
        was, will_be = before.read(change), after.read(change)
        if action is Action.FORGET:  # it leaves the state and goes on to bill
            will_be = was
        if was is not None or will_be is not None:
            yield BillableChange(change.address, change.type, cloud_of(change.type), action, was, will_be, context.plan)


def billed_elsewhere(changes: Iterable[ResourceChange]) -> Counter[str]:
    """How many resources a plan changes of each provider whose bill, if it sends one, is not a cloud's."""
    others = (
        change.type.partition("_")[0]
        for change in changes
        if cloud_of(change.type) is Cloud.OTHER and action_of(change.change.actions).leaves_a_changed_resource
    )
    return Counter(provider for provider in others if provider not in _BILL_NOTHING)


class _Moment:
    """The plan's resources at one moment. Each is decoded once, when it or a resource tied to it is priced."""

    def __init__(self, context: PlanContext, changes: tuple[ResourceChange, ...], *, is_after: bool) -> None:
        self._context = context
        self._is_after = is_after
        self._found: dict[int, Billable | None] = {}
        instances = tuple(Instance(change, partial(self.read, change)) for change in changes)
        self._links = PlanLinks(instances, context.config, is_after)

    def read(self, change: ResourceChange) -> Billable | None:
        """The resource at this moment, or None where it is not there."""
        key = id(change)  # changes live as long as the plan
        if key not in self._found:
            self._found[key] = self._billable(change)
        return self._found[key]

    def _billable(self, change: ResourceChange) -> Billable | None:
        body = self._body(change)
        if body is None:
            return None
        reading = Reading.of(change, cloud_of(change.type), self._context)
        return Billable(
            address=change.address,
            type=change.type,
            cloud=reading.cloud,
            block=_block(body, reading),
            links=ResourceLinks(self._links, change, body.values),
            region=reading.region(body),
            zone=zone_of(reading.cloud, body),
            tags=reading.tags(body, is_update=False),
            module=reading.module,
            index=index_of(change.address),
            plan=self._context.plan,
        )

    def _body(self, change: ResourceChange) -> Body | None:
        action, sides = action_of(change.change.actions), change.change
        if self._is_after:
            if not action.leaves_a_resource:
                return None
            return decode_body(sides.after, sides.after_unknown, sides.after_sensitive, change.address)
        if action is Action.CREATE:
            return None
        body = decode_body(sides.before, _NOTHING, sides.before_sensitive, change.address)
        return body if body.values else None


def _block(body: Body, reading: Reading) -> Block:
    left = cache(partial(is_left_to_provider, reading.config, body))
    return Block(body.values, body.unknown, body.sensitive, "", left)
