"""The audit's pieces of work, each for a process of its own. `audit.py` runs and measures them.

    python benchmarks/audit_steps.py scan|spark INVENTORY FINDINGS
    python benchmarks/audit_steps.py collect aws|azure|gcp WHERE FOLDER
    python benchmarks/audit_steps.py history FINDINGS FOLDER
    python benchmarks/audit_steps.py fingerprint FINDINGS

Each prints what it did as JSON.
"""

import datetime
import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from costguard.audit.judge import judge_inventory
from costguard.history.difference import diff
from costguard.history.place import Place, place_of
from costguard.history.record import begin, finish
from costguard.model.audit import Audit, AuditSummary
from costguard.model.cloud import Cloud
from costguard.model.history import RunStart
from costguard.model.inventory import ALL_REGIONS, ReadStatus, ScopeRead
from costguard.model.verdict import Input, Outcome, PolicyNote
from costguard.policy.load import load
from costguard.policy.policy_set import PolicySet
from costguard.sources.collecting.collect import collect as collect_into
from costguard.sources.collecting.reading import Collection
from costguard.sources.snapshot.folder import read_folder
from costguard.sources.snapshot.read import read_snapshot

_DAY: Final = datetime.date(2026, 11, 23)
_CHURN_PERCENT: Final = 3
"""Faults that a run has and the next has not, and the other way round."""


def scan(inventory: str, findings: str) -> dict[str, Any]:
    """What `costguard audit snapshot` does between its options and its reports, without prices."""
    return _told(judge_inventory(read_snapshot((inventory,)), policy(), Path(findings)))


def spark(inventory: str, findings: str) -> dict[str, Any]:
    """The same with Spark on the two cores of this machine; Java's time is counted as well."""
    from pyspark.sql import SparkSession

    from costguard.audit.spark import judge_with_spark

    builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "1g")
    session = builder.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    audit = judge_with_spark(read_snapshot((inventory,)), policy(), Path(findings), session=session)
    gateway = session.sparkContext._gateway  # noqa: SLF001  (only a process that was waited for is accounted for)
    session.stop()
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()
    return _told(audit)


def collect(cloud: str, where: str, folder: str) -> dict[str, Any]:
    """Read a cloud into a snapshot."""
    collect_into((_collection(cloud, where),), Path(folder), "benchmark")
    inventory = read_folder(Path(folder))
    complete = all(scope.status is ReadStatus.COMPLETE for scope in inventory.coverage() if scope.resources)
    return {"resources": inventory.rows, "complete": complete, "scopes": len(inventory.coverage())}


def history(findings: str, folder: str) -> dict[str, Any]:
    """Record two audits that differ by 3 % either way, and tell the difference."""
    place = place_of(str(Path(folder) / "history"))
    first, second = (_some(findings, Path(folder) / f"run-{each}.parquet", each) for each in (0, 1))
    told: dict[str, Any] = {}
    for name, run in (("first", first), ("second", second)):
        start = time.perf_counter()
        changes = _record(place, run)
        told[f"{name}_s"] = time.perf_counter() - start
        told["changes"] = None if changes is None else msgspec.to_builtins(changes)
    start = time.perf_counter()
    told["counts"] = {fate.value: number for fate, number in diff(place).counts.items()}
    return {**told, "diff_s": time.perf_counter() - start}


def fingerprint(findings: str) -> dict[str, Any]:
    """How many findings, and a sum of their hashes: equal for equal findings in whatever order."""
    import duckdb

    query = "SELECT count(*), sum(hash(address, key, code, value)::HUGEINT) FROM read_parquet(?)"
    with duckdb.connect() as connection:
        return {"fingerprint": connection.execute(query, [findings]).fetchall()[0]}


def policy() -> PolicySet:
    """The five tags."""
    return load([Path(__file__).parent / "audit_policy.yaml"], _DAY)


def _told(audit: Audit) -> dict[str, Any]:
    return {"resources": audit.summary.resources, "findings": audit.summary.violations + audit.summary.undecided}


def _collection(cloud: str, where: str) -> Collection:
    if cloud == "aws":
        from costguard.sources.aws.collector import collect_aws
        from costguard.sources.aws.options import AwsOptions

        return collect_aws(AwsOptions(source="explorer", accounts=tuple(where.split(",")), regions=("us-east-1",)))
    if cloud == "azure":
        from costguard.sources.azure.collector import collect_azure
        from costguard.sources.azure.options import AzureOptions

        return collect_azure(AzureOptions(source="graph", endpoint=where))
    from costguard.sources.gcp.collector import collect_gcp
    from costguard.sources.gcp.options import GcpOptions

    return collect_gcp(GcpOptions(scope="organizations/900", source="search", endpoint=where))


def _some(findings: str, target: Path, run: int) -> Path:
    """A run's findings: all but the 3 % that only the other run has."""
    import duckdb

    only_other = f"hash(address, key) % 100 BETWEEN {_CHURN_PERCENT * run} AND {_CHURN_PERCENT * (run + 1) - 1}"
    query = f"COPY (FROM read_parquet('{findings}') WHERE NOT {only_other}) TO '{target}' (FORMAT parquet)"
    with duckdb.connect() as connection:
        connection.execute(query)
    return target


def _record(place: Place, findings: Path) -> object:
    run = begin(place, RunStart("benchmark", "sha256:0", tuple(rule.id for rule in policy().rules)))
    return finish(place, run, _audit_of(findings))


def _audit_of(findings: Path) -> Audit:
    """An audit that read every account to its end; what else it says is of no weight here."""
    import duckdb

    with duckdb.connect() as connection:
        query = "SELECT DISTINCT cloud, account, collected_by FROM read_parquet(?)"
        scopes = connection.execute(query, [str(findings)]).fetchall()
    coverage = tuple(
        ScopeRead(Cloud(cloud), account, ALL_REGIONS, source, ReadStatus.COMPLETE) for cloud, account, source in scopes
    )
    nothing = AuditSummary(resources=0, evaluated=0, compliant=0)
    about, noted = Input("snapshot", str(findings), "sha256:0"), PolicyNote("sha256:0", ())
    return Audit(about, noted, Outcome.DENY, nothing, coverage, (), (), (), str(findings))


_STEPS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {
    "scan": scan,
    "spark": spark,
    "collect": collect,
    "history": history,
    "fingerprint": fingerprint,
}

if __name__ == "__main__":
    print(json.dumps(_STEPS[sys.argv[1]](*sys.argv[2:])))
