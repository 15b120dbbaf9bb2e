"""Adds up what Spark's workers have counted, each in its partition."""

import msgspec

from costguard.audit.spark_worker import Counted
from costguard.engine.scan.tally import Tally
from costguard.engine.scan.tally_text import tally_of
from costguard.engine.waive import expired_finding
from costguard.model.errors import BadInput
from costguard.model.finding import Finding
from costguard.model.inventory import ScopeRead
from costguard.policy.policy_set import PolicySet, Waiver


class Total:
    """What all partitions have counted."""

    def __init__(self, policy: PolicySet) -> None:
        self.tally = Tally()
        self._expired = dict.fromkeys(expired_waivers(policy), 0)
        self._seen: dict[tuple[str, ...], ScopeRead] = {}

    def add(self, text: str) -> None:
        """Add what a partition counted. Raises BadInput where it could not be judged."""
        counted = msgspec.json.decode(text, type=Counted)
        if counted.problem:
            raise BadInput(counted.problem)
        self.tally.add(tally_of(counted.tally))
        for waiver, number in zip(self._expired, counted.expired, strict=True):
            self._expired[waiver] += number
        for scope in counted.seen:
            key = (scope.cloud, scope.account, scope.region, scope.source)
            before = self._seen[key].resources if key in self._seen else 0
            self._seen[key] = msgspec.structs.replace(scope, resources=before + scope.resources)

    def expired_findings(self) -> list[Finding]:
        """A finding for each waiver that excuses nothing any more."""
        return [expired_finding(waiver, number) for waiver, number in self._expired.items()]

    def coverage(self) -> tuple[ScopeRead, ...]:
        """The accounts that were seen, sorted."""
        return tuple(scope for _, scope in sorted(self._seen.items()))


def expired_waivers(policy: PolicySet) -> tuple[Waiver, ...]:
    """The waivers that excuse nothing any more, in the order in which a scanner has them."""
    return tuple(dict.fromkeys(waiver for waiver in policy.waivers if waiver.expires < policy.today))
