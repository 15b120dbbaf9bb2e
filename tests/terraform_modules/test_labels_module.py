"""The labels module and the tagging pack say the same: what the one makes, the other accepts."""

import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from string import ascii_letters, digits

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costguard.engine.judge import judge
from costguard.model.cloud import Cloud
from costguard.model.resource import Resource
from costguard.model.tags import Tag, Tags
from costguard.policy.labels import label_form
from costguard.policy.load import load

ROOT = Path(__file__).parents[2]
MODULE = ROOT / "terraform_modules" / "labels"
POLICY = load([ROOT / "policies" / "tagging"], date(2026, 9, 1))
DIMENSIONS = ("team", "product", "environment", "cost_center", "owner")

pytestmark = [
    pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed"),
    pytest.mark.xdist_group("labels-module"),
]


def values(first: str, rest: str, shortest: int, longest: int) -> st.SearchStrategy[str]:
    """Values of that length that begin with one of `first`; placeholders such as `none` are no real values."""
    tail = st.text(rest, min_size=shortest - 1, max_size=longest - 1)
    return st.builds(str.__add__, st.sampled_from(first), tail).filter(is_no_placeholder)


def is_no_placeholder(value: str) -> bool:
    words = {"unknown", "none", "null", "undefined", "default", "na", "n_a", "tbd", "todo", "changeme"}
    return label_form(value) not in words


ALNUM = ascii_letters + digits
INPUTS = st.fixed_dictionaries(
    {
        "team": values(ALNUM, ALNUM + " ._/-", 1, 63),
        "product": values(ALNUM, ALNUM + " ._/-", 1, 63),
        "environment": values(ascii_letters, ALNUM + "_-", 2, 31),
        "cost_center": values(ALNUM, ALNUM + "._-", 1, 31),
        "owner": values(ALNUM, ALNUM + "._+@-", 1, 63),
    }
)


def terraform(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run terraform offline, without anybody's configuration."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("TF_") or name == "TF_DATA_DIR"
    }
    environment |= {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    return subprocess.run(
        ["terraform", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def test_the_module_is_valid_formatted_and_passes_its_own_tests(tmp_path: Path):
    folder = shutil.copytree(MODULE, tmp_path / "labels", ignore=shutil.ignore_patterns(".terraform*"))
    for arguments in (("init", "-backend=false"), ("validate",), ("fmt", "-check", "-recursive"), ("test",)):
        ran = terraform(folder, *arguments, *(() if arguments[0] == "fmt" else ("-no-color",)))
        assert (arguments, ran.returncode, ran.stdout if ran.returncode else "", ran.stderr) == (arguments, 0, "", "")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root module that makes the labels of many inputs in one plan."""
    folder = tmp_path_factory.mktemp("stack")
    shutil.copytree(MODULE, folder / "labels", ignore=shutil.ignore_patterns(".terraform*"))
    given_inputs = "\n".join(f"  {name} = each.value.{name}" for name in DIMENSIONS)
    (folder / "main.tf").write_text(
        'variable "inputs" { type = map(map(string)) }\n'
        f'module "labels" {{\n  source = "./labels"\n  for_each = var.inputs\n{given_inputs}\n}}\n'
        'output "made" { value = module.labels }\n'
    )
    ran = terraform(folder, "init", "-backend=false", "-no-color")
    assert ran.returncode == 0, ran.stderr
    return folder


def made_by(stack: Path, inputs: list[dict[str, str]]) -> dict[str, dict[str, dict[str, str]]]:
    """What the module makes of each input, by the input's number."""
    (stack / "inputs.auto.tfvars.json").write_text(json.dumps({"inputs": dict(enumerate(inputs))}))
    ran = terraform(stack, "plan", "-no-color", "-out=plan.bin")
    assert ran.returncode == 0, ran.stderr
    shown = terraform(stack, "show", "-json", "plan.bin")
    return json.loads(shown.stdout)["planned_values"]["outputs"]["made"]["value"]


def resource(resource_type: str, cloud: Cloud, tags: dict[str, str]) -> Resource:
    return Resource(
        address=f"{resource_type}.made",
        type=resource_type,
        cloud=cloud,
        tags=Tags({key: Tag(value) for key, value in tags.items()}),
    )


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(inputs=st.lists(INPUTS, min_size=25, max_size=25))
def test_what_the_module_makes_the_tagging_pack_accepts(stack: Path, inputs: list[dict[str, str]]):
    resources = []
    for made in made_by(stack, inputs).values():
        resources += [
            resource("aws_s3_bucket", Cloud.AWS, made["aws_tags"]),
            resource("azurerm_resource_group", Cloud.AZURE, made["azure_tags"]),
            resource("azurerm_storage_account", Cloud.AZURE, made["azure_tags"]),
            resource("google_project", Cloud.GCP, made["gcp_labels"]),
            resource("google_storage_bucket", Cloud.GCP, made["gcp_labels"]),
        ]
    assert judge(resources, POLICY).findings == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("team", ""), ("product", "-web"), ("environment", "p"), ("cost_center", "CC 100"), ("owner", "ana maria")],
)
def test_what_the_pack_refuses_the_module_refuses(stack: Path, name: str, value: str):
    right = {"team": "web", "product": "shop", "environment": "prod", "cost_center": "CC-1", "owner": "ana"}
    (stack / "inputs.auto.tfvars.json").write_text(json.dumps({"inputs": {"0": right | {name: value}}}))
    ran = terraform(stack, "plan", "-no-color")
    tags = {"team": "Team", "product": "Product", "environment": "Environment", "cost_center": "CostCenter"}
    wrong = resource("aws_s3_bucket", Cloud.AWS, {tags.get(name, "Owner"): value})
    found = [fault.key for fault in judge([wrong], POLICY).findings if fault.code.value in ("invalid", "empty")]
    assert ran.returncode == 1
    assert f"{name} takes" in ran.stderr
    assert tags.get(name, "Owner") in found
