"""Verdicts that the tests of the reports print: a rich one, an empty one, and ones of any size."""

from decimal import Decimal

from costguard.model.cloud import Cloud
from costguard.model.finding import Code, Finding, Level, State, WaiverNote
from costguard.model.location import Location
from costguard.model.verdict import (
    ApproverGroup,
    CostNote,
    Input,
    Outcome,
    PolicyNote,
    RequiredApproval,
    Summary,
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
