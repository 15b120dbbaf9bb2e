"""Whatever is found and read, in whatever order: lives are as a model says that fits on a page."""

import tempfile
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from made_audits import DAY_0, Fault, read, write_findings

from costguard.history.clock import stamp
from costguard.history.duck import duck
from costguard.history.lives import Moment, life_of, regionless_runs, write_lives
from costguard.history.scopes import accounts_reread, regions_read
from costguard.model.cloud import Cloud
from costguard.model.inventory import ReadStatus, ScopeRead


class Known(msgspec.Struct):
    """A fault as the model knows it."""

    fault: Fault
    first_run: int
    last_run: int
    status: str = "new"
    resolved_run: int | None = None
    because: str | None = None
    reopened: int = 0


class Night(msgspec.Struct, frozen=True):
    """One audit: what it finds, what it reads, which rules its policy has, and how many days after the last."""

    found: tuple[Fault, ...]
    coverage: tuple[ScopeRead, ...]
    rules: tuple[str, ...]
    days: int


FAULTS = st.builds(
    Fault,
    address=st.sampled_from(["a", "b", "c'\"\n"]),
    rule=st.sampled_from(["r", "s"]),
    key=st.sampled_from(["", "k"]),
    account=st.sampled_from(["1", "2"]),
    region=st.sampled_from(["x", "y", None]),
    collected_by=st.sampled_from(["config", "sweep"]),
    cloud=st.sampled_from(["aws", "aws", "azure"]),
    state=st.sampled_from(["violation", "undecided", "waived"]),
)
EXPIRED = st.builds(
    Fault,
    address=st.sampled_from(["waiver.1", "waiver.2"]),
    rule=st.just("*"),
    key=st.just("k"),
    account=st.none(),
    region=st.none(),
    collected_by=st.none(),
    code=st.just("expired-waiver"),
)
SCOPES = st.builds(
    read,
    account=st.sampled_from(["1", "2", "*"]),
    region=st.sampled_from(["x", "y", "*"]),
    source=st.sampled_from(["config", "sweep"]),
    cloud=st.sampled_from([Cloud.AWS, Cloud.AWS, Cloud.AZURE]),
    status=st.sampled_from([ReadStatus.COMPLETE, ReadStatus.COMPLETE, *ReadStatus]),
)
NIGHTS = st.builds(
    Night,
    found=st.lists(FAULTS | EXPIRED, max_size=4, unique_by=lambda fault: (fault.address, fault.rule, fault.key)).map(
        tuple
    ),
    coverage=st.lists(SCOPES, max_size=6).map(tuple),
    rules=st.sampled_from([("r", "s"), ("r", "s"), ("r", "s"), ("r",), ()]),
    days=st.sampled_from([0, 1, 250]),
)


@settings(max_examples=30)
@given(st.lists(NIGHTS, min_size=1, max_size=6))
def test_lives_are_as_the_model_says(nights):
    model: dict[tuple[str, str, str], Known] = {}
    coverages: dict[int, tuple[ScopeRead, ...]] = {}
    day, ends = 0, {}
    with tempfile.TemporaryDirectory() as name:
        before = None
        for run, night in enumerate(nights, 1):
            day += night.days
            ends[run] = DAY_0 + timedelta(days=day)
            coverages[run] = night.coverage
            _live(model, coverages, night, run, ends)
            before = _audit(Path(name), before, night, run, coverages, ends)
            assert _read_lives(before) == _told(model, ends)


def _audit(folder, before, night, run, coverages, ends) -> Path:
    findings = write_findings(folder / f"run-{run}.parquet", night.found)
    target = folder / f"lives-{run}.parquet"
    with duck() as con:
        earlier = {each: coverages[each] for each in (regionless_runs(con, before) if before else ())}
        moment = Moment(
            run, ends[run], night.rules, regions_read(night.coverage), accounts_reread(night.coverage, earlier), 400
        )
        write_lives(con, target, Path(findings), before, moment)
    return target


def _live(model, coverages, night, run, ends) -> None:
    """The rules of a life, in plain words."""
    found = {(fault.address, fault.rule, fault.key): fault for fault in night.found}
    for key, known in list(model.items()):
        if key in found or known.status == "resolved":
            if key not in found and ends[known.resolved_run] < ends[run] - timedelta(days=400):
                del model[key]
            continue
        known.because = _gone_because(known, night, coverages)
        known.status = "resolved" if known.because else _still_open(known, night)
        known.resolved_run = run if known.because else None
    for key, fault in found.items():
        if key not in model:
            model[key] = Known(fault, run, run)
            continue
        known = model[key]
        was_resolved = known.status == "resolved"
        known.status = "reopened" if was_resolved else "persisting"
        known.reopened += was_resolved
        known.fault, known.last_run, known.resolved_run, known.because = fault, run, None, None


def _still_open(known, night) -> str:
    return "unseen" if known.fault.cloud in {scope.cloud for scope in night.coverage} else "elsewhere"


def _gone_because(known, night, coverages) -> str | None:
    fault = known.fault
    if fault.account is not None and _still_open(known, night) == "elsewhere":
        return None
    if fault.code != "expired-waiver" and fault.rule not in night.rules:
        return "rule removed"
    if fault.account is None:
        return "mended or gone"
    now = _of_account(night.coverage, fault)
    if fault.region is None:
        if any(scope.status != "complete" for scope in now) or not now:
            return None
        then = {scope.region for scope in _of_account(coverages[known.last_run], fault)}
        regions = {scope.region for scope in now}
        return "mended or gone" if "*" in regions or (then and then <= regions) else None
    own = [scope for scope in now if scope.region == fault.region] or [scope for scope in now if scope.region == "*"]
    return "mended or gone" if own and all(scope.status == "complete" for scope in own) else None


def _of_account(coverage, fault) -> list[ScopeRead]:
    own = (fault.cloud, fault.account, fault.collected_by)
    return [scope for scope in coverage if (scope.cloud, scope.account, scope.source) == own]


def _told(model, ends):
    return sorted(
        (
            (*key, known.fault.state, known.fault.region, known.fault.account or "", known.fault.collected_by or ""),
            (known.first_run, stamp(ends[known.first_run]), known.last_run, stamp(ends[known.last_run])),
            (known.resolved_run, known.resolved_run and stamp(ends[known.resolved_run]), known.because),
            (known.reopened, known.status),
        )
        for key, known in model.items()
    )


def _read_lives(path):
    with duck() as con:
        lives = [life_of(row) for row in con.execute("SELECT * FROM read_parquet($1)", [str(path)]).fetchall()]
    return sorted(
        (
            (each.address, each.rule, each.key, each.state, each.region, each.account, each.collected_by),
            (each.first_run, each.first_seen, each.last_run, each.last_seen),
            (each.resolved_run, each.resolved_at, each.resolved_because),
            (each.reopened, str(each.status)),
        )
        for each in lives
    )
