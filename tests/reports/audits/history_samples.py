"""Answers of a history that the tests of its pages print."""

from audit_samples import read, score
from msgspec.structs import replace

from costguard.model.audit import Facet
from costguard.model.history import (
    Diff,
    Fate,
    Life,
    LifeStep,
    LifeStory,
    RunRow,
    RunStatus,
    RunStory,
    Tally,
    TrendPoint,
    WaiverRow,
)
from costguard.model.inventory import ReadStatus

_DONE = RunRow(
    id=42,
    started="2026-11-22T02:00:03Z",
    finished="2026-11-22T02:31:40Z",
    status=RunStatus.DONE,
    tool_version="0.1.0",
    policy_digest="sha256:" + "c0" * 32,
    input_kind="aws",
    input_path="aws",
    input_digest="sha256:" + "1f" * 32,
    outcome="deny",
    sequence=40,
    resources=1_234_567,
    evaluated=1_204_312,
    compliant=1_098_000,
    violations=106_294,
    undecided=18,
    waived=312,
    base_run=41,
    new=12,
    reopened=3,
    persisting=106_267,
    resolved=40,
    unseen=5,
)


def run(number: int = 42, **others) -> RunRow:
    """A run that is done, unless `others` say otherwise."""
    return replace(_DONE, id=number, **others)


def unfinished(number: int, status: RunStatus, reason: str = "") -> RunRow:
    """A run without a result."""
    return RunRow(number, "2026-11-21T02:00:00Z", None, status, "0.1.0", "sha256:c0", "aws", "aws", "", reason=reason)


def runs() -> tuple[RunRow, ...]:
    return (
        unfinished(43, RunStatus.RUNNING),
        run(),
        unfinished(41, RunStatus.FAILED, "the role CostguardAudit cannot be assumed in any account"),
        run(40, outcome="pass", base_run=None, new=None, resolved=None),
    )


def life(status: Fate = Fate.NEW, address: str = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-0", **others) -> Life:
    """A volume's life without an owner."""
    found = Life(
        fingerprint="07cfeeafcdf70272fe13bfedb0a18ea6",
        address=address,
        rule="required-tags",
        key="Owner",
        dimension="owner",
        code="missing",
        state="violation",
        level="deny",
        type="aws_ebs_volume",
        cloud="aws",
        account="111122223333",
        region="eu-west-1",
        collected_by="resource-explorer",
        first_run=40,
        first_seen="2026-11-20T02:31:40Z",
        last_run=42,
        last_seen="2026-11-22T02:31:40Z",
        resolved_run=None,
        resolved_at=None,
        resolved_because=None,
        reopened=0,
        status=status,
    )
    return replace(found, **others)


def difference() -> Diff:
    counts = {Fate.NEW: 12, Fate.REOPENED: 1, Fate.RESOLVED: 1, Fate.UNSEEN: 1, Fate.PERSISTING: 1_100}
    lives = (
        life(),
        life(key="Environment", dimension="environment", code="invalid"),
        life(address="arn:aws:s3:::raw", type="aws_s3_bucket"),
        life(Fate.REOPENED, "arn:aws:s3:::old", reopened=2),
        life(Fate.RESOLVED, "arn:aws:s3:::gone", resolved_run=42, resolved_because="mended or gone"),
        life(Fate.UNSEEN, "arn:aws:s3:::far"),
    )
    return Diff(run(41, finished="2026-11-21T02:30:00Z"), run(), counts, lives, left_out=9)


def point(number: int, compliant: int, resources: int = 1_000, **others) -> TrendPoint:
    """The total at a run, each a day after the one before it."""
    total = score(Facet.TOTAL, "", resources, compliant, "2000.5", str(compliant * 2), **others)
    return TrendPoint(
        number, f"2026-10-{number:02}T02:31:40Z", total, Tally(Facet.TOTAL, "", open=resources - compliant)
    )


def trend() -> tuple[TrendPoint, ...]:
    return (point(1, 500), point(2, 0), point(3, 0, resources=0, priced=0), point(4, 999), point(5, 640))


def story() -> RunStory:
    return RunStory(
        run(),
        rules=("no-old-volumes", "required-tags"),
        coverage=(read("111122223333"), read("444455556666", ReadStatus.DENIED, "the role cannot be assumed")),
        scores=(
            score(Facet.TOTAL, "", 1_204_312, 1_098_000, "41200.5", "36256.44", undecided=18, waived=312),
            score(Facet.ACCOUNT, "111122223333", 1_204_312, 1_098_000, "41200.5", "36256.44", waived=312),
            score(Facet.DIMENSION, "owner", 1_204_312, 1_098_000, "41200.5", "36256.44", undecided=18, waived=312),
        ),
        tallies=(Tally(Facet.TOTAL, "", open=106_299, new=12),),
        waivers=(WaiverRow("required-tags", "FIN-123", "jane@example.com", "2027-03-31", "Moves in spring", 312),),
    )


def lives() -> tuple[LifeStory, ...]:
    steps = (
        LifeStep(40, "2026-11-20T02:31:40Z", Fate.NEW, "missing", "violation", "deny"),
        LifeStep(41, "2026-11-21T02:30:00Z", Fate.UNSEEN, "missing", "violation", "deny"),
        LifeStep(42, "2026-11-22T02:31:40Z", Fate.RESOLVED, "missing", "violation", "deny"),
    )
    return (
        LifeStory(life(Fate.RESOLVED, resolved_run=42, resolved_because="mended or gone"), steps),
        LifeStory(life(Fate.NEW, key="Environment", dimension="environment", code="invalid", reopened=1), steps[:1]),
    )


def odd_life(text: str) -> Life:
    """A life whose every text is the same."""
    return life(address=text, rule=text, key=text, code=text, level=text, resolved_because=text)
