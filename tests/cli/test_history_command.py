"""`costguard history` after audits: runs, differences, trends, a fault's life; two audits at once; every refusal."""

import errno
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import new_database, serve_postgres
from small_audits import ACCOUNT, owner_policy, report, volume, written

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Path]:
    with serve_postgres() as folder:
        yield folder


@pytest.fixture(params=["folder", "postgresql"])
def place(request) -> tuple[str, ...]:
    """The options that name each kind of place in turn."""
    if request.param == "folder":
        return ("--history", "kept")
    url = new_database(request.getfixturevalue("postgres"))
    return ("--history", url, "--history-files", "files")


@pytest.fixture
def night(costguard, here):
    """An audit of these resources into a history; its report."""

    def audit(place, *resources, code=1):
        written(here / "inventory.ndjson", *resources)
        assert costguard("audit", "snapshot", "inventory.ndjson", "-o", "json=a.json", *place).code == code
        return report(here / "a.json")

    return audit


@pytest.fixture
def asked(costguard):
    """What the history answers, as JSON."""

    def ask(place, *arguments):
        run = costguard("history", *arguments, *place, "--format", "json")
        assert (run.code, run.err) == (0, "")
        return json.loads(run.out)

    return ask


def names(lives, status):
    return sorted(life["address"].rpartition("/")[2] for life in lives if life["status"] == status)


def test_four_nights_tell_what_is_new_gone_and_came_back(place, night, asked):
    first = night(place, volume("vol-1"), volume("vol-2"))
    assert (first["run"], first["changes"]) == (1, None)
    second = night(place, volume("vol-1", tags={"owner": "web"}), volume("vol-2"), volume("vol-3"))
    third = night(place, volume("vol-1"), volume("vol-2"), volume("vol-3", tags={"owner": "web"}))
    counts = ("since_run", "new", "reopened", "persisting", "resolved", "unseen")
    assert [second["changes"][name] for name in counts] == [1, 1, 0, 1, 1, 0]
    assert [third["changes"][name] for name in counts] == [2, 0, 1, 1, 1, 0]

    lives = asked(place, "diff")["lives"]
    assert (names(lives, "reopened"), names(lives, "resolved")) == (["vol-1"], ["vol-3"])
    (life,) = asked(place, "show", volume("vol-1")["id"])["lives"]
    assert [(step["run"], step["status"]) for step in life["steps"]] == [(1, "new"), (2, "resolved"), (3, "reopened")]
    again = asked(place, "show", life["life"]["fingerprint"])["lives"]
    assert again == [life]

    runs = asked(place, "runs")["runs"]
    assert [(run["id"], run["status"], run["violations"]) for run in runs] == [
        (3, "done", 2),
        (2, "done", 2),
        (1, "done", 2),
    ]
    assert [len(asked(place, "runs", "--limit", limit)["runs"]) for limit in ("1", "2", "9")] == [1, 2, 3]


def test_what_an_inventory_no_longer_covers_is_unseen_and_not_resolved(place, night, asked):
    other = "444455556666"
    night(place, volume("vol-1"), volume("vol-2", account=other))
    changes = night(place, volume("vol-1"))["changes"]
    assert (changes["resolved"], changes["unseen"]) == (0, 1)
    assert names(asked(place, "diff")["lives"], "unseen") == ["vol-2"]
    changes = night(place, volume("vol-1"), volume("vol-2", account=other, tags={"owner": "web"}))["changes"]
    assert (changes["resolved"], changes["unseen"]) == (1, 0)


def test_a_difference_may_be_between_any_two_and_narrowed(night, asked):
    place = ("--history", "kept")
    night(place, volume("vol-1"))
    night(place, volume("vol-1"), volume("vol-2"))
    night(place, volume("vol-1"), volume("vol-2"), volume("vol-3", account="444455556666"))
    assert names(asked(place, "diff", "1", "2")["lives"], "new") == ["vol-2"]
    assert names(asked(place, "diff", "1")["lives"], "new") == ["vol-2", "vol-3"]
    assert names(asked(place, "diff", "1", "--account", ACCOUNT)["lives"], "new") == ["vol-2"]


def test_a_difference_of_what_no_run_knows_is_refused(night, costguard):
    place = ("--history", "kept")
    night(place, volume("vol-1"))
    night(place, volume("vol-1"))
    for option, name, says in (("--rule", "owner", "did you mean `owned`?"), ("--cloud", "foo", "check its spelling")):
        run = costguard("history", "diff", *place, option, name)
        assert (run.code, run.out) == (2, "")
        assert run.err == f"costguard: neither run 1 nor run 2 knows the {option[2:]} `{name}`; {says}\n"


def test_a_rule_that_audits_leave_out_is_removed_and_its_faults_not_mended(night, asked, here):
    place = ("--history", "kept")
    night(place, volume("vol-1"))
    (here / "costguard.yaml").write_text(owner_policy().replace("audit: report", "audit: none"))
    assert night(place, volume("vol-1"), code=0)["changes"]["resolved"] == 1
    (life,) = asked(place, "show", volume("vol-1")["id"])["lives"]
    assert life["life"]["resolved_because"] == "rule removed"


def test_fail_on_new_is_reached_by_new_violations_only(night, here):
    """Not by a rule that denies now what it advised on before."""
    place = ("--history", "kept", "--fail-on", "new")
    (here / "costguard.yaml").write_text(owner_policy("advise"))
    night(place, volume("vol-1"), code=1)
    (here / "costguard.yaml").write_text(owner_policy("deny"))
    assert night(place, volume("vol-1"), code=0)["changes"]["new_violations"] == 0
    assert night(place, volume("vol-1"), volume("vol-2"), code=1)["changes"]["new_violations"] == 1


def test_what_was_read_is_reported_where_the_history_cannot_hold_it(night, costguard, asked, here, monkeypatch):
    place = ("--history", "kept")
    night(place, volume("vol-1"))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "run-2.parquet")

    monkeypatch.setattr("costguard.history.files.shutil.copyfile", full)
    run = costguard("audit", "snapshot", "inventory.ndjson", "-o", "json=b.json", *place)
    assert (run.code, len(run.err.splitlines())) == (2, 1)
    assert "this audit is not in the history" in " ".join(run.out.split())
    assert run.err.startswith("costguard: the report was written, but the audit was not recorded: the history at kept")
    told = report(here / "b.json")
    assert (told["changes"], told["run"], len(told["findings"])) == (None, None, 1)
    assert "No space left on device" in told["notes"][-1]
    assert [each["status"] for each in asked(place, "runs")["runs"]] == ["failed", "done"]


def test_a_trend_tells_each_night(night, asked):
    place = ("--history", "kept")
    night(place, volume("vol-1"), volume("vol-2", tags={"owner": "web"}))
    night(place, volume("vol-1", tags={"owner": "web"}), volume("vol-2", tags={"owner": "web"}), code=0)
    for narrowed in ((), ("--by", "account", "--name", ACCOUNT), ("--by", "dimension", "--name", "owner")):
        points = asked(place, "trend", *narrowed)["points"]
        assert [(point["score"]["compliant"], point["score"]["resources"]) for point in points] == [(1, 2), (2, 2)]


def test_two_audits_at_once_follow_one_another(place, asked, here):
    written(here / "inventory.ndjson", *(volume(f"vol-{number}") for number in range(50)))
    command = [sys.executable, "-m", "costguard", "audit", "snapshot", "inventory.ndjson", *place]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    ends = [(*process.communicate(timeout=120), process.returncode) for process in processes]
    assert [(err, code) for _, err, code in ends] == [(b"", 1), (b"", 1)]
    done = sorted(asked(place, "runs")["runs"], key=lambda run: run["sequence"])
    assert [(run["status"], run["new"], run["persisting"]) for run in done] == [("done", 50, 0), ("done", 0, 50)]
    assert [run["base_run"] for run in done] == [None, done[0]["id"]]


def test_an_audit_that_finds_no_inventory_is_noted_as_failed_and_changes_nothing(night, asked, costguard):
    place = ("--history", "kept")
    night(place, volume("vol-1"))
    assert costguard("audit", "snapshot", "nosuch.parquet", *place).code == 2
    (failed, done) = asked(place, "runs")["runs"]
    assert (failed["status"], done["status"]) == ("failed", "done")
    assert failed["reason"].startswith("there is no file nosuch.parquet")
    assert night(place, volume("vol-1"))["changes"]["since_run"] == done["id"]


@pytest.mark.parametrize("subcommand", [("runs",), ("diff",), ("trend",), ("show", "2")])
def test_every_page_fits_a_terminal_and_ends_in_a_line(night, costguard, subcommand):
    place = ("--history", "kept")
    night(place, volume("vol-1"), volume("vol-2"))
    night(place, volume("vol-2"), volume("vol-3" * 40))
    runs = [costguard("history", *subcommand, *place) for _ in range(2)]
    assert (runs[0].code, runs[0].err) == (0, "")
    assert runs[0] == runs[1]
    assert max(map(len, runs[0].out.splitlines())) <= 80
    assert runs[0].out.endswith("\n")
    assert not runs[0].out.endswith("\n\n")


def test_the_history_may_be_named_by_the_environment(night, costguard, monkeypatch):
    monkeypatch.setenv("COSTGUARD_HISTORY", "kept")
    night((), volume("vol-1"))
    assert costguard("history", "runs").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["runs"], "say where runs are kept: --history PLACE"),
        (["diff", "--history", ""], "say where runs are kept: --history PLACE"),
        (["runs", "--history", "nowhere"], "there is no history at nowhere yet"),
        (["runs", "--history", "mysql://host/database"], "not in `mysql`"),
        (["runs", "--history", "postgresql://host/database"], "--history-files DIR"),
        (["trend", "--by", "owner", "--history", "kept"], "--by owner needs --name"),
        (["diff", "--history", "kept"], "run"),
        (["diff", "7", "--history", "kept"], "has no run 7"),
        (["diff", str(10**20), "--history", "kept"], f"has no run {10**20}"),
        (["diff", "1", "1", "--history", "kept"], "run 1 is both ends"),
        (["trend", "--by", "total", "--name", "x", "--history", "kept"], "there is one total, and none of `x`"),
        (["diff", "1", "7", "--history", "kept"], "has no run 7"),
        (["show", "7", "--history", "kept"], "the history at kept has no run 7"),
        (["show", "nothing-like-it", "--history", "kept"], "nothing-like-it"),
        (["trend", "--by", "account", "--name", "11112222333", "--history", "kept"], f"did you mean `{ACCOUNT}`?"),
    ],
)
def test_what_cannot_be_told_is_one_sentence(night, costguard, here, arguments, says):
    night(("--history", "kept"), volume("vol-1"))
    before = sorted(here.iterdir())
    run = costguard("history", *arguments)
    assert (run.code, run.out, len(run.err.splitlines())) == (2, "", 1), run
    assert run.err.startswith("costguard: ")
    assert says in run.err
    assert sorted(here.iterdir()) == before


@pytest.mark.parametrize(
    ("subcommand", "option", "most"),
    [("runs", "--limit", 10_000), ("trend", "--days", 36_500), ("diff", "--limit", 1_000_000)],
)
def test_more_than_there_can_be_is_not_asked_for(night, costguard, subcommand, option, most):
    place = ("--history", "kept")
    night(place, volume("vol-1"))
    night(place, volume("vol-1"))
    assert costguard("history", subcommand, option, str(most), *place).code == 0
    for number in (most + 1, 10**20, 0):
        run = costguard("history", subcommand, option, str(number), *place)
        assert (run.code, run.out) == (2, "")
        assert f"{number} is not in the range 1<=x<={most}" in run.err


def test_a_file_that_is_no_history_is_refused(costguard, here):
    (here / "kept").mkdir()
    (here / "kept" / "history.db").write_bytes(b"this is no database" * 100)
    run = costguard("history", "runs", "--history", "kept")
    assert (run.code, run.out, len(run.err.splitlines())) == (2, "", 1)
    audit = costguard("audit", "snapshot", written(here / "i.ndjson", volume("vol-1")), "--history", "kept")
    assert (audit.code, audit.out, len(audit.err.splitlines())) == (2, "", 1)


def test_a_place_that_cannot_be_written_is_told_before_anything_is_read(costguard, here):
    (here / "kept").write_text("a file, where a folder would have to be")
    run = costguard("audit", "snapshot", "nosuch.parquet", "--history", "kept/deep")
    assert (run.code, run.out, len(run.err.splitlines())) == (2, "", 1)
    assert "kept/deep" in run.err


def test_a_server_that_is_not_there_is_told_without_the_password(costguard, here):
    url = f"postgresql://keeper:Hush-4711@/audits?host={here / 'nobody'}"
    run = costguard("history", "runs", "--history", url, "--history-files", "files")
    assert (run.code, run.out, len(run.err.splitlines())) == (2, "", 1)
    assert "Hush-4711" not in run.err
