"""What people copy into their pipelines is sound: it parses, it is pinned, and it calls commands that there are."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from costguard import __version__
from costguard.cli.main import cli

ROOT = Path(__file__).parents[2]
INTEGRATIONS = ROOT / "integrations"
WORKFLOWS = sorted((INTEGRATIONS / "github").glob("*.yml"))
ACTION = ROOT / "action.yml"
GITLAB = INTEGRATIONS / "gitlab" / "costguard.gitlab-ci.yml"
ATLANTIS = INTEGRATIONS / "atlantis" / "repos.yaml"
JENKINS = INTEGRATIONS / "jenkins" / "Jenkinsfile"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
SCRIPTS = sorted(INTEGRATIONS.glob("github/**/*.sh"))
PAGES = [INTEGRATIONS / "README.md", *sorted(INTEGRATIONS.glob("*/README.md"))]
NAMES = {path: path.relative_to(ROOT).as_posix() for path in [*WORKFLOWS, ACTION, GITLAB, ATLANTIS, JENKINS, *SCRIPTS]}
PLANNING = {"costguard-pr.yml", "costguard-fork-check.yml"}
WITHOUT_CHECKOUT = {"costguard-fork-publish.yml", "costguard-rejudge.yml"}
# A command may stand behind the path of a virtual environment, and in an array of a script.
COMMAND = re.compile(r'^\s*(?:\w+=\S+ )*(?:[\w$]*\+?=\()?"?(?:\$RUNNER_TEMP/costguard/bin/)?costguard"?(?= )')


def read(path: Path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps_of(path: Path) -> list[dict]:
    """The steps of a workflow or of the action."""
    document = read(path)
    if "runs" in document:
        return document["runs"]["steps"]
    return [step for job in document["jobs"].values() for step in job["steps"]]


def shell_of(path: Path) -> Iterator[str]:
    """The shell texts of a file of any kind."""
    match path:
        case _ if path in WORKFLOWS or path == ACTION:
            yield from (step["run"] for step in steps_of(path) if "run" in step)
        case _ if path == GITLAB:
            jobs = [job for job in read(path).values() if "script" in job]
            yield from (line for job in jobs for line in [*job.get("before_script", []), *job["script"]])
        case _ if path == ATLANTIS:
            steps = read(path)["workflows"]["costguard"]["policy_check"]["steps"]
            yield from (step["run"] for step in steps if isinstance(step, dict))
        case _ if path == JENKINS:
            text = path.read_text(encoding="utf-8")
            # In Groovy's '''…''' a backslash before the end of a line continues it, before the shell sees any.
            yield from (found.replace("\\\n", "") for found in re.findall(r"'''(.*?)'''", text, re.DOTALL))
            yield from re.findall(r"\bsh '([^']*)'", text)
        case _:
            yield path.read_text(encoding="utf-8")


SHELL = [(path, text) for path in NAMES for text in shell_of(path)]


def commands_of(text: str) -> Iterator[list[str]]:
    """The words of each call of costguard in a shell text, its redirections left out."""
    for line in text.replace("\\\n", " ").splitlines():
        if COMMAND.match(line):
            called = COMMAND.sub("costguard", line)
            called = re.split(r"\s(?:\|\||&&|#|>|;)\s|\)\s*(?:#.*)?$", called)[0]
            yield shlex.split(called.replace('"${publish[@]}"', ""))


CALLS = [(path, call) for path, text in SHELL for call in commands_of(text)]


def unknown_words(call: list[str]) -> list[str]:
    """The options of a call that its command does not have; the command itself where there is none."""
    context = click.Context(cli)
    command: click.Command | None = cli
    words = call[1:]
    while isinstance(command, click.Group):
        name = words.pop(0)
        command = command.get_command(context, name)
        if command is None:
            return [name]
    options = {option for parameter in command.params for option in parameter.opts}
    return [word for word in words if word.startswith("--") and word not in options]


def id_of(value):
    if isinstance(value, Path):
        return NAMES.get(value, value.name)
    return " ".join(value[:3]) if isinstance(value, list) else None


class TestWorkflowsAndAction:
    """Pinned, with the least rights, and no text of a pull request in a script."""

    @pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=id_of)
    def test_every_action_is_pinned_to_a_commit_with_its_version_beside(self, path):
        found = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
        assert bool(found) == (path.name not in WITHOUT_CHECKOUT)
        for line in found:
            assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line

    def test_one_action_is_pinned_to_one_commit_everywhere(self):
        pins = {step["uses"] for path in [*WORKFLOWS, ACTION] for step in steps_of(path) if "uses" in step}
        assert len({pin.partition("@")[0] for pin in pins}) == len(pins)

    @pytest.mark.parametrize(("path", "text"), SHELL, ids=id_of)
    def test_no_expression_stands_in_a_script(self, path, text):
        assert "${{" not in text, NAMES[path]

    @pytest.mark.parametrize("path", WORKFLOWS, ids=id_of)
    def test_rights_are_given_to_jobs_and_none_to_the_workflow(self, path):
        document = read(path)
        assert document["permissions"] == {}
        assert all(job["permissions"] for job in document["jobs"].values())

    @pytest.mark.parametrize("path", WORKFLOWS, ids=id_of)
    def test_no_job_that_runs_a_pull_requests_code_may_write_or_keeps_the_token(self, path):
        document = read(path)
        jobs = document["jobs"].values() if "pull_request" in document[True] else ()
        planning = [job for job in jobs if any("terraform" in step.get("run", "") for step in job["steps"])]
        assert bool(planning) == (path.name in PLANNING)
        for job in planning:
            assert set(job["permissions"].values()) == {"read"}
            assert not any("GITHUB_TOKEN" in step.get("env", {}) for step in after_plan(job["steps"]))

    @pytest.mark.parametrize("path", WORKFLOWS, ids=id_of)
    def test_a_checkout_leaves_no_token_behind(self, path):
        found = [step for step in steps_of(path) if step.get("uses", "").startswith("actions/checkout@")]
        assert bool(found) == (path.name not in WITHOUT_CHECKOUT)
        assert not any(step["with"]["persist-credentials"] for step in found)

    @pytest.mark.parametrize("name", sorted(WITHOUT_CHECKOUT))
    def test_what_runs_with_the_default_branchs_rights_checks_nothing_out(self, name):
        steps = steps_of(INTEGRATIONS / "github" / name)
        assert not any("checkout" in step.get("uses", "") or "git " in step.get("run", "") for step in steps)

    def test_the_publisher_waits_for_the_workflow_of_the_forks_by_its_name(self):
        check, publish = (read(INTEGRATIONS / "github" / f"costguard-fork-{name}.yml") for name in ("check", "publish"))
        assert publish[True]["workflow_run"]["workflows"] == [check["name"]]

    def test_a_new_judgement_runs_a_workflow_that_there_is(self):
        run = steps_of(INTEGRATIONS / "github" / "costguard-rejudge.yml")[0]["run"]
        assert set(re.findall(r"workflows/([\w.-]+)/runs", run)) <= {path.name for path in WORKFLOWS}

    def test_the_plan_is_never_uploaded(self):
        steps = [step for path in WORKFLOWS for step in steps_of(path)]
        found = [step for step in steps if step.get("uses", "").startswith("actions/upload-artifact@")]
        assert [step["with"]["path"] for step in found] == ["${{ runner.temp }}/reports"] * len(PLANNING)

    def test_the_verified_plan_is_recorded_before_the_very_file_is_applied(self):
        names = [step.get("name") for step in steps_of(INTEGRATIONS / "github" / "costguard-apply.yml")]
        assert names[-4:] == ["Plan", "Verify", "Keep the ledger", "Apply"]

    def test_every_input_reaches_the_script_and_every_output_comes_from_it(self):
        action = read(ACTION)
        used = {
            name
            for step in steps_of(ACTION)
            for value in step.get("env", {}).values()
            for name in re.findall(r"inputs\.([\w-]+)", value)
        }
        assert used == set(action["inputs"])
        assert all(text["description"] for part in ("inputs", "outputs") for text in action[part].values())

    @pytest.mark.parametrize("path", [*WORKFLOWS, GITLAB], ids=id_of)
    def test_the_version_is_this_one(self, path):
        document = read(path)
        versions = (document.get("env") or document.get("variables") or {}).get("COSTGUARD_VERSION", __version__)
        assert versions == __version__


def after_plan(steps):
    place = next(place for place, step in enumerate(steps) if "terraform init" in step.get("run", ""))
    return steps[place:]


SCHEMAS = [
    *(("github-workflows", path) for path in WORKFLOWS),
    ("github-actions", ACTION),
    ("gitlab-ci", GITLAB),
]


@pytest.mark.skipif(shutil.which("check-jsonschema") is None, reason="check-jsonschema is not installed")
@pytest.mark.parametrize(("schema", "path"), SCHEMAS, ids=id_of)
def test_files_are_of_the_shape_that_their_hosts_publish(schema, path):
    command = ["check-jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


class TestCommands:
    """Every call of costguard is of a command and options that there are."""

    @pytest.mark.parametrize("path", [*WORKFLOWS, GITLAB, ATLANTIS, JENKINS, *SCRIPTS], ids=id_of)
    def test_every_file_calls_costguard_or_starts_what_does(self, path):
        assert any(each == path for each, _ in CALLS) or path.name == "costguard-rejudge.yml"

    @pytest.mark.parametrize(("path", "call"), CALLS, ids=id_of)
    def test_a_call_is_of_what_there_is(self, path, call):
        assert unknown_words(call) == [], NAMES[path]

    @pytest.mark.parametrize("hook", read(HOOKS), ids=lambda hook: hook["id"])
    def test_a_hook_calls_what_there_is(self, hook):
        assert unknown_words([*shlex.split(hook["entry"]), *hook.get("args", [])]) == []
        assert {"id", "name", "description", "entry", "language", "files"} <= hook.keys()
        assert re.compile(hook["files"])

    def test_the_shown_configuration_uses_hooks_that_there_are(self):
        shown = read(INTEGRATIONS / "pre_commit" / ".pre-commit-config.yaml")["repos"][0]["hooks"]
        assert [hook["id"] for hook in shown] == [hook["id"] for hook in read(HOOKS)]

    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
    def test_a_page_calls_what_there_is(self, page):
        blocks = re.findall(r"^(?:    .*\n)+", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert [unknown_words(call) for block in blocks for call in commands_of(block) if unknown_words(call)] == []


@pytest.mark.parametrize(("path", "text"), SHELL, ids=id_of)
def test_every_script_is_shell(path, text):
    done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), NAMES[path]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_link_of_a_page_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


class TestMergedRequest:
    """GitLab's job asks which merge request the commits came from, whose it is, and who pushed it."""

    @pytest.fixture
    def told(self, tmp_path):
        """The words that the job gives `verify`, for commits with the requests that GitLab tells of each."""

        def ask(commits, events=()):
            text = next(line for line in read(GITLAB)["costguard-apply"]["script"] if "TOLD=" in line)
            text = f"git() {{ printf '%s\\n' $ALL; }}\n{text}"
            for commit, requests in commits.items():
                folder = tmp_path / "projects" / "7" / "repository" / "commits" / commit
                folder.mkdir(parents=True)
                (folder / "merge_requests").write_text(json.dumps(requests), encoding="utf-8")
            (tmp_path / "projects" / "9").mkdir()
            page = tmp_path / "projects" / "9" / "events?action=pushed&per_page=100&page=1"
            page.write_text(json.dumps(events), encoding="utf-8")
            environment = os.environ | {
                "CI_COMMIT_SHA": next(iter(commits)),
                "CI_PROJECT_ID": "7",
                "CI_PROJECT_PATH": "acme/shop",
                "ALL": " ".join(commits),
                "READ_TOKEN": "t0ken",
                "CI_API_V4_URL": tmp_path.as_uri(),
            }
            return shell(f'{text}\nprintf "%s" "$TOLD"', tmp_path, environment)

        return ask

    def a_request(self, number, **more):
        given = {"iid": number, "state": "merged", "sha": "beef", "source_project_id": 9, "source_branch": "feature"}
        return given | {"author": {"username": "ana", "id": 1}} | more

    def a_push(self, who, number, before, after, ref="feature"):
        data = {"ref_type": "branch", "ref": ref, "commit_from": before, "commit_to": after}
        return {"author": {"username": who, "id": number}, "push_data": data}

    @pytest.mark.parametrize("name", ["merge_commit_sha", "squash_commit_sha", "sha"])
    def test_the_one_that_made_the_commit(self, told, name):
        done = told({"c0ffee": [self.a_request(11), self.a_request(12, **{name: "c0ffee"})]})
        assert done.stdout == "--change\ngitlab:acme/shop#12\n--author\nana#1"

    def test_whoever_pushed_the_branch_is_told_where_every_push_is(self, told):
        pushes = [
            self.a_push("cleo", 3, "b0b", "beef"),
            self.a_push("eve", 9, None, "beef", ref="other"),
            self.a_push("bob", 2, None, "b0b"),
        ]
        done = told({"c0ffee": [self.a_request(12)]}, pushes)
        assert done.stdout.split()[4:] == ["--committer", "bob#2", "--committer", "cleo#3"]

    def test_where_a_push_is_not_told_nobody_is_named(self, told):
        done = told({"c0ffee": [self.a_request(12)]}, [self.a_push("cleo", 3, "b0b", "beef")])
        assert (done.returncode, "--committer" in done.stdout) == (0, False)

    def test_several_commits_may_be_of_one_request(self, told):
        done = told({"c0ffee": [self.a_request(12)], "decaf": [self.a_request(12)]})
        assert done.stdout.split()[1] == "gitlab:acme/shop#12"

    def test_what_another_request_left_ends_the_job(self, told):
        done = told({"c0ffee": [self.a_request(12)], "decaf": [self.a_request(11)]})
        assert (done.returncode, "the merge requests [11, 12] were merged" in done.stderr) == (1, True)

    @pytest.mark.parametrize("numbers", [(), (1, 2)])
    def test_none_or_two_end_the_job(self, told, numbers):
        assert told({"c0ffee": [self.a_request(number) for number in numbers]}).returncode == 1

    def test_a_request_that_is_open_made_nothing(self, told):
        assert told({"c0ffee": [self.a_request(12, state="opened")]}).returncode == 1

    def test_a_module_of_the_change_is_not_run(self, told, tmp_path):
        (tmp_path / "json.py").write_text("raise SystemExit('the change runs')", encoding="utf-8")
        assert told({"c0ffee": [self.a_request(12)]}).returncode == 0


ISOLATED = [(path, text) for path, text in SHELL if re.search(r"\bpython", text)]


@pytest.mark.parametrize(("path", "text"), ISOLATED, ids=id_of)
def test_no_python_imports_what_a_change_brings(path, text):
    """In a checkout, `python -m venv`, `-m pip` and `python -` would run a module of the folder that they run in."""
    calls = re.findall(r'(?m)^[^#\n]*?(?:bin/python|python3?|\$PYTHON)"? (-\S+|")', text)
    assert set(calls) == {"-I"}, NAMES[path]


@pytest.mark.parametrize("path", [GITLAB, JENKINS, *WORKFLOWS], ids=id_of)
def test_no_address_of_a_commit_says_who_made_a_change(path):
    assert re.findall(r"%ae|%ce|USER_EMAIL", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("path", "call"), [each for each in CALLS if "--ledger" in each[1]], ids=id_of)
def test_a_ledger_lies_outside_of_the_checkout(path, call):
    place = call[call.index("--ledger") + 1]
    assert place.startswith(("$RUNNER_TEMP/", "$LEDGER/", "$JENKINS_HOME/")), NAMES[path]


class TestAtlantis:
    """What keeps a pull request from choosing its own judge."""

    def test_a_pull_request_overrides_nothing(self):
        (repository,) = read(ATLANTIS)["repos"]
        assert (repository["allowed_overrides"], repository["allow_custom_workflows"]) == ([], False)

    def test_there_is_one_set_for_one_command(self):
        document = read(ATLANTIS)
        assert len(document["policies"]["policy_sets"]) == len([path for path, _ in CALLS if path == ATLANTIS])

    def test_the_policy_is_the_servers(self):
        (call,) = [call for path, call in CALLS if path == ATLANTIS]
        assert call[call.index("--project") + 1] == "$REPO_REL_DIR:$WORKSPACE"
        assert Path(call[call.index("--policy") + 1]).is_absolute()


FAKE = """#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
case "$*" in
  check*) test "$CODE" -eq 2 || printf '%s' "$REPORT" > "$RUNNER_TEMP/costguard-reports/report.json"; exit "$CODE";;
  "pr publish"*) echo "token $GITHUB_TOKEN" >> "$CALLS"; exit "${PUBLISHED:-0}";;
  "pr evidence"*) exit "${EVIDENCE:-0}";;
esac
"""
REPORT = {"outcome": "approval", "approvals": {"digest": f"sha256:{'a' * 64}"}, "cost": {"monthly_delta": "12.50"}}
OUTPUTS = "--output json=report.json --output sarif=report.sarif"


class TestJudgingScript:
    """The action's script, with a stand-in for the command that notes how it was called."""

    @pytest.fixture
    def judge(self, tmp_path):
        (tmp_path / "bin").mkdir()
        program = tmp_path / "bin" / "costguard"
        program.write_text(FAKE, encoding="utf-8")
        program.chmod(0o755)
        (tmp_path / "bin" / "python").symlink_to(sys.executable)

        def run(code, **inputs):
            names = {name.upper().replace("-", "_") for name in read(ACTION)["inputs"]} - {"VERSION"}
            defaults = {"PLAN": "plan.json", "PULL_REQUEST": "auto", "PUBLISH": "true", "CHECK_RUN": "true"}
            environment = dict.fromkeys(names, "") | defaults | {"FAIL_ON_APPROVAL": "true", "TOKEN": "t0ken"}
            environment |= {
                "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "RUNNER_TEMP": str(tmp_path),
                "GITHUB_OUTPUT": str(tmp_path / "output"),
                "GITHUB_EVENT_NAME": "pull_request",
                "GITHUB_BASE_REF": "main",
                "CALLS": str(tmp_path / "calls"),
                "CODE": str(code),
                "REPORT": json.dumps(REPORT),
            }
            script = INTEGRATIONS / "github" / "action" / "judge.sh"
            for name in ("output", "calls"):
                (tmp_path / name).write_text("", encoding="utf-8")
            done = subprocess.run(
                ["bash", str(script)], env=environment | inputs, capture_output=True, text=True, check=False
            )
            calls = (tmp_path / "calls").read_text(encoding="utf-8").replace(f"{tmp_path}/costguard-reports/", "")
            output = (tmp_path / "output").read_text(encoding="utf-8")
            return done, calls.splitlines(), dict(line.split("=", 1) for line in output.splitlines())

        return run

    def test_it_reads_judges_and_publishes(self, judge):
        done, calls, _ = judge(0)
        assert (done.returncode, done.stderr, calls) == (
            0,
            "",
            [
                "pr evidence --pull-request auto --out evidence.json --trusted-ref origin/main",
                f"check plan.json {OUTPUTS} --trusted-ref origin/main --evidence evidence.json",
                "pr publish --report report.json --pull-request auto",
                "token t0ken",
            ],
        )

    def test_it_tells_what_came_of_it(self, judge, tmp_path):
        _, _, output = judge(3)
        assert output == {
            "exit-code": "3",
            "outcome": "approval",
            "digest": f"sha256:{'a' * 64}",
            "monthly-delta": "12.50",
            "report": str(tmp_path / "costguard-reports" / "report.json"),
        }

    @pytest.mark.parametrize(("code", "said"), [(0, ""), (1, "denies this change"), (3, "waits for an approval")])
    def test_it_ends_as_the_judge_does_and_says_why(self, judge, code, said):
        done, _, _ = judge(code)
        assert (done.returncode, said in done.stdout) == (code, True)

    def test_nothing_is_published_where_nothing_was_judged(self, judge):
        done, calls, output = judge(2)
        assert (done.returncode, output) == (2, {"exit-code": "2"})
        assert not any(call.startswith("pr publish") for call in calls)

    def test_a_missing_approval_may_pass_when_asked(self, judge):
        done, _, output = judge(3, FAIL_ON_APPROVAL="false")
        assert (done.returncode, output["exit-code"]) == (0, "3")

    def test_a_denial_may_not(self, judge):
        assert judge(1, FAIL_ON_APPROVAL="false")[0].returncode == 1

    @pytest.mark.parametrize(("code", "ends"), [(0, 2), (1, 1)])
    def test_a_publication_that_fails_is_seen_and_betters_no_verdict(self, judge, code, ends):
        assert judge(code, PUBLISHED="2")[0].returncode == ends

    def test_evidence_that_cannot_be_read_stops_it(self, judge):
        done, calls, output = judge(0, EVIDENCE="2")
        assert (done.returncode, len(calls), output) == (2, 1, {})

    def test_a_run_of_no_pull_request_only_judges(self, judge):
        _, calls, _ = judge(0, GITHUB_EVENT_NAME="push", GITHUB_BASE_REF="")
        assert calls == [f"check plan.json {OUTPUTS} --format github"]

    def test_several_policies_and_names_with_blanks_stay_what_they_are(self, judge):
        _, calls, _ = judge(0, POLICY="my policies/\n\n  pack:waste  ", PROJECT="a; rm -rf b", SILENT_BELOW="50")
        assert "--policy my policies/ --policy pack:waste" in calls[1]
        assert calls[2] == "pr publish --report report.json --pull-request auto --project a; rm -rf b --silent-below 50"

    def test_the_real_command_fills_the_outputs(self, judge, tmp_path):
        (tmp_path / "bin" / "costguard").unlink()
        executables = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        shop = ROOT / "examples" / "webshop"
        inputs = {"PLAN": str(shop / "plan.json"), "POLICY": str(shop / "policy.yaml"), "GITHUB_EVENT_NAME": "push"}
        done, _, output = judge(0, **inputs, GITHUB_BASE_REF="", PATH=executables)
        report = json.loads((tmp_path / "costguard-reports" / "report.json").read_text(encoding="utf-8"))
        assert (output["outcome"], output["exit-code"]) == (report["outcome"], str(done.returncode)), done.stderr
        assert output["monthly-delta"] == (report["cost"]["monthly_delta"] or "")

    def test_a_report_that_would_write_other_outputs_is_refused(self, judge):
        done, _, output = judge(0, REPORT=json.dumps(REPORT | {"outcome": "pass\ndigest=sha256:0"}))
        assert done.returncode == 1
        assert "digest" not in output


IDENTITY = ("-c", "user.name=ana", "-c", "user.email=ana@acme.com")


class TestLedgerBranch:
    """The apply workflow's own steps, on a real repository: the ledger grows on a branch of its own."""

    @pytest.fixture
    def forge(self, tmp_path):
        """A bare repository that stands for the forge; returns the folder that holds it."""
        git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "acme" / "shop.git"))
        git(tmp_path, "clone", "--quiet", str(tmp_path / "acme" / "shop.git"), str(tmp_path / "seed"))
        git(tmp_path / "seed", *IDENTITY, "commit", "--quiet", "--allow-empty", "--message=Begin")
        git(tmp_path / "seed", "push", "--quiet", "origin", "HEAD:main")
        return tmp_path

    def applied(self, forge, number, meanwhile=lambda: None, *, is_merged=True):
        """One run of the workflow's steps around the ledger, in a fresh checkout; `meanwhile` happens in between."""
        work, temporary = forge / f"work{number}", forge / f"temp{number}"
        git(forge, "clone", "--quiet", str(forge / "acme" / "shop.git"), str(work))
        git(work, *IDENTITY, "commit", "--quiet", "--allow-empty", f"--message=Change {number}")
        head = git(work, "rev-parse", "HEAD").strip()
        if is_merged:
            git(work, "push", "--quiet", "origin", "HEAD:main")
        program = temporary / "costguard" / "bin" / "costguard"
        program.parent.mkdir(parents=True)
        program.write_text('#!/bin/sh\ntest "$1 $2" = "ledger verify" && test -f "$3"\n', encoding="utf-8")
        program.chmod(0o755)
        steps = {
            step.get("name"): step.get("run") for step in steps_of(INTEGRATIONS / "github" / "costguard-apply.yml")
        }
        environment = os.environ | {
            "RUNNER_TEMP": str(temporary),
            "GITHUB_SERVER_URL": f"file://{forge}",
            "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_SHA": head,
            "GITHUB_OUTPUT": str(temporary / "output"),
            "BEFORE": "what main was before",
            "TOKEN": "t0ken",
        }
        found = shell(steps["Find what was verified last"], work, environment)
        if found.returncode:
            return found
        entry = f"echo '{number}' >> \"$RUNNER_TEMP/ledger/ledger.jsonl\""
        shell(steps["Fetch the ledger"] + entry, work, environment, is_needed=True)
        meanwhile()
        return shell(steps["Keep the ledger"], work, environment)

    def kept(self, forge):
        return git(
            forge / "seed", "--git-dir", str(forge / "acme" / "shop.git"), "show", "costguard-ledger:ledger.jsonl"
        )

    def test_each_run_continues_the_ledger_of_the_one_before(self, forge):
        assert [self.applied(forge, number).returncode for number in (1, 2)] == [0, 0]
        assert self.kept(forge) == "1\n2\n"

    def test_the_branch_shares_nothing_with_the_code(self, forge):
        self.applied(forge, 1)
        bare = str(forge / "acme" / "shop.git")
        assert git(forge, "--git-dir", bare, "rev-list", "--count", "costguard-ledger").strip() == "1"

    def test_what_was_verified_last_is_what_the_next_run_trusts(self, forge):
        bare = str(forge / "acme" / "shop.git")
        trusted, heads = [], []
        for number in (1, 2):
            self.applied(forge, number)
            heads.append(git(forge / f"work{number}", "rev-parse", "HEAD").strip())
            trusted.append((forge / f"temp{number}" / "output").read_text(encoding="utf-8"))
        assert trusted == ["commit=what main was before\n", f"commit={heads[0]}\n"]
        assert git(forge, "--git-dir", bare, "rev-parse", "costguard-verified").strip() == heads[1]

    def test_a_commit_beside_what_was_verified_last_ends_the_job(self, forge):
        self.applied(forge, 1)
        bare = str(forge / "acme" / "shop.git")
        git(forge, "--git-dir", bare, "update-ref", "refs/heads/main", "main~1")
        beside = self.applied(forge, 2, is_merged=False)
        assert (beside.returncode, "older than what was verified last, or beside it" in beside.stdout) == (1, True)
        assert self.kept(forge) == "1\n"

    @pytest.mark.parametrize("first", [(), (1,)], ids=["of a new ledger", "of a ledger"])
    def test_an_entry_that_another_run_wrote_meanwhile_is_not_overwritten(self, forge, first):
        for number in first:
            self.applied(forge, number)
        late = self.applied(forge, 3, meanwhile=lambda: self.applied(forge, 2))
        assert (late.returncode, "rejected" in late.stderr) == (1, True)
        assert self.kept(forge) == "".join(f"{number}\n" for number in (*first, 2))


def shell(text, folder, environment, *, is_needed=False):
    command = ["bash", "-e", "-o", "pipefail", "-c", text]  # as GitHub runs `run`
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert not (is_needed and done.returncode), done.stderr
    return done


def git(folder, *arguments):
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
