"""Says what an approval of a verdict would be bound to: the plan, what judged it, and what was found."""

from typing import TYPE_CHECKING

from costguard import __version__
from costguard.model.approval import Subject
from costguard.model.estimate import Estimate
from costguard.model.finding import marks_of
from costguard.model.money import to_cents
from costguard.model.verdict import Verdict

if TYPE_CHECKING:
    from costguard.sources.terraform_plan.fingerprint import PlanFingerprint


def subject_of(verdict: Verdict, plan: "PlanFingerprint", bill: Estimate | None, *, project: str = "") -> Subject:
    """What people approve when they approve this verdict of this plan; `bill` is None where nothing was estimated.

    Two plans of the same change, judged by the same policy, prices and version, have the same subject.
    """
    return Subject(
        changes=plan.changes,
        outputs=plan.outputs,
        variables=plan.variables,
        configuration=plan.configuration,
        policy=verdict.policy.digest,
        prices=bill.book.digest if bill is not None else "",
        usage=bill.usage_digest if bill is not None else "",
        tool=f"costguard {__version__}",
        project=project,
        currency=verdict.cost.currency,
        monthly_delta=to_cents(bill.monthly_delta) if bill is not None else None,
        findings=marks_of(verdict.findings),
        unpriced=tuple(sorted({item.mark for item in verdict.cost.unpriced_items})),
    )
