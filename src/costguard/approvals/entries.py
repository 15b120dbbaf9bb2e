"""Says what the ledger is to remember of a change that may be applied."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from costguard.approvals.ledger import Ledger, broken_glasses
from costguard.approvals.ledger_entry import Body, EmergencyEntry, Verified
from costguard.model.verdict import Verdict


def bodies_of(
    verdict: Verdict, increases: Mapping[str, Mapping[str, Decimal]], ledger: Ledger, *, project: str, plan: str
) -> Iterator[Body]:
    """The entries of a verdict that lets its change pass: a broken glass, once, and that it was verified.

    `plan` is the digest of the file that will be applied; `increases` as `engine.increases` has them.
    """
    subject, broken = verdict.subject, verdict.broken_glass
    digest = subject.digest if subject is not None else ""
    if broken is not None:
        glass = EmergencyEntry(
            digest=digest,
            names=broken.names,
            ticket=broken.ticket,
            reason=broken.reason,
            at=broken.at,
            expires=broken.expires,
            review_by=broken.review_by,
            change=verdict.change,
            project=project,
        )
        if all(known != glass for _, known in broken_glasses(ledger)):
            yield glass
    yield Verified(
        digest=digest,
        policy=verdict.policy.digest,
        plan=plan,
        change=verdict.change,
        project=project,
        monthly_delta=subject.monthly_delta if subject is not None else None,
        increases=increases,
        changes=subject.changes if subject is not None else "",
        given=tuple(each for required in verdict.required for each in required.given),
    )
