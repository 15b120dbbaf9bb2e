"""One request as a cloud's audit log recorded it, in terms that no cloud owns, so that a guardrail can judge it."""

from collections.abc import Mapping

import msgspec

from costguard.model.cloud import Cloud


class RecordedRequest(msgspec.Struct, frozen=True):
    """A request that succeeded, and all that its record tells of it.

    `id` is the record's own, by which copies of it are known. `at` is its time as recorded. `principal` is the ARN of
    the user or of the role behind a session (`session` is the session's name), on the other clouds whom the log
    names; "" where it names nobody. `account` is the principal's AWS account, a subscription or a project. `operation`
    is an IAM action, an Azure resource type or a type of Cloud Asset Inventory.

    `tags` is None where the record does not hold them; `tags_by_resource` are those of one IAM resource type of the
    call, which carries these alone. `resources` are what exists already and is acted on, as ARNs or ids, and
    `resource_type` the IAM resource type, "" where the record does not tell. `values` are attributes by the cloud's
    own names, and `parts` those of each of several resources of one IAM type that a call makes; others may be made
    beside them. `body` is the resource itself on Azure and Google Cloud, None where it is not recorded; an `is_partial`
    one holds only what is changed. `where` is the file with line or place.
    """

    cloud: Cloud
    at: str
    operation: str
    where: str
    id: str = ""
    principal: str = ""
    session: str = ""
    account: str = ""
    region: str = ""
    tags: Mapping[str, str] | None = None
    tags_by_resource: Mapping[str, Mapping[str, str]] = msgspec.field(default_factory=dict)
    resources: tuple[str, ...] = ()
    resource_type: str = ""
    values: Mapping[str, str] = msgspec.field(default_factory=dict)
    parts: Mapping[str, tuple[Mapping[str, str], ...]] = msgspec.field(default_factory=dict)
    body: Mapping[str, object] | None = None
    is_partial: bool = False

    def tags_of(self, resource_type: str) -> Mapping[str, str] | None:
        """The tags that the request sends for one IAM resource type of the call; None where that is not recorded."""
        return self.tags_by_resource.get(resource_type, self.tags)


class SkippedEvent(msgspec.Struct, frozen=True):
    """A record that asks nothing of a guardrail, and why: it only reads, it failed, a service did it for itself."""

    reason: str


class CutRecord(msgspec.Struct, frozen=True):
    """The last line of a file of JSON lines that ends in its middle, as a log does that is still written."""

    reason: str


Recorded = RecordedRequest | SkippedEvent | CutRecord
