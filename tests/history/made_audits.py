"""Audits as short as a test can say them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from costguard.history.record import begin, finish
from costguard.model.audit import Audit, AuditSummary, Changes, Facet, Score
from costguard.model.cloud import Cloud
from costguard.model.history import RunStart
from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.model.verdict import Input, Outcome, PolicyNote
from costguard.tables.findings import SCHEMA

DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)


class Fault(msgspec.Struct, frozen=True):
    """A finding, of a volume that lacks its owner unless a test says otherwise."""

    address: str = "vol-1"
    rule: str = "tagged"
    key: str = "Owner"
    account: str | None = "111"
    region: str | None = "eu-west-1"
    collected_by: str | None = "config"
    cloud: str = "aws"
    code: str = "missing"
    state: str = "violation"
    level: str = "advise"
    type: str = "aws_ebs_volume"
    dimension: str | None = "owner"
    waiver: str | None = None


def write_findings(path: Path, faults: Iterable[Fault]) -> str:
    """A file in the columns of an audit's findings."""
    rows = [{**msgspec.structs.asdict(fault), "message": "the tag is missing"} for fault in faults]
    columns = [_column(field, [row.get(field.name) for row in rows]) for field in SCHEMA]
    pq.write_table(pa.Table.from_arrays(columns, schema=SCHEMA), path)
    return str(path)


def _column(field: pa.Field, values: list[Any]) -> pa.Array:
    if pa.types.is_dictionary(field.type):
        return pa.array(values, pa.string()).dictionary_encode().cast(field.type)
    return pa.array(values, field.type)


def read(
    account="111", region="eu-west-1", status=ReadStatus.COMPLETE, source="config", cloud=Cloud.AWS, reason=""
) -> ScopeRead:
    return ScopeRead(cloud, account, region, source, status, 1, reason)


def audit_of(findings: str, coverage: Iterable[ScopeRead] = (), scores: Iterable[Score] = ()) -> Audit:
    return Audit(
        input=Input("aws", "aws", "sha256:00"),
        policy=PolicyNote("sha256:11", ("policy.yaml",)),
        outcome=Outcome.ADVISE,
        summary=AuditSummary(resources=10, evaluated=8, compliant=5, violations=3, undecided=1, waived=1),
        coverage=tuple(coverage),
        scores=tuple(scores) or (score(),),
        gaps=(),
        rules=(),
        findings=findings,
    )


def score(facet=Facet.TOTAL, name="", compliant=5) -> Score:
    return Score(facet, name, 10, compliant, 1, 2, 9, Decimal("100.5"), Decimal("50.25"))


def start(*rules: str) -> RunStart:
    return RunStart("1.0", "sha256:11", rules or ("tagged",), "aws", "aws")


def audited(place, folder, faults, coverage=(), *, rules=("tagged",), day=0, **given) -> tuple[int, Changes | None]:
    """A whole audit; its number, and what changed."""
    run = begin(place, start(*rules))
    findings = write_findings(folder / f"found-{run}.parquet", faults)
    audit = audit_of(findings, coverage, given.pop("scores", ()))
    return run, finish(place, run, audit, finished=DAY_0 + timedelta(days=day), **given)
