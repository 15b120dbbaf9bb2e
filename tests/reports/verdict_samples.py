"""Verdicts that the tests of the reports print: a rich one, an empty one, and ones of any size."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from costguard.model.approval import BrokenGlass, EvidenceKind, GivenApproval, RefusedStatement, Subject
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.finding import Code, Finding, Level, State, WaiverNote, marks_of
from costguard.model.location import Location
from costguard.model.verdict import (
    ApproverGroup,
    BudgetNote,
    ChangeNote,
    CostNote,
    Input,
    Outcome,
    PolicyNote,
    RequiredApproval,
    Summary,
    UnpricedNote,
    Verdict,
)

INPUT = Input("terraform-plan", "plan.json", "sha256:" + "1f" * 32, "1.11.4")
POLICY = PolicyNote("sha256:" + "c0" * 32, ("policy/taxonomy.yaml", "policy/rules.yaml"))

_TAGS_WHY = "Spend that nobody can be asked about cannot be allocated; allocation starts at creation."
_TAGS_FIX = "Set the tags on the resource or in the provider's default_tags."
_SMALL_WHY = "Development machines run at night and on weekends, when nobody uses them."
_WAIVER = WaiverNote("Moves to the new account in spring", "FIN-123", "jane@example.com", "2027-03-31")


def tag_finding(address: str, key: str, code: Code, message: str, **others) -> Finding:
    """A finding of the rule `required-tags`, a violation that denies unless `others` say otherwise."""
    values = {
        "rule": "required-tags",
        "state": State.VIOLATION,
        "level": Level.DENY,
        "type": address.split(".")[-2],
        "cloud": Cloud.AWS,
        "dimension": "owner",
        "source": "resource",
        "why": _TAGS_WHY,
        "fix": _TAGS_FIX,
    }
    return Finding(address=address, key=key, code=code, message=message, **(values | others))


def _in_root() -> tuple[Finding, ...]:
    web = Location("main.tf", 12, 3)
    return (
        tag_finding("aws_instance.web", "CostCenter", Code.MISSING, "tag `CostCenter` is missing", location=web),
        tag_finding(
            "aws_instance.web",
            "owner",
            Code.MISSPELLED,
            "tag `owner` is spelled `Owner` on AWS",
            value="payments",
            location=web,
        ),
        tag_finding(
            "aws_lambda_function.report",
            "Environment",
            Code.INVALID,
            "tag `Environment` is `prd`, which is none of the allowed values; did you mean `prod`?",
            value="prd",
            source="provider default",
            dimension="environment",
        ),
        tag_finding("aws_s3_bucket.raw", "Owner", Code.EMPTY, "tag `Owner` is empty", value=""),
        tag_finding(
            "aws_secretsmanager_secret.token", "Owner", Code.INVALID, "tag `Owner` has a value that is not allowed",
            sensitive=True,
        ),
        Finding(
            rule="small-instances-outside-prod",
            address='aws_instance.worker["eu-central-1a.batch"]',
            code=Code.FORBIDDEN,
            state=State.VIOLATION,
            level=Level.DENY,
            message="`instance_type` is `m5.24xlarge`, which no allowed glob covers: `t3.*`, `t4g.*`, `m7g.large`",
            key="instance_type",
            type="aws_instance",
            cloud=Cloud.AWS,
            value="m5.24xlarge",
            source="resource",
            why=_SMALL_WHY,
            fix="Choose a t3 or t4g, or ask for a waiver.",
            location=Location("workers.tf", 40),
        ),
    )  # fmt: skip


def _in_modules() -> tuple[Finding, ...]:
    return (
        Finding(
            rule="gpu-needs-approval",
            address="module.training.google_compute_instance.gpu[0]",
            code=Code.FORBIDDEN,
            state=State.VIOLATION,
            level=Level.APPROVAL,
            message="`instance_type` is `a3-highgpu-8g`",
            key="instance_type",
            type="google_compute_instance",
            cloud=Cloud.GCP,
            value="a3-highgpu-8g",
            source="resource",
            module="module.training",
        ),
        Finding(
            rule="volumes-have-a-ceiling",
            address="module.data.module.db.azurerm_managed_disk.archive",
            code=Code.EXCEEDS,
            state=State.VIOLATION,
            level=Level.ADVISE,
            message="`size_gb` is 8192, more than 4096",
            key="size_gb",
            type="azurerm_managed_disk",
            cloud=Cloud.AZURE,
            value="8192",
            source="resource",
            fix="Split the volume, or store its data as objects.",
            module="module.data.module.db",
        ),
        Finding(
            rule="monthly-cost",
            address="module.data.aws_rds_cluster.main",
            code=Code.COST,
            state=State.VIOLATION,
            level=Level.APPROVAL,
            message="the change adds 1,234.50 USD a month, more than 1,000",
            key="monthly_increase",
            type="aws_rds_cluster",
            cloud=Cloud.AWS,
            module="module.data",
        ),
        Finding(
            rule="monthly-cost",
            address="module.data.aws_mwaa_environment.flows",
            code=Code.UNPRICED,
            state=State.UNDECIDED,
            level=Level.ADVISE,
            message="aws_mwaa_environment has no price in the book",
            key="unpriced",
            type="aws_mwaa_environment",
            cloud=Cloud.AWS,
            module="module.data",
        ),
    )


def _set_apart() -> tuple[Finding, ...]:
    return (
        tag_finding(
            "module.data.aws_sqs_queue.jobs", "Owner", Code.UNKNOWN, "tag `Owner` is known only after apply",
            state=State.UNDECIDED, level=Level.ADVISE, module="module.data",
        ),
        tag_finding(
            "aws_db_instance.legacy", "Owner", Code.MISSING, "tag `Owner` is missing",
            state=State.WAIVED, waiver=_WAIVER,
        ),
        tag_finding(
            "aws_db_instance.older", "Owner", Code.EXPIRED_WAIVER, "the waiver FIN-7 expired on 2026-01-31",
        ),
        tag_finding(
            "aws_vpc.main", "Owner", Code.MISSING, "tag `Owner` is missing", level=Level.DEBT,
        ),
    )  # fmt: skip


def rich_verdict() -> Verdict:
    """Several modules and clouds; every code, state and level; a waiver, debt, notes, approvals, cost in part."""
    findings = tuple(sorted(_in_root() + _in_modules() + _set_apart(), key=lambda finding: finding.sort_key))
    return Verdict(
        input=INPUT,
        policy=POLICY,
        outcome=Outcome.DENY,
        summary=Summary(resources=52, evaluated=40, violations=10, undecided=2, waived=1, debt=1),
        findings=findings,
        required=(
            RequiredApproval(
                "gpu-needs-approval",
                (ApproverGroup("finops", 1),),
                ("module.training.google_compute_instance.gpu[0]",),
            ),
            RequiredApproval(
                "monthly-cost",
                (ApproverGroup("finops", 2), ApproverGroup("platform", 1)),
                tuple(f"module.data.aws_rds_cluster.main[{place}]" for place in range(5)),
            ),
        ),
        cost=CostNote(
            monthly_before=Decimal(100),
            monthly_after=Decimal("1334.5"),
            monthly_delta=Decimal("1234.5"),
            unpriced=("aws_mwaa_environment",),
        ),
        notes=(
            "12 resources of other providers were not judged.",
            "The plan has no format_version; it was judged as version 1.2.",
        ),
    )


def verdict_of(*findings: Finding, outcome: Outcome = Outcome.DENY, **others) -> Verdict:
    """A verdict with these findings, counted as the engine counts."""
    debt = sum(each.level is Level.DEBT for each in findings)
    counted = [each for each in findings if each.level is not Level.DEBT]
    summary = Summary(
        resources=len(findings),
        evaluated=len(findings),
        violations=sum(each.state is State.VIOLATION for each in counted),
        undecided=sum(each.state is State.UNDECIDED for each in counted),
        waived=sum(each.state is State.WAIVED for each in counted),
        debt=debt,
    )
    parts = {"input": INPUT, "policy": POLICY, "summary": summary}
    return Verdict(outcome=outcome, findings=findings, **(parts | others))


def clean_verdict() -> Verdict:
    """Forty resources, nothing found, nothing estimated."""
    return verdict_of(outcome=Outcome.PASS, summary=Summary(40, 40, 0, 0, 0))


def large_verdict(number: int, modules: int = 1) -> Verdict:
    """`number` violations spread over `modules`; the last one denies, all others advise."""
    width = len(str(number))
    findings = [
        tag_finding(
            f"aws_instance.n{place:0{width}}",
            "Owner",
            Code.MISSING,
            "tag `Owner` is missing",
            level=Level.ADVISE if place < number - 1 else Level.DENY,
            module=f"module.m{place % modules:04}" if place % modules else "",
        )
        for place in range(number)
    ]
    return verdict_of(*findings)


SPOKEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
_PULL = "https://github.com/acme/shop/pull/12"


def _cost_findings() -> tuple[Finding, ...]:
    asks = {"rule": "large-increase", "title": "Large increases", "fix": "Have it approved, or make it cost less."}
    return (
        Finding(
            address="(whole plan)", code=Code.COST, state=State.VIOLATION, level=Level.APPROVAL, key="monthly_increase",
            message="+1,240.00 USD a month, above the limit of 1,000.00 USD a month", **asks,
        ),
        Finding(
            address="aws_db_instance.orders", code=Code.EXCEEDS, state=State.VIOLATION, level=Level.ADVISE,
            rule="volumes-have-a-ceiling", key="size_gb", message="`size_gb` is 8192, more than 4096",
            type="aws_db_instance", cloud=Cloud.AWS, value="8192", source="resource", why="Large volumes cost most.",
            fix="Store its data as objects.", location=Location("db/main.tf", 7, 3), monthly_cost=Decimal("910.5"),
        ),
    )  # fmt: skip


def subject_of(verdict: Verdict, **others) -> Subject:
    """What an approval of the verdict is bound to; the plan's own hashes are made up."""
    values = {
        "changes": "sha256:" + "a1" * 32,
        "outputs": "sha256:" + "a2" * 32,
        "variables": "sha256:" + "a3" * 32,
        "configuration": "sha256:" + "a4" * 32,
        "policy": verdict.policy.digest,
        "prices": "2026-11",
        "usage": "",
        "tool": "costguard 1",
        "project": "shop",
        "currency": verdict.cost.currency,
        "monthly_delta": verdict.cost.monthly_delta,
        "findings": marks_of(verdict.findings),
        "unpriced": tuple(sorted({item.mark for item in verdict.cost.unpriced_items})),
    }
    return Subject(**(values | others))


def approval_of(group: str, name: str, **others) -> GivenApproval:
    """An approval of the rule `large-increase` by a comment, good for three days."""
    values = {
        "rule": "large-increase",
        "kind": EvidenceKind.COMMENT,
        "at": SPOKEN,
        "expires": SPOKEN + timedelta(hours=72),
        "binding": "exact",
        "digest": "sha256:" + "d1" * 32,
        "reason": "planned for the launch",
        "url": f"{_PULL}#issuecomment-1",
    }
    return GivenApproval(group=group, name=name, **(values | others))


def needed_verdict(*given: GivenApproval, **others) -> Verdict:
    """A change that two groups have to agree to; `given` are their approvals."""
    findings = _cost_findings()
    summary = Summary(resources=14, evaluated=9, violations=2, undecided=0, waived=0)
    people = (ApproverGroup("finops", 1, ("ana", "bo")), ApproverGroup("payments-owners", 1, ("cy",)))
    cost = CostNote(
        monthly_before=Decimal(4000),
        monthly_after=Decimal(5240),
        monthly_delta=Decimal(1240),
        unpriced=("aws_mwaa_environment.flows",),
        unpriced_items=(
            UnpricedNote(
                "aws_mwaa_environment.flows",
                "aws_mwaa_environment",
                "Environment",
                "",
                "730",
                "hours",
                "no price for `mw1.large` in eu-west-1",
            ),
        ),
        top=(
            ChangeNote("aws_db_instance.orders", Action.UPDATE, Decimal("110.5"), Decimal("910.5"), complete=True),
            ChangeNote('aws_instance.web["a|b"]', Action.CREATE, Decimal(0), Decimal("450.25"), complete=False),
            ChangeNote("aws_instance.old", Action.DELETE, Decimal("10.25"), Decimal(0), complete=True, plan=1),
        ),
        changed=7,
        budgets=(
            BudgetNote(
                "payments",
                Decimal(5000),
                Decimal(5200),
                may_rise=True,
                may_fall=False,
                owner="payments-owners",
                before=Decimal(4400),
                basis="4,400.00 spent in 2026-10, +800.00 by this change",
            ),
            BudgetNote("platform", Decimal(9000), Decimal(4500), may_rise=False, may_fall=False),
        ),
    )
    reason = "+1,240.00 USD a month, above the limit of 1,000.00 USD a month"
    verdict = Verdict(
        input=INPUT,
        policy=POLICY,
        outcome=Outcome.APPROVAL,
        summary=summary,
        findings=findings,
        required=(RequiredApproval("large-increase", people, (), reason, given),),
        cost=cost,
        change="github:acme/shop#12",
    )
    verdict = replace(verdict, **others)
    return replace(verdict, subject=subject_of(verdict))


def partly_given_verdict() -> Verdict:
    """One of two groups has agreed, up to a ceiling."""
    return needed_verdict(approval_of("finops", "ana", binding="ceiling", ceiling=Decimal(1500)))


def given_verdict() -> Verdict:
    """Both groups have agreed, so that the change may merge."""
    review = {"kind": EvidenceKind.REVIEW, "url": f"{_PULL}#pullrequestreview-2", "reason": ""}
    given = (approval_of("finops", "ana"), approval_of("payments-owners", "cy", **review))
    return needed_verdict(*given, outcome=Outcome.ADVISE)


def refused_verdict() -> Verdict:
    """People spoke, and none of it counts."""
    return needed_verdict(
        refused=(
            RefusedStatement("dana", EvidenceKind.REVIEW, SPOKEN, "dana is the author of the change", "large-increase"),
            RefusedStatement(
                "bo", EvidenceKind.COMMENT, SPOKEN + timedelta(minutes=5), "it was edited at 2026-11-23 10:09 UTC",
                url=f"{_PULL}#issuecomment-3",
            ),
        )
    )  # fmt: skip


def broken_glass_verdict() -> Verdict:
    """Nobody agreed, and an emergency lets the change pass."""
    glass = BrokenGlass(
        names=("sam",),
        ticket="INC-7",
        reason="checkout is down",
        at=SPOKEN,
        expires=SPOKEN + timedelta(hours=4),
        review_by=SPOKEN + timedelta(days=2),
    )
    return needed_verdict(outcome=Outcome.ADVISE, broken_glass=glass)


APPROVALS = {
    "needed": needed_verdict,
    "partly_given": partly_given_verdict,
    "given": given_verdict,
    "refused": refused_verdict,
    "broken_glass": broken_glass_verdict,
}
