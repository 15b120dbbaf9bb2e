"""`costguard approve`: what is shown before it is signed, what is refused, and that `check` counts the record."""

import json
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from cli_samples import change, plan_text, policy_text
from ssh_keys import make_key, needs_ssh_keygen, vouch

from costguard.approvals.records import read_records, statements_of
from costguard.model.approval import Act, Subject

pytestmark = needs_ssh_keygen
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT_NOON = ("--now", "2026-11-23T12:00:00Z")
REQUEST = ("--change", "github:acme/shop#12")
PEOPLE = ("--author", "bo", "--committer", "bo", "--triggerer", "bo")
ENTRY = f"sha256:{'e' * 64}"


@pytest.fixture
def signing(folder, costguard):
    """A folder with a report that needs ann of finops, her key, and the signers that vouch for it."""
    (folder / "costguard.yaml").write_text(policy_text("require_approval"))
    key = make_key(folder, "key")
    (folder / "signers").write_text(vouch("ann", key))
    assert costguard("check", "plan.json", *REQUEST, "-o", "json=report.json").code == 3
    return folder


@pytest.fixture
def approve(costguard):
    def run(*options, report="report.json", reason="agreed"):
        given = [report] if report else []
        return costguard("approve", *given, "--as", "ann", "--key", "key", "--reason", reason, *AT_NOON, *options)

    return run


def costing(folder, amount):
    """The report as it would be of a plan that costs so much more a month."""
    document = json.loads((folder / "report.json").read_text())
    approvals = document["approvals"]
    approvals["subject"]["monthly_delta"] = amount
    subject = {**approvals["subject"], "monthly_delta": Decimal(amount)}
    approvals["digest"] = Subject(
        **{**subject, "findings": tuple(subject["findings"]), "unpriced": tuple(subject["unpriced"])}
    ).digest
    document["cost"] |= {"monthly_before": "0.00", "monthly_after": amount, "monthly_delta": amount}
    document["cost"] |= {"complete": True, "delta_complete": True}
    (folder / "report.json").write_text(json.dumps(document))


def the_record(folder):
    (record,) = read_records([folder / ".costguard" / "approvals"]).records
    return record


def test_an_approval_is_shown_signed_and_counted(signing, approve, costguard):
    run = approve("--expires", "24h")
    digest = json.loads((signing / "report.json").read_text())["approvals"]["digest"]
    path = f".costguard/approvals/{digest[7:19]}-ann.json"
    assert (run.code, run.err) == (0, "")
    assert run.out.splitlines()[:-1] == [
        "signs as  ann",
        "to say    approve",
        "for       github:acme/shop#12",
        "project   -",
        "plan      plan.json",
        "increase  not estimated",
        "findings  2 violations (2 approval)",
        f"policy    {the_record(signing).record.subject.policy}",
        f"digest    {digest}",
        "ceiling   this plan's cost",
        "expires   2026-11-24 12:00 UTC",
        "reason    agreed",
    ]
    assert run.out.splitlines()[-1].startswith(f"Written to {path}. Hand it to whoever's change it is,")
    statement = statements_of([the_record(signing)], signing / "signers", NOW).statements[0]
    assert (statement.act, statement.problem, statement.digest) == (Act.APPROVE, "", digest)
    assert (statement.change, statement.expires) == ("github:acme/shop#12", NOW + timedelta(hours=24))
    checked = ("check", "plan.json", *REQUEST, *PEOPLE, "--approvals", path, "--allowed-signers", "signers")
    assert costguard(*checked, "--now", "2026-11-23T13:00:00Z").code == 0
    assert costguard(*checked, "--now", "2026-11-24T12:00:01Z").code == 3


def test_a_record_is_never_written_over(signing, approve):
    assert approve().code == approve("--revoke").code == 0
    names = sorted(path.name for path in (signing / ".costguard" / "approvals").iterdir())
    assert [name.partition("-")[2] for name in names] == ["ann-2.json", "ann.json"]
    assert approve("--out", "mine.json").code == 0
    kept = Path("mine.json").read_text()
    again = approve("--out", "mine.json")
    assert (again.code, again.err) == (
        2,
        "costguard: there is a file `mine.json` already, and no record is written over; give --out another name\n",
    )
    assert Path("mine.json").read_text() == kept
    assert approve("--out", "key/record.json").code == 2


def test_a_ceiling_is_signed_where_it_is_not_below_the_increase(signing, approve):
    costing(signing, "1240.50")
    below = approve("--ceiling", "1240.49")
    assert (below.code, "is below the increase of 1,240.50 USD a month" in below.err) == (2, True)
    run = approve("--ceiling", "1500")
    assert run.code == 0
    assert "increase  +1,240.50 USD a month\n" in run.out
    assert "ceiling   1,500.00 USD a month\n" in run.out
    assert the_record(signing).record.ceiling == Decimal(1500)


def test_where_nothing_was_estimated_no_ceiling_is_signed(signing, approve):
    run = approve("--ceiling", "10")
    assert (run.code, run.err) == (
        2,
        "costguard: nothing was estimated, so a ceiling has nothing to be compared with; leave --ceiling out\n",
    )
    assert not (signing / ".costguard").exists()


def test_a_report_that_needs_nobody_is_not_signed(folder, costguard, approve):
    make_key(folder, "key")
    (folder / "plan.json").write_text(plan_text(change(tags={"Owner": "web", "Environment": "prod"})))
    assert costguard("check", "plan.json", "-o", "json=report.json").code == 0
    assert (approve().code, approve().err) == (
        2,
        "costguard: nothing in the report of `plan.json` needs approval, so there is nothing to sign\n",
    )


def test_a_broken_glass_names_its_ticket(signing, approve):
    run = approve("--break-glass", "--ticket", "OPS-7", "--expires", "2h", reason="the shop is down")
    assert run.code == 0
    assert "to say    break-glass\n" in run.out
    assert "ticket    OPS-7\n" in run.out
    record = the_record(signing).record
    assert (record.act, record.ticket, record.reason) == (Act.BREAK_GLASS, "OPS-7", "the shop is down")
    assert record.expires == NOW + timedelta(hours=2)


def test_a_post_review_needs_no_report(signing, approve):
    run = approve("--post-review", ENTRY, report=None, reason="it was right")
    assert run.code == 0
    path = f".costguard/approvals/{'e' * 12}-ann.json"
    assert run.out.splitlines()[-1] == f"Written to {path}. Add it with `costguard ledger answer LEDGER {path}`."
    record = the_record(signing).record
    assert (record.act, record.entry, record.digest, record.subject) == (Act.POST_REVIEW, ENTRY, "", None)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--revoke", "--break-glass"), "give one of them"),
        (("--revoke", "--ceiling", "10"), "--ceiling is of an approval"),
        (("--ticket", "OPS-7"), "--ticket is of a broken glass"),
        (("--revoke", "--expires", "1h"), "--expires is of what lets a change pass"),
        (("--post-review", ENTRY), "leave REPORT out"),
        (("--change", "github:acme/shop#13"), "but the report is of github:acme/shop#12"),
        (("--ceiling", "1e9"), "is no amount"),
        (("--ceiling=-1",), "is no amount"),
        (("--ceiling", "NaN"), "is no amount"),
        (("--expires", "forever"), "is no length of time"),
        (("--expires", "0h"), "is no length of time"),
        (("--as", "*"), "cannot sign: the record is signed with a name that holds wildcards"),
        (("--key", "nowhere"), "there is no key `nowhere`"),
    ],
)
def test_what_would_mean_nothing_is_not_signed(options, said, signing, approve):
    run = approve(*options)
    assert (run.code, said in run.err) == (2, True), run.err
    assert not (signing / ".costguard").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "`report.json` is not there"), ("{}", "is no report"), ('{"schema": "costguard/report/v9"}', "report/v9")],
)
def test_what_is_no_report_is_not_signed(content, said, signing, approve):
    (signing / "report.json").unlink()
    if content is not None:
        (signing / "report.json").write_text(content)
    assert (approve().code, said in approve().err) == (2, True)
    assert "say what you sign: REPORT" in approve(report=None).err


def test_a_subject_that_is_not_the_digest_that_is_shown_is_not_signed(signing, approve):
    document = json.loads((signing / "report.json").read_text())
    document["approvals"]["subject"]["project"] = "another"
    (signing / "report.json").write_text(json.dumps(document))
    assert approve().code == 2
    assert not (signing / ".costguard").exists()


@pytest.mark.usefixtures("signing")
def test_no_text_reaches_the_terminal_raw(approve):
    run = approve(reason="fine\x1b[2J\u202e by me")
    assert run.code == 0
    assert "\x1b" not in run.out
    assert "\u202e" not in run.out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_name_becomes_no_path(signing, approve):
    assert approve("--as", "../../etc/ann").code == 0
    (path,) = (signing / ".costguard" / "approvals").iterdir()
    assert path.name.partition("-")[2] == "..-..-etc-ann.json"
