"""The command as a whole: help, completion, exit codes, and what happens when something goes wrong."""

import json
import os
import re
import subprocess
import sys

import pytest
from cli_samples import change, plan_text

from costguard import __version__
from costguard.cli.main import _COMMANDS

SECTION = re.compile(r"^Approvals .*:$", re.MULTILINE)  # with more options than one list can be read in

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", ["", *sorted(_COMMANDS)])
def test_every_help_has_an_example_and_fits_a_screen(costguard, command, flag):
    run = costguard(*command.split(), flag)
    assert (run.code, run.err) == (0, "")
    assert "  costguard " in run.out.partition("Example")[2]
    lines = run.out.splitlines()
    assert max(map(len, lines)) <= 100
    assert len(lines) <= (50 if not SECTION.search(run.out) else 80)


@pytest.mark.parametrize("command", sorted(_COMMANDS))
def test_the_list_of_commands_says_what_each_commands_help_begins_with(costguard, command):
    """The list is written apart from the commands, so that none has to be imported for it."""
    assert command in costguard("--help").out
    assert costguard(command, "--help").out.startswith(f"Usage: costguard {command} ")


def test_the_version_is_the_packages(costguard):
    assert costguard("--version") == (0, f"costguard {__version__}\n", "")


def test_it_runs_as_a_module_too(spawn):
    assert spawn("--version") == (0, f"costguard {__version__}\n", "")


def test_an_unknown_command_names_the_one_meant(costguard):
    run = costguard("chekc")
    assert (run.code, run.out) == (2, "")
    assert "there is no command `chekc`; did you mean `check`?" in run.err


@pytest.mark.parametrize("arguments", [["check"], ["check", "a", "b"], ["check", "--nonesuch"], ["schema", "x"]])
def test_bad_usage_exits_2_and_prints_nothing_to_standard_output(costguard, arguments):
    run = costguard(*arguments)
    assert (run.code, run.out) == (2, "")
    assert "Try 'costguard" in run.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(costguard, shell):
    run = costguard("completion", shell)
    assert (run.code, run.err) == (0, "")
    assert "_COSTGUARD_COMPLETE" in run.out
    assert "costguard" in run.out


def test_completion_offers_the_commands(spawn):
    run = spawn(COMP_WORDS="costguard ch", COMP_CWORD="1", _COSTGUARD_COMPLETE="bash_complete")
    assert run.out == "plain,check\n"


class TestFailure:
    """No traceback ever reaches a user."""

    def break_judging(self, monkeypatch, error):
        def broken(*_arguments, **_options):
            raise error

        monkeypatch.setattr("costguard.engine.judge.judge", broken)

    def test_an_internal_error_says_that_nothing_was_judged_and_how_to_report_it(self, costguard, monkeypatch):
        self.break_judging(monkeypatch, RuntimeError("hunter2"))
        run = costguard("check", "plan.json")
        assert (run.code, run.out) == (2, "")
        assert run.err == (
            "costguard: internal error (RuntimeError); nothing was judged. "
            "Run again with COSTGUARD_DEBUG=1 and report what it prints\n"
        )

    def test_an_internal_error_can_be_looked_into(self, costguard, monkeypatch):
        self.break_judging(monkeypatch, ZeroDivisionError("the cause"))
        monkeypatch.setenv("COSTGUARD_DEBUG", "1")
        with pytest.raises(ZeroDivisionError, match="the cause"):
            costguard("check", "plan.json")

    def test_an_interruption_is_no_error_of_ours(self, costguard, monkeypatch):
        self.break_judging(monkeypatch, KeyboardInterrupt())
        run = costguard("check", "plan.json")
        assert (run.code, run.out) == (130, "")
        assert "Traceback" not in run.err


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x1b]0;title\x07", "\u202e", "\n::error::pwned"])
def test_a_hostile_address_is_shown_harmless_on_standard_error(folder, costguard, hostile):
    (folder / "plan.json").write_text(plan_text(change(f'aws_s3_bucket.a["{hostile}"]', GOOD_BUT_WRONG_SHAPE)))
    run = costguard("check", "plan.json")
    assert run.code == 2
    assert run.err.startswith("costguard: ")
    assert hostile not in run.out + run.err
    assert run.err.count("\n") == 1


# Tags that no provider writes: reading them is an error that names the address.
GOOD_BUT_WRONG_SHAPE = {"Owner": {"a": {"map": 1}}}


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\u202e"])
def test_a_hostile_address_is_shown_harmless_in_an_explanation(folder, costguard, hostile):
    address = f'aws_s3_bucket.a["{hostile}"]'
    (folder / "plan.json").write_text(plan_text(change(address, {"Owner": hostile})))
    run = costguard("explain", address, "--plan", "plan.json")
    assert run.code == 0
    assert "aws_s3_bucket.a" in run.out
    assert hostile not in run.out


class TestBrokenPipe:
    """The reader of our output may leave before it has read any of it, as `| head -1` does."""

    def check(self, *options):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [sys.executable, "-m", "costguard", "check", "plan.json", *options],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
        os.close(writing)
        return done

    @pytest.mark.parametrize("name", ["terminal", "json"])
    def test_it_ends_quietly_as_if_ended_by_the_pipe_and_a_denied_change_does_not_pass(self, name):
        done = self.check("--format", name)
        assert (done.returncode, done.stderr) == (141, "")

    def test_files_are_written_all_the_same(self, folder):
        self.check("-o", "json=report.json")
        assert json.loads((folder / "report.json").read_text())["outcome"] == "deny"

    def test_a_reader_of_the_first_line_gets_it(self):
        script = f"{sys.executable} -m costguard check plan.json | head -1"
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
        assert (done.stdout, done.stderr) == ("root module\n", "")


def test_a_terminal_that_cannot_show_a_character_gets_a_question_mark(folder, spawn):
    (folder / "plan.json").write_text(plan_text(change('aws_s3_bucket.a["ж"]')))
    run = spawn("check", "plan.json", PYTHONIOENCODING="latin-1")
    assert (run.code, run.err) == (1, "")
    assert 'aws_s3_bucket.a["?"]' in run.out
