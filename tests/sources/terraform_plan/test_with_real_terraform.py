"""A plan that Terraform makes here and now is judged as the plans that were made before."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from plan_builder import PLANS

from costguard.sources.terraform_plan.read import read_plans

PLUGINS = Path(os.environ.get("COSTGUARD_TERRAFORM_PLUGINS") or "no-such-folder")
TERRAFORM = shutil.which("terraform")

pytestmark = [
    pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed"),
    pytest.mark.skipif(
        not (PLUGINS / "registry.terraform.io" / "hashicorp" / "aws").is_dir(),
        reason="COSTGUARD_TERRAFORM_PLUGINS names no mirror with the AWS provider",
    ),
]


@pytest.fixture(scope="module")
def make_plan(tmp_path_factory):
    """Plans one of the configurations that lie beside our plans; returns the path of the plan's JSON."""

    def make(name):
        folder = tmp_path_factory.mktemp(name) / name
        shutil.copytree(PLANS / name, folder, ignore=shutil.ignore_patterns("plan.json"))
        run(folder, "init", f"-plugin-dir={PLUGINS.resolve()}", "-input=false")
        run(folder, "plan", "-refresh=false", "-input=false", "-out=tfplan")
        path = folder / "plan.json"
        path.write_bytes(run(folder, "show", "-json", "tfplan"))
        return path

    return make


def run(folder, *arguments):
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    done = subprocess.run(
        ["terraform", *arguments], cwd=folder, env=environment, capture_output=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


def seen(path):
    """What the reader makes of a plan's tags and regions."""
    return {
        each.address: (
            each.tags and dict(each.tags.entries),
            each.tags and each.tags.incomplete,
            each.attributes.get("region"),
        )
        for each in read_plans(str(path)).resources()
    }


@pytest.mark.parametrize("name", ["provider_instances", "sensitive_values", "unknown_tags"])
def test_a_fresh_plan_reads_like_the_one_in_the_repository(make_plan, name):
    assert seen(make_plan(name)) == seen(PLANS / name / "plan.json")
