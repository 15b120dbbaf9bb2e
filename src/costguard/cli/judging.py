"""Judges a plan for `check` and `verify` alike: policy, cost, findings, and what people approved."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from costguard.cli.approval_options import Approving
from costguard.cli.pricing_options import PricingFiles
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.approvals.ledger import Ledger
    from costguard.cli.trusted import Trusted
    from costguard.engine.cost_rules import CostJudgement
    from costguard.model.approval import Evidence
    from costguard.model.estimate import Estimate
    from costguard.model.finding import Finding
    from costguard.model.verdict import RequiredApproval, Verdict
    from costguard.policy.policy_set import PolicySet
    from costguard.sources.terraform_plan.read import Plans

ReadEvidence: TypeAlias = Callable[["PolicySet", Path | None], "Evidence | None"]
"""Evidence for a policy; the path is the trusted copy of the allowed signers."""


class Asked(msgspec.Struct, frozen=True):
    """What the reader asked for, besides the plan."""

    policies: tuple[str, ...]
    today: date
    files: PricingFiles
    approving: Approving
    require_tags: str | None = None
    spend: str | None = None
    terraform_dir: Path | None = None
    new_only: bool = False
    show_debt: bool = False
    wants_subject: bool = False


class Judged(msgspec.Struct, frozen=True):
    """A verdict with what it was made from. `bill` is None where nothing was estimated, `ledger` where none is."""

    verdict: "Verdict"
    policy: "PolicySet"
    bill: "Estimate | None"
    ledger: "Ledger | None" = None


def judge_plans(read: Callable[[], "Plans"], asked: Asked, evidence: ReadEvidence) -> Judged:
    """Judge plans, which are read once the policy is known to load; then weigh what people said of them."""
    with _policy(asked) as trusted:
        policy = trusted.policy
        _require_known_project(asked.approving.project, policy)
        ledger = _ledger(asked.approving, trusted)
        plans = read()
        said = evidence(policy, _signers(trusted, asked))
        cost = _cost(plans, asked, trusted, ledger, said.change.id if said is not None else "")
        more, required = _watched(trusted, asked, ledger)
        verdict = _judge(plans, policy, asked, cost, more, required)
        bill = cost.bill if cost is not None else None
        if said is not None or asked.wants_subject or _asks_somebody(verdict, policy):
            verdict = _permitted(verdict, plans, policy, bill, said, asked)
        return Judged(verdict, policy, bill, ledger)


def _policy(asked: Asked) -> "AbstractContextManager[Trusted]":
    """The policy, as trusted as the reader asks for; `--require-tags` stands in for one."""
    from costguard.cli.trusted import trusted_policy

    approving = asked.approving
    if asked.require_tags is None:
        return trusted_policy(asked.policies, approving.trusted_ref, approving.policy_digest, asked.today)
    if asked.policies or approving.trusted_ref or approving.policy_digest:
        raise BadUsage("--require-tags stands in for a policy; write `require_tags` into the policy instead")
    from costguard.cli.trusted import Trusted
    from costguard.policy.required_tags import from_keys

    return nullcontext(Trusted(from_keys(asked.require_tags.split(","), asked.today)))


def _ledger(approving: Approving, trusted: "Trusted") -> "Ledger | None":
    """The ledger, which lies where no change can write it; where there is none yet it tells nothing, or begins now."""
    if approving.ledger is None:
        return None
    from costguard.approvals.ledger import read_ledger

    path = Path(approving.ledger)
    trusted.require_outside(path, "the ledger")
    if not path.exists() and not approving.begins_ledger:
        return None
    return read_ledger(path, may_be_new=True)


def _require_known_project(project: str, policy: "PolicySet") -> None:
    """A slip of the keyboard must not take a project out of what the policy says of it."""
    from costguard.policy.projects import is_named
    from costguard.policy.spelling import did_you_mean

    if project and policy.projects and not is_named(project, policy):
        names = tuple(glob for each in policy.projects for glob in each.globs)
        meant = did_you_mean(project, names) or "; name it there, with the dimensions that hold in it if there are any"
        raise BadUsage(f"the policy's `projects` name no `{project}`{meant}")


def _cost(
    plans: "Plans", asked: Asked, trusted: "Trusted", ledger: "Ledger | None", change: str
) -> "CostJudgement | None":
    """What the change costs, where the policy asks or the reader gave prices or usage; else nothing is estimated."""
    policy = trusted.policy
    asks = bool(policy.approvals or policy.budgets)
    if not asks and not asked.spend and asked.files == PricingFiles():
        return None
    from costguard.approvals.ledger import past_increases
    from costguard.cli import progress
    from costguard.engine.cost_rules import judge_cost
    from costguard.pricing.estimate import with_notes
    from costguard.sources.terraform_plan.fingerprint import plan_fingerprint

    records = None
    if asked.spend is not None:
        from costguard.sources.spend import read_spend

        records = read_spend(str(trusted.file(Path(asked.spend))))
    past = None if ledger is None else past_increases(ledger)
    files = asked.files.trusted(trusted.file)
    with progress.wiped():
        changes = progress.counted(plans.billable_changes(), "pricing", plans.count)
        bill = with_notes(files.read(policy.today, policy).bill(changes), plans.billed_elsewhere())
        return judge_cost(
            bill, policy, records,
            project=asked.approving.project, past=past, now=asked.approving.now, change=change,
            plan=plan_fingerprint(plans).changes if past and change else "",
        )  # fmt: skip


def _watched(
    trusted: "Trusted", asked: Asked, ledger: "Ledger | None"
) -> tuple[tuple["Finding", ...], tuple["RequiredApproval", ...]]:
    """Edits of what judges, and emergencies that nobody looked at: what no rule of a policy can find."""
    findings: tuple[Finding, ...] = ()
    required: tuple[RequiredApproval, ...] = ()
    if asked.approving.trusted_ref is not None:
        from costguard.approvals.trust import trust_findings, watched_files

        files = (*asked.files.paths(), *filter(None, (asked.approving.allowed_signers, asked.spend)))
        edited = trusted.edited(watched_files(trusted.policy, files))
        findings, required = trust_findings(trusted.policy, edited, asked.approving.trusted_ref)
    if ledger is not None:
        from costguard.approvals.post_review import review_findings

        findings = (*findings, *review_findings(ledger, asked.approving.now))
    return findings, required


def _judge(
    plans: "Plans",
    policy: "PolicySet",
    asked: Asked,
    cost: "CostJudgement | None",
    more: tuple["Finding", ...],
    required: tuple["RequiredApproval", ...],
) -> "Verdict":
    from costguard.cli import progress
    from costguard.engine.decide import decide
    from costguard.engine.judge import judge

    with progress.wiped():
        resources = plans.resources(with_no_ops=asked.show_debt, with_before=asked.new_only)
        if asked.terraform_dir is not None:
            from costguard.sources.terraform_directory.locate import BlockLocations

            resources = BlockLocations(asked.terraform_dir).located(resources)
        counted = progress.counted(resources, "judging", plans.count)
        judgement = judge(counted, policy, new_only=asked.new_only, project=asked.approving.project)
    notes = (*plans.notes, *_not_told(asked.approving, policy))
    return decide(
        judgement, policy, plans.input, resources=plans.count, notes=notes, cost=cost, more=more, asked=required
    )


def _not_told(approving: Approving, policy: "PolicySet") -> Iterator[str]:
    if policy.projects and not approving.project:
        yield "the policy says what holds for its projects, and none is named (--project): nothing of that was judged"
    if approving.ledger is not None and not approving.begins_ledger and not Path(approving.ledger).exists():
        yield f"the ledger {approving.ledger} is not there yet: nothing is known of what earlier changes added"


def _asks_somebody(verdict: "Verdict", policy: "PolicySet") -> bool:
    """Whether people can let the change pass: by an approval, or by breaking the glass."""
    from costguard.model.verdict import Outcome

    return bool(verdict.required) or (verdict.outcome is Outcome.DENY and policy.break_glass is not None)


def _signers(trusted: "Trusted", asked: Asked) -> Path | None:
    given = asked.approving.allowed_signers
    return None if given is None else trusted.file(Path(given))


def _permitted(
    verdict: "Verdict",
    plans: "Plans",
    policy: "PolicySet",
    bill: "Estimate | None",
    said: "Evidence | None",
    asked: Asked,
) -> "Verdict":
    from costguard.approvals.permit import permit
    from costguard.approvals.subject import subject_of
    from costguard.model.approval import Evidence
    from costguard.sources.terraform_plan.fingerprint import plan_fingerprint

    subject = subject_of(verdict, plan_fingerprint(plans), bill, project=asked.approving.project)
    notes = (*verdict.notes, *_emergency(verdict, policy, subject.digest))
    asked_of = msgspec.structs.replace(verdict, subject=subject, notes=notes)
    return permit(asked_of, policy, said or Evidence(), asked.approving.now)


def _emergency(verdict: "Verdict", policy: "PolicySet", digest: str) -> Iterator[str]:
    """How a denied change passes all the same, where the policy knows a way."""
    from costguard.model.verdict import Outcome

    if verdict.outcome is Outcome.DENY and policy.break_glass is not None:
        groups = ", ".join(group.group for group in policy.break_glass.require)
        yield f"in an emergency {groups} may comment: /costguard break-glass {digest} ticket=ID reason=TEXT"
