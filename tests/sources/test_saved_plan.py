"""A saved plan is shown by the program that made it, and is the file that will be applied or nothing."""

import json
import os
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from costguard.model.errors import BadInput, BadUsage
from costguard.sources.terraform_plan import saved
from costguard.sources.terraform_plan.fingerprint import plan_fingerprint
from costguard.sources.terraform_plan.read import read_plan_bytes, read_plans
from costguard.sources.terraform_plan.saved import plan_json, sha256_of

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")

CONFIGURATION = 'resource "terraform_data" "web" {\n  input = "m5.large"\n}\n'


@pytest.fixture
def tfplan(tmp_path):
    """A zip with a plan's parts, as a saved plan is."""
    return zipped(tmp_path / "tfplan", "tfplan", "tfstate", "tfconfig/modules.json")


def zipped(path, *names):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"\x00")
    return path


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Makes a program out of a shell script."""
    monkeypatch.delenv(saved.PROGRAM_VARIABLE, raising=False)

    def make(script, name="terraform", folder="bin"):
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make


def test_what_is_no_zip_is_left_to_the_reader_of_json(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text("{}")
    assert [plan_json(str(each)) for each in (path, tmp_path, tmp_path / "none.json", "-")] == [None] * 4


def test_the_program_is_asked_for_json_without_a_shell_or_a_question(tfplan, program, monkeypatch):
    monkeypatch.setenv("TF_CLI_ARGS_show", "-no-such-option")
    monkeypatch.setenv("TF_LOG", "trace")
    asked = program('printf "%s\\n" "$@" "$TF_IN_AUTOMATION" "$TF_INPUT" "$TF_LOG$TF_CLI_ARGS_show"')
    assert plan_json(str(tfplan), asked).content == f"show\n-no-color\n-json\n{tfplan}\n1\n0\n\n".encode()


def test_a_name_that_looks_like_an_option_is_a_file(tmp_path, program, monkeypatch):
    monkeypatch.chdir(tmp_path)
    zipped(tmp_path / "-out=x; rm", "tfplan")
    assert plan_json("-out=x; rm", program('printf "%s" "$4"')).content == str(tmp_path / "-out=x; rm").encode()


class TestWhichProgram:
    """The one that is named, then the variable, then terraform before tofu."""

    def test_the_named_one_goes_first(self, tfplan, program, monkeypatch):
        monkeypatch.setenv(saved.PROGRAM_VARIABLE, program("echo variable", "other"))
        assert plan_json(str(tfplan), program("echo named", "named")).content == b"named\n"

    def test_the_variable_goes_before_the_path(self, tfplan, program, monkeypatch):
        monkeypatch.setenv(saved.PROGRAM_VARIABLE, program("echo variable", "other"))
        assert plan_json(str(tfplan)).content == b"variable\n"

    @pytest.mark.parametrize(("names", "expected"), [(["terraform", "tofu"], b"terraform\n"), (["tofu"], b"tofu\n")])
    def test_terraform_goes_before_tofu(self, tfplan, program, monkeypatch, names, expected):
        for name in names:
            folder = Path(program(f"echo {name}", name)).parent
        monkeypatch.setenv("PATH", str(folder))
        assert plan_json(str(tfplan)).content == expected

    def test_none_at_all(self, tfplan, tmp_path, monkeypatch):
        monkeypatch.delenv(saved.PROGRAM_VARIABLE, raising=False)
        monkeypatch.setenv("PATH", str(tmp_path / "empty"))
        with pytest.raises(BadUsage, match=r"neither terraform nor tofu is on the PATH; install the one that"):
            plan_json(str(tfplan))

    def test_a_named_one_that_is_not_there(self, tfplan):
        with pytest.raises(BadUsage, match=r"there is no program 'no-such-terraform' that can be run"):
            plan_json(str(tfplan), "no-such-terraform")

    def test_one_that_cannot_be_started(self, tfplan, tmp_path):
        path = tmp_path / "broken"
        path.write_bytes(b"\x7fELF nothing")
        path.chmod(0o755)
        with pytest.raises(BadUsage, match=r"broken cannot be run \(.+\); name another with --terraform"):
            plan_json(str(tfplan), str(path))


class TestFailures:
    """One sentence with the next step, and nothing of the program's output that could hold a value."""

    def test_the_first_error_is_told_without_colours_frames_or_details(self, tfplan, program):
        said = "Warning: old\n\\033[31m╷\\033[0m\n│ \\033[1mError: Cannot \\007show\\033[0m\n│\n│ password = hunter2\n╵"
        with pytest.raises(BadInput) as caught:
            plan_json(str(tfplan), program(f"printf '{said}' >&2; exit 1"))
        assert str(caught.value) == (
            f"`terraform show` cannot read {tfplan} (Cannot show); run costguard in the folder where the plan was "
            "made, with the program that made it (--terraform)"
        )

    def test_a_long_error_is_shortened(self, tfplan, program):
        with pytest.raises(BadInput) as caught:
            plan_json(str(tfplan), program(f"echo '{'x' * 5000}' >&2; exit 1"))
        assert f"({'x' * 200}…)" in str(caught.value)

    def test_a_silent_one(self, tfplan, program):
        with pytest.raises(BadInput, match=r"\(it does not say why\)"):
            plan_json(str(tfplan), program("exit 1"))

    @pytest.mark.parametrize("error", ["Failed to load plugin schemas", "Required plugins are not installed"])
    def test_providers_that_are_not_initialised(self, tfplan, program, error):
        with pytest.raises(BadInput, match=r"run `terraform init` in this folder first"):
            plan_json(str(tfplan), program(f"echo 'Error: {error}' >&2; exit 1"))

    def test_a_plan_of_another_version(self, tfplan, program):
        said = "Error: no plan\n\nplan file was created by Terraform\n1.12.1, but this is 1.11.4"
        with pytest.raises(BadInput, match=r"it was made by Terraform 1\.12\.1; run that"):
            plan_json(str(tfplan), program(f"echo '{said}' >&2; exit 1"))

    def test_one_that_does_not_end(self, tfplan, program, monkeypatch):
        monkeypatch.setattr(saved, "TIMEOUT_S", 0.2)
        with pytest.raises(BadInput, match=r"`terraform show` did not end"):
            plan_json(str(tfplan), program("exec sleep 30"))

    def test_a_file_that_changes_while_it_is_shown(self, tfplan, program):
        with pytest.raises(BadInput, match="changed while it was read"):
            plan_json(str(tfplan), program('echo "{}"; echo other >> "$4"'))

    def test_a_zip_without_a_plan(self, tmp_path):
        with pytest.raises(BadInput, match="is a zip file, but no saved plan"):
            plan_json(str(zipped(tmp_path / "x.zip", "readme.txt")))

    def test_a_saved_plan_that_was_cut(self, tfplan):
        tfplan.write_bytes(tfplan.read_bytes()[:40])
        with pytest.raises(BadInput, match="is cut or damaged; save the plan again"):
            plan_json(str(tfplan))


class TestDigestOfAFile:
    """`sha256_of` is what `sha256sum` says."""

    def test_of_some_bytes(self, tmp_path):
        (tmp_path / "abc").write_bytes(b"abc")
        expected = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, appendix B.1
        assert sha256_of(str(tmp_path / "abc")) == expected

    def test_of_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(BadInput, match=r"cannot read .+: No such file or directory; name the plan that"):
            sha256_of(str(tmp_path / "none"))


class TestPlansInMemory:
    """`read_plan_bytes` reads what `read_plans` reads."""

    def test_the_same_resources_and_the_same_digest(self):
        path = Path(__file__).parents[1] / "plans" / "unknown_tags" / "plan.json"
        in_memory, from_file = read_plan_bytes(path.read_bytes(), str(path)), read_plans(str(path))
        assert list(in_memory.resources()) == list(from_file.resources())
        assert in_memory.input == from_file.input

    def test_errors_name_what_it_was_called(self):
        with pytest.raises(BadInput, match=r"^tfplan is empty"):
            read_plan_bytes(b"", "tfplan")


@needs_terraform
class TestWithRealTerraform:
    """Terraform's own saved plan reads as the JSON that it writes of it."""

    @pytest.fixture
    def folder(self, tmp_path, monkeypatch):
        monkeypatch.delenv(saved.PROGRAM_VARIABLE, raising=False)
        (tmp_path / "main.tf").write_text(CONFIGURATION)
        run(tmp_path, "init", "-input=false")
        run(tmp_path, "plan", "-input=false", "-out=tfplan")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    def test_the_saved_plan_and_its_json_have_one_fingerprint(self, folder):
        shown = plan_json("tfplan")
        assert [change["address"] for change in json.loads(shown.content)["resource_changes"]] == ["terraform_data.web"]
        by_hand = read_plan_bytes(run(folder, "show", "-json", "tfplan"), "plan.json")
        assert plan_fingerprint(read_plan_bytes(shown.content, "tfplan")) == plan_fingerprint(by_hand)

    def test_a_saved_plan_with_other_bytes_inside_is_refused(self, folder):
        with zipfile.ZipFile(folder / "tfplan") as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["tfplan"] = b"\xff" * 40
        with zipfile.ZipFile(folder / "tfplan", "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        with pytest.raises(BadInput, match=r"^`terraform show` cannot read tfplan \("):
            plan_json("tfplan")


def run(folder, *arguments):
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    done = subprocess.run(
        ["terraform", *arguments], cwd=folder, env=environment, capture_output=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout
