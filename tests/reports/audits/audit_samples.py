"""Audits that the tests of their reports print: a rich one, and ones with nothing in them."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from msgspec.structs import replace

from costguard.model.audit import Audit, AuditSummary, Changes, Facet, Gap, RuleNote, Score
from costguard.model.cloud import Cloud
from costguard.model.finding import WaiverNote
from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.model.verdict import Input, Outcome, PolicyNote
from costguard.tables.findings import SCHEMA

_FINDING = {
    "address": "arn:aws:ec2:eu-west-1:111122223333:volume/vol-0",
    "type": "aws_ebs_volume",
    "cloud": "aws",
    "account": "111122223333",
    "region": "eu-west-1",
    "collected_by": "resource-explorer",
    "rule": "required-tags",
    "dimension": "owner",
    "key": "Owner",
    "code": "missing",
    "state": "violation",
    "level": "deny",
    "sensitive": False,
    "source": "resource",
    "message": "tag `Owner` is missing",
    "fix": "Set the tag `Owner`.",
}
_RULES = (
    RuleNote(
        "required-tags", "Everything has an owner", "Spend without an owner cannot be allocated.", "Set the tags."
    ),
    RuleNote("no-old-volumes", "Volumes are gp3", "gp2 costs more for less.", "Change the type."),
)
_WAIVERS = {
    "FIN-123": WaiverNote("Moves to the new account in spring", "FIN-123", "jane@example.com", "2027-03-31"),
    "FIN-9": WaiverNote("A pilot", "FIN-9", "bo@example.com", "2026-06-30"),
}


def write_findings(folder: Path, findings: Iterable[dict[str, Any]]) -> str:
    """A file in the columns of an audit's findings; each says how it differs from a volume without an owner."""
    rows = [_FINDING | finding for finding in findings]
    columns = [_column(field, [row.get(field.name) for row in rows]) for field in SCHEMA]
    path = folder / "findings.parquet"
    pq.write_table(pa.Table.from_arrays(columns, schema=SCHEMA), path)
    return str(path)


def _column(field: pa.Field, values: list[Any]) -> pa.Array:
    if pa.types.is_dictionary(field.type):
        return pa.array(values, pa.string()).dictionary_encode().cast(field.type)
    return pa.array(values, field.type)


def empty_audit(folder: Path, *findings: dict[str, Any], **others) -> Audit:
    """An audit of nothing, but for what `others` say."""
    audit = Audit(
        input=Input("aws", "aws", "sha256:" + "1f" * 32),
        policy=PolicyNote("sha256:" + "c0" * 32, ("policy/taxonomy.yaml", "policy/rules.yaml")),
        outcome=Outcome.PASS,
        summary=AuditSummary(0, 0, 0),
        coverage=(),
        scores=(),
        gaps=(),
        rules=_RULES,
        findings=write_findings(folder, findings),
        waivers=_WAIVERS,
    )
    return replace(audit, **others)


def read(account: str, status: ReadStatus = ReadStatus.COMPLETE, reason: str = "", **others) -> ScopeRead:
    """A scope that was read, all regions of an AWS account unless `others` say otherwise."""
    values = {"cloud": Cloud.AWS, "region": "*", "source": "resource-explorer", "resources": 4_000}
    return ScopeRead(account=account, status=status, reason=reason, **(values | others))


def score(facet: Facet, name: str, resources: int, compliant: int, cost: str = "0", good: str = "0", **others) -> Score:
    """A score; all resources are priced unless `others` say otherwise."""
    values = {"priced": resources} | others
    return Score(facet, name, resources, compliant, monthly_cost=Decimal(cost), compliant_cost=Decimal(good), **values)


def gap(fault: str, kind: str, resources: int, cost: str, unpriced: int = 0, account="111122223333") -> Gap:
    """A gap of the rule `required-tags`; the fault is a key and a code."""
    key, code = fault.split()
    return Gap("required-tags", key.lower(), key, code, account, kind, resources, unpriced, Decimal(cost))


_DENIED = "the role CostguardAudit cannot be assumed; add it to the account as docs/audit.md says"

_COVERAGE = (
    *(read(f"{number:012}") for number in range(309)),
    read("444455556666", ReadStatus.DENIED, _DENIED, resources=0),
    read("555566667777", ReadStatus.DENIED, _DENIED, resources=0),
    read("00000000-0000-0000-0000-000000000001", ReadStatus.THROTTLED, "the graph's quota was used up for 10 minutes",
         cloud=Cloud.AZURE, source="resource-graph", resources=0),
)  # fmt: skip

_SCORES = (
    score(Facet.TOTAL, "", 1_204_312, 1_098_000, "41200.5", "36256.44", undecided=18, waived=312, priced=1_203_108),
    score(Facet.CLOUD, "aws", 1_204_312, 1_098_000, "41200.5", "36256.44", priced=1_203_108),
    score(Facet.ACCOUNT, "222233334444", 90_000, 60_000, "9000", "5600"),
    score(Facet.ACCOUNT, "111122223333", 120_000, 100_000, "12000", "11000"),
    score(Facet.ACCOUNT, "00000000-0000-0000-0000-000000000001", 800, 799, priced=0),
    score(Facet.ACCOUNT, "333344445555", 500, 500, "10", "10"),
    score(Facet.OWNER, "(none)", 80_000, 0, "4100", "0"),
    score(Facet.OWNER, "payments", 50_000, 49_990, "8000", "7990.5"),
    score(Facet.DIMENSION, "owner", 1_204_312, 1_124_000, "41200.5", "37100", undecided=18, waived=312),
    score(Facet.DIMENSION, "environment", 1_204_312, 1_203_999, "41200.5", "41199", priced=1_203_108),
    score(Facet.DIMENSION, "cost_center", 9_000, 9_000, priced=0),
    score(Facet.RULE, "required-tags", 1_204_312, 1_098_010, "41200.5", "36300", undecided=18, waived=312),
    score(Facet.RULE, "no-old-volumes", 4_000, 3_996, "400.25", "399.95"),
    score(Facet.RULE, "never-broken", 12, 12),
)  # fmt: skip

_GAPS = (
    gap("Owner missing", "aws_rds_cluster", 12, "2400"),
    gap("Owner missing", "aws_instance", 1_204, "1100.49", 4),
    gap("Environment invalid", "aws_instance", 311, "1.5"),
    gap("Owner misspelled", "google_compute_disk", 1, "0.4", account="shop-prod"),
    gap("Owner empty", "azurerm_storage_account", 40, "0", 40, account="00000000-0000-0000-0000-000000000001"),
)

_FINDINGS = (
    {"monthly_cost": Decimal("12.5")},
    {
        "address": "arn:aws:ec2:eu-west-1:111122223333:volume/vol-0", "key": "Environment", "dimension": "environment",
        "code": "invalid", "value": "prd", "message": "tag `Environment` is `prd`; did you mean `prod`?",
    },
    {"address": "arn:aws:s3:::raw", "state": "waived", "waiver": "FIN-123", "type": "aws_s3_bucket", "region": None},
    {
        "address": "arn:aws:s3:::secret", "code": "invalid", "sensitive": True, "level": "advise",
        "message": "tag `Owner` has a value that is not allowed",
    },
    {
        "address": "//compute.googleapis.com/projects/shop-prod/zones/europe-west1-b/disks/d", "cloud": "gcp",
        "type": "google_compute_disk", "account": "shop-prod", "region": "europe-west1", "state": "undecided",
        "code": "unknown", "message": "`owner` may be set or not, as the inventory tells no inherited labels",
        "collected_by": "cloud-asset", "key": "owner",
    },
    {
        "address": "waiver.FIN-9", "cloud": "other", "type": "", "account": None, "region": None, "collected_by": None,
        "dimension": "", "key": "arn:aws:s3:::pilot-*", "code": "expired-waiver", "level": "advise", "source": "",
        "message": "the waiver FIN-9 expired on 2026-06-30 and excuses nothing; it would have excused 2 resources",
        "fix": "Mend what it excused, or have it approved again; then remove it or move its date.",
    },
)  # fmt: skip


def rich_audit(folder: Path) -> Audit:
    """An audit with something in every part. Its findings stand for more than they are."""
    return empty_audit(
        folder,
        *_FINDINGS,
        outcome=Outcome.DENY,
        summary=AuditSummary(
            1_234_567, 1_204_312, 1_098_000, {"aws_new_thing": 3}, violations=4, undecided=1, waived=1
        ),
        coverage=_COVERAGE,
        scores=_SCORES,
        gaps=_GAPS,
        changes=Changes(
            41, "2026-11-22T02:00:03Z", new=12, reopened=3, persisting=1_100, resolved=40, unseen=5, new_violations=14
        ),
        run=42,
        notes=("3 resources are of 1 types that the catalog does not hold",),
    )
