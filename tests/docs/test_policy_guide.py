"""The guide of the policy language is true: its examples together are one policy that loads, lints and tests clean."""

import re
from datetime import date
from pathlib import Path

import pytest

from costguard.engine.cases import run_cases
from costguard.model.condition import Operator
from costguard.policy.language.policy import POLICY
from costguard.policy.lint import lint
from costguard.policy.load import load
from costguard.policy.policy_set import PolicySet

GUIDE = Path(__file__).parents[2] / "docs" / "policy.md"
TEXT = GUIDE.read_text()
TODAY = date(2026, 9, 1)


def blocks(language: str) -> list[tuple[str, str]]:
    """The fenced blocks of a language, each with what stands beside the language."""
    return re.findall(rf"^```{language}(?: (\S+))?\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    """Every example as a file of one folder, its registries beside them."""
    folder = tmp_path_factory.mktemp("policy")
    for name, content in blocks("csv"):
        (folder / name).write_text(content)
    for number, (_, content) in enumerate(blocks("yaml")):
        (folder / f"{number:02}.yaml").write_text(content)
    return load([folder], TODAY)


def test_every_example_loads(policy: PolicySet):
    assert len([name for name in policy.files if name.endswith(".yaml")]) == len(blocks("yaml"))
    assert sorted(policy.taxonomy) == [
        "account_stage", "business_unit", "cost_center", "data_class", "environment", "owner", "product",
    ]  # fmt: skip


def test_the_examples_lint_clean_but_for_what_they_show(policy: PolicySet):
    assert [problem.message for problem in lint(policy)] == []


def test_the_tests_of_the_guide_pass(policy: PolicySet):
    results = run_cases(policy)
    assert len(results) > 5
    assert [result.case.name for result in results if not result.passed] == []


def test_a_closed_cost_centre_is_told_its_successor(policy: PolicySet):
    closed = policy.taxonomy["cost_center"].registry["CC-200"]
    assert not closed.is_valid_on(TODAY)
    assert closed.successor == "CC-210"


@pytest.mark.parametrize("section", [field.name for field in POLICY.fields if field.name != "version"])
def test_the_guide_shows_every_section_of_the_language(section: str):
    assert f"| `{section}` |" in TEXT
    assert any(re.search(rf"^{section}:", content, re.MULTILINE) for _, content in blocks("yaml"))


@pytest.mark.parametrize("operator", list(Operator))
def test_the_guide_explains_every_test(operator: Operator):
    assert re.search(rf"^\| [^|]*`{operator.value}\b", TEXT, re.MULTILINE)
