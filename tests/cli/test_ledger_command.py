"""`costguard ledger`: what it shows, what breaks it, and who may answer for a broken glass."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from ssh_keys import make_key, needs_ssh_keygen, vouch

from costguard.approvals.ledger import append, read_ledger
from costguard.approvals.ledger_entry import GENESIS, EmergencyEntry, Verified
from costguard.model.approval import EvidenceKind, GivenApproval
from costguard.policy.load import load

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT_NOON = ("--now", "2026-11-23T12:00:00Z")
LEDGER = "ledger.jsonl"
POLICY = """\
version: 1
people:
  Ana Lima: ["ana-gh#583231", ana]
groups:
  finops: [ana, bo]
  sre-leads: [Ana Lima, cleo]
"""
GIVEN = GivenApproval(
    "large", "finops", "bo", EvidenceKind.COMMENT, NOW, NOW + timedelta(hours=72), "exact", f"sha256:{'1' * 64}"
)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A ledger of a verified change ten days ago, and a broken glass of today; the hash of the latter."""
    monkeypatch.chdir(tmp_path)
    digest = f"sha256:{'1' * 64}"
    verified = Verified(digest, "sha256:p", "sha256:f", "github:acme/shop#12", "shop", Decimal("1240.5"), {}, (GIVEN,))
    append(tmp_path / LEDGER, verified, NOW - timedelta(days=10))
    glass = EmergencyEntry(
        digest=f"sha256:{'2' * 64}",
        names=("ana-gh",),
        ticket="OPS-7",
        reason="down\x1b[2J",
        at=NOW,
        expires=NOW + timedelta(hours=4),
        review_by=NOW + timedelta(days=2),
    )
    return append(tmp_path / LEDGER, glass, NOW).hash


def test_entries_are_shown_with_the_reviews_that_are_owed(kept, costguard):
    run = costguard("ledger", "show", LEDGER, *AT_NOON)
    assert (run.code, run.err) == (0, "")
    assert run.out.splitlines() == [
        "   1  2026-11-13 12:00  verified     github:acme/shop#12  shop  111111111111  +1,240.50 USD a month",
        "                                     approved by bo (finops, comment)",
        "   2  2026-11-23 12:00  break-glass  222222222222  by ana-gh for OPS-7",
        "                                     down\\x1b[2J",
        f"a review is owed by 2026-11-25 12:00: {kept}",
        f"ledger.jsonl: 2 entries, head {kept}",
    ]


def test_the_last_days_alone_may_be_shown(kept, costguard):
    run = costguard("ledger", "show", LEDGER, "--days", "7", "--now", "2026-11-26T12:00:00Z")
    assert run.out.splitlines() == [
        "(1 older entry not shown)",
        "   2  2026-11-23 12:00  break-glass  222222222222  by ana-gh for OPS-7",
        "                                     down\\x1b[2J",
        f"a review was owed by 2026-11-25 12:00: {kept}",
        f"ledger.jsonl: 2 entries, head {kept}",
    ]


def test_machines_are_shown_the_same(kept, costguard):
    shown = json.loads(costguard("ledger", "show", LEDGER, "-f", "json", *AT_NOON).out)
    assert (shown["schema"], shown["head"], shown["count"]) == ("costguard/ledger/v1", kept, 2)
    assert [entry["kind"] for entry in shown["entries"]] == ["verified", "break-glass"]
    assert shown["entries"][0]["body"]["monthly_delta"] == "1240.5"
    assert shown["open_reviews"] == [{"entry": kept, "review_by": "2026-11-25T12:00:00Z", "is_overdue": False}]


def test_a_ledger_that_holds_says_so_with_its_head(kept, costguard):
    run = costguard("ledger", "verify", LEDGER)
    assert (run.code, run.out, run.err) == (0, f"ledger.jsonl holds: 2 entries, head {kept}\n", "")


@pytest.mark.usefixtures("kept")
def test_a_changed_line_ends_with_1_and_the_line(tmp_path, costguard):
    path = tmp_path / LEDGER
    path.write_text(path.read_text().replace("OPS-7", "OPS-8"))
    run = costguard("ledger", "verify", LEDGER)
    assert (run.code, run.out) == (1, "")
    assert run.err == (
        "costguard: the ledger `ledger.jsonl` does not hold: line 2 was changed after it was written: "
        "its hash is not that of what it says\n"
    )
    assert costguard("ledger", "show", LEDGER).code == 2


def test_a_line_taken_from_the_end_shows_by_a_head_or_an_older_copy(kept, tmp_path, costguard):
    path = tmp_path / LEDGER
    (tmp_path / "older.jsonl").write_bytes(path.read_bytes())
    assert costguard("ledger", "verify", LEDGER, "--head", kept, "--extends", "older.jsonl").code == 0
    path.write_text(path.read_text().splitlines(keepends=True)[0])
    assert costguard("ledger", "verify", LEDGER).code == 0
    by_head = costguard("ledger", "verify", LEDGER, "--head", kept)
    assert (by_head.code, f"holds no entry {kept}: lines were taken" in by_head.err) == (1, True)
    by_copy = costguard("ledger", "verify", LEDGER, "--extends", "older.jsonl")
    assert (by_copy.code, "does not begin with all that `older.jsonl` holds" in by_copy.err) == (1, True)
    assert costguard("ledger", "verify", "older.jsonl", "--extends", LEDGER, "--head", GENESIS).code == 0


def test_bad_usage_is_no_broken_ledger(kept, costguard):
    assert (costguard("ledger", "verify", "nowhere.jsonl").code, costguard("ledger", "verify").code) == (2, 2)
    short = costguard("ledger", "verify", LEDGER, "--head", kept[:20])
    assert (short.code, "is no head of a ledger" in short.err) == (2, True)


# -- Answers


def pinned():
    """The option that pins the policy as it lies here."""
    return ("--policy-digest", load([Path("costguard.yaml")], date(2026, 11, 23)).digest)


def test_an_answer_needs_a_policy_that_the_change_cannot_edit(kept, costguard):
    run = costguard("ledger", "answer", LEDGER, "review.json", "--allowed-signers", "signers")
    assert (run.code, run.out, kept in run.err) == (2, "", False)
    assert "an answer needs a policy that the change cannot edit" in run.err


@pytest.fixture
def review(kept, tmp_path, costguard):
    """Signs a review and adds it to the ledger; what came of it."""
    (tmp_path / "costguard.yaml").write_text(POLICY)
    names = ("ana", "bo", "cleo", "dan")
    (tmp_path / "signers").write_text("".join(vouch(name, make_key(tmp_path, name)) for name in names))

    def run(name, *options, key="", entry=kept):
        out = f"{name}-{len(list(tmp_path.iterdir()))}.json"
        signed = (*options,) if options else ("--post-review", entry)
        said = ("--as", name, "--key", key or name, "--reason", "I looked", "--out", out, *AT_NOON)
        approved = costguard("approve", *signed, *said)
        assert approved.code == 0, approved.err
        return costguard("ledger", "answer", LEDGER, out, "--allowed-signers", "signers", *pinned(), *AT_NOON)

    return run


@needs_ssh_keygen
def test_somebody_else_of_a_group_answers_for_a_broken_glass(kept, review, costguard):
    run = review("cleo")
    head = read_ledger_head()
    assert (run.code, run.out) == (0, f"Entry 3 of ledger.jsonl answers for {kept}; head {head}\n")
    shown = costguard("ledger", "show", LEDGER, *AT_NOON).out.splitlines()
    assert shown[4:] == [
        f"   3  2026-11-23 12:00  post-review  of {kept} by cleo",
        "                                     I looked",
        f"ledger.jsonl: 3 entries, head {head}",
    ]


def read_ledger_head():
    return read_ledger(Path(LEDGER)).head


@needs_ssh_keygen
@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("ana", {}, "is of ana, who broke the glass; somebody else has to look at it"),
        ("dan", {}, "is of dan, who is in no group of the policy"),
        ("cleo", {"key": "dan"}, "is signed by no key that the allowed signers list for its name"),
        ("cleo", {"entry": f"sha256:{'0' * 64}"}, "which is no broken glass of `ledger.jsonl`"),
    ],
)
def test_who_broke_the_glass_or_is_nobody_answers_for_nothing(name, given, said, review):
    before = read_ledger_head()
    run = review(name, **given)
    assert (run.code, said in run.err) == (2, True), run.err
    assert read_ledger_head() == before


@needs_ssh_keygen
def test_a_review_is_added_once(review, costguard):
    assert review("bo").code == 0
    (record,) = Path().glob("bo-*.json")
    again = costguard("ledger", "answer", LEDGER, record, "--allowed-signers", "signers", *pinned(), *AT_NOON)
    assert (again.code, "is in the ledger already" in again.err) == (2, True)
