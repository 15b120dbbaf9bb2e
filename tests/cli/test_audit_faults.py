"""What happens to a live audit on the way: faults, storms, kills and interrupts, and the same command again."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from google_shop import ORGANIZATION, found_disk, project, shop
from google_stub import Google, Json, Refusal, grpc_server
from local_azure import Azure, Clock, error, serve
from small_audits import faults, judged, report, statuses

pytestmark = pytest.mark.usefixtures("here")

SEARCH = "search_all_resources"
PROJECTS = tuple(f"shop-{number}" for number in range(6))
HELD = "shop-3"
INTERRUPTED = 130


@dataclass
class HoldingGoogle(Google):
    """Holds one call back until it is told to go on. `reached` says that the call has come."""

    hold: tuple[str, str, str] = ("", "", "")
    reached: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def answer(self, method: str, request: Json) -> Json:
        told = super().answer(method, request)
        if self.calls[-1] == self.hold:
            self.reached.set()
            self.go_on.wait(30)
        return told

    def release(self) -> None:
        """Hold nothing from now on, and forget the calls so far."""
        self.hold = ("", "", "")
        self.go_on.set()
        self.calls.clear()


@pytest.fixture
def google() -> HoldingGoogle:
    """Six projects of two pages each; half of the disks have an owner."""
    found = HoldingGoogle(**{name: getattr(shop(), name) for name in ("organizations", "folders")})
    for number, name in enumerate(PROJECTS, start=1):
        found.projects.append(project(number, name, "folders/800"))
        found.assets[f"projects/{name}"] = [
            [found_disk(number, name, f"{name}-bare"), found_disk(number, name, f"{name}-owned", {"owner": "web"})],
            [found_disk(number, name, f"{name}-late")],
        ]
    return found


@pytest.fixture
def audit(google) -> Iterator[tuple[str, ...]]:
    """The command that reads the projects one after the other."""
    with grpc_server(google) as endpoint:
        yield ("audit", "gcp", "--endpoint", endpoint, "--workers", "1")


@pytest.fixture
def undisturbed(audit, google, costguard, here):
    """What an audit tells that nothing disturbs."""
    assert costguard(*audit, "-o", "json=undisturbed.json").code == 1
    google.calls.clear()
    return judged(here / "undisturbed.json")


def read_of(google: Google, name: str) -> list[str]:
    """The tokens of the calls that read a project."""
    return [token for method, asked, token in google.calls if (method, asked) == (SEARCH, f"projects/{name}")]


@pytest.mark.parametrize("refusal", ["UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"])
def test_a_page_that_fails_twice_is_read_once(google, audit, undisturbed, costguard, here, refusal):
    google.fail(SEARCH, f"projects/{HELD}", "1", with_=Refusal(refusal), times=2)
    run = costguard(*audit, "-o", "json=a.json", "--require-complete")
    assert (run.code, run.err) == (1, "")
    assert judged(here / "a.json") == undisturbed
    assert read_of(google, HELD) == ["", "1", "1", "1"]


def test_a_token_that_is_over_has_the_project_read_anew(google, audit, undisturbed, costguard, here):
    google.fail(SEARCH, f"projects/{HELD}", "1", with_=Refusal("UNAVAILABLE"))
    google.fail(SEARCH, f"projects/{HELD}", "1", with_=Refusal("INVALID_ARGUMENT", "the page token is over"))
    assert costguard(*audit, "-o", "json=a.json", "--require-complete").code == 1
    assert judged(here / "a.json") == undisturbed
    assert read_of(google, HELD) == ["", "1", "1", "", "1"]


@pytest.mark.parametrize(("token", "status"), [("", "throttled"), ("1", "partial")])
def test_a_storm_that_does_not_end_is_told_as_what_it_is(google, audit, costguard, here, token, status):
    google.fail(SEARCH, f"projects/{HELD}", token, with_=Refusal("RESOURCE_EXHAUSTED"), times=1000)
    asked = (*audit, "-o", "json=a.json")
    run = costguard(*asked, "--require-complete")
    assert (run.code, run.err) == (2, "costguard: the audit is not complete: 1 scope was not read to the end\n")
    assert statuses(here / "a.json") == {name: {status if name == HELD else "complete"} for name in PROJECTS}
    assert f"{len(PROJECTS) - 1} of {len(PROJECTS)} projects (1 {status})" in run.out
    assert "the quota of cloudasset.googleapis.com is used up" in " ".join(run.out.split())
    assert costguard(*asked).code == 1
    assert 5 <= len(read_of(google, HELD)) <= 20


def test_credentials_that_end_on_the_way_leave_the_rest_denied(google, audit, costguard, here):
    for name in PROJECTS[3:]:
        google.fail(SEARCH, f"projects/{name}", with_=Refusal("UNAUTHENTICATED"), times=1000)
    assert costguard(*audit, "-o", "json=a.json").code == 1
    assert statuses(here / "a.json") == {name: {"complete" if name in PROJECTS[:3] else "denied"} for name in PROJECTS}
    assert {found["account"] for found in report(here / "a.json")["findings"]} == set(PROJECTS[:3])


def test_a_connection_that_is_cut_is_taken_up_again(costguard, here, monkeypatch):
    monkeypatch.setattr("costguard.sources.azure.collector.Pace", lambda: Clock().pace)
    tenant = Azure()
    subscription = tenant.add_subscription("00000000-0000-4000-8000-00000000000a")
    for number in range(2500):
        tenant.add_resource(subscription, f"store-{number:04}")
    for azure in serve(tenant):
        azure.trouble("cut", "cut", (500, error("InternalServerError"), {}), when=is_of_a_later_page)
        run = costguard("audit", "azure", "--endpoint", azure.url, "-o", "json=a.json", "--require-complete")
    names = [name for name, code in faults(here / "a.json") if code == "missing"]
    assert run.code == 1
    assert names == [f"store-{number:04}" for number in range(2500)]


def is_of_a_later_page(_path: str, body: dict) -> bool:
    return bool(body.get("options", {}).get("$skipToken")) and body["query"].startswith("Resources ")


@contextmanager
def running(google: HoldingGoogle, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, at the moment when it waits for the second page of the fourth project."""
    google.hold = (SEARCH, f"projects/{HELD}", "1")
    command = [sys.executable, "-m", "costguard", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert google.reached.wait(60), process.communicate(timeout=5)
            yield process
        finally:
            process.kill()
            google.go_on.set()


@pytest.mark.parametrize("kept", [("--save", "tonight"), ()], ids=["saved", "in the cache"])
def test_after_a_kill_the_same_command_goes_on(google, audit, undisturbed, costguard, here, kept):
    asked = (*audit, *kept, "-o", "json=a.json", "--history", "nights")
    with running(google, *asked) as process:
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
    assert not (here / "a.json").exists()
    google.release()

    assert costguard(*asked, "--require-complete").code == 1
    assert judged(here / "a.json") == undisturbed
    assert [read_of(google, name) for name in PROJECTS[:3]] == [[], [], []]
    assert [read_of(google, name) for name in PROJECTS[4:]] == [["", "1"], ["", "1"]]
    assert ended(costguard) == [("done", ""), ("abandoned", "")]


def ended(costguard) -> list[tuple[str, str]]:
    """How the runs of the history ended, the latest first, and why."""
    run = costguard("history", "runs", "--history", "nights", "--format", "json")
    found = json.loads(run.out)["runs"]
    return [(each["status"], each["reason"] if each["status"] == "failed" else "") for each in found]


def test_an_interrupt_ends_with_130_and_the_same_command_goes_on(google, audit, undisturbed, costguard, here):
    asked = (*audit, "--save", "tonight", "-o", "json=a.json", "--history", "nights")
    with running(google, *asked) as process:
        os.kill(process.pid, signal.SIGINT)
        google.go_on.set()
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.strip()) == (INTERRUPTED, "", "")
    assert not (here / "a.json").exists()
    google.release()

    assert costguard(*asked).code == 1
    assert judged(here / "a.json") == undisturbed
    assert [read_of(google, name) for name in PROJECTS[:3]] == [[], [], []]
    assert ended(costguard) == [("done", ""), ("failed", "interrupted")]


def test_what_was_safe_of_an_unfinished_snapshot_can_be_judged(google, audit, costguard, here):
    with running(google, *audit, "--save", "tonight") as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
    run = costguard("audit", "snapshot", "tonight", "-o", "json=a.json", "--require-complete")
    assert run.code == 2
    assert "the snapshot is unfinished" in " ".join(run.out.split())
    assert {name for name, found in statuses(here / "a.json").items() if found == {"complete"}} == set(PROJECTS[:3])


def test_a_second_audit_into_the_same_folder_is_told_to_wait(google, audit, costguard):
    asked = (*audit, "--save", "tonight")
    with running(google, *asked):
        refused = costguard(*asked)
    assert (refused.code, refused.out, len(refused.err.splitlines())) == (2, "", 1)
    assert "another costguard is writing" in refused.err


def test_another_request_does_not_go_on_with_an_unfinished_snapshot(google, audit, costguard):
    with running(google, *audit, "--save", "tonight") as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
    google.release()
    refused = costguard(*audit, "--save", "tonight", "--source", "assets")
    assert (refused.code, refused.out) == (2, "")
    assert "another request" in refused.err
    assert google.calls.count((SEARCH, f"projects/{HELD}", "")) == 0


def test_what_was_left_in_the_cache_two_days_ago_is_read_anew(google, audit, undisturbed, costguard, here):
    with running(google, *audit) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
    (document,) = (here / "cache").rglob("snapshot.json")
    told = json.loads(document.read_text())
    started = datetime.fromisoformat(told["started"]) - timedelta(days=2)
    document.write_text(json.dumps({**told, "started": started.isoformat()}))
    google.release()
    assert costguard(*audit, "-o", "json=a.json").code == 1
    assert judged(here / "a.json") == undisturbed
    assert [read_of(google, name) for name in PROJECTS] == [["", "1"]] * len(PROJECTS)


def test_a_run_that_broke_off_before_it_judged_leaves_nothing_in_the_way(audit, costguard, here, monkeypatch):
    """The cache's folder was chosen by nobody, so nobody has to clear it away."""

    def killed(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("costguard.audit.live._own", killed)
        crashed = costguard(*audit)
    assert (crashed.code, crashed.out) == (2, "")
    assert crashed.err.startswith("costguard: internal error (MemoryError)")
    assert len(list((here / "cache" / "costguard" / "collected").iterdir())) == 1
    assert costguard(*audit, "-o", "json=a.json").code == 1
    assert len(faults(here / "a.json")) == 2 * len(PROJECTS)
    assert list((here / "cache" / "costguard" / "collected").iterdir()) == []


def test_an_organisation_that_is_throttled_for_good_passes_no_audit(google, audit, costguard, here):
    google.assets[ORGANIZATION] = [[]]
    google.fail(SEARCH, ORGANIZATION, with_=Refusal("RESOURCE_EXHAUSTED"), times=1000)
    run = costguard(*audit, "--scope", ORGANIZATION, "-o", "json=a.json", "--fail-on", "never")
    assert run.code == 2
    assert run.err == "costguard: nothing was judged, for nothing could be read; the report says why\n"
    assert set.union(*statuses(here / "a.json").values()) == {"throttled"}
