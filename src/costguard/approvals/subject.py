"""Says what an approval of a verdict would be bound to: the plan, what judged it, and what was found."""

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from costguard import __version__
from costguard.model.approval import Subject
from costguard.model.estimate import CostChange, CostLine, Estimate
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
        unpriced=tuple(sorted(set(_unpriced_marks(bill)))) if bill is not None else (),
    )


def _unpriced_marks(bill: Estimate) -> Iterator[str]:
    """What has no price, each with how much of it there is and why: more of it, or another reason, is new."""
    return (_mark(change, line) for change, line in bill.unpriced())


def _mark(change: CostChange, line: CostLine | None) -> str:
    parts = [str(change.plan), change.address, change.type]
    if line is not None:
        parts += [line.part, line.name, str(line.quantity), line.unit, line.unpriced]
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]
