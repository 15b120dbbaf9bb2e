"""Whatever a policy file holds, it loads or is refused with BadPolicy: nothing else is ever raised."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costguard.model.errors import BadPolicy, Problem
from costguard.policy.lint import lint
from costguard.policy.load import load

SAMPLE = Path(__file__).parent / "sample"
FILES = ("rules/tags.yaml", "rules/compute.yml", "taxonomy.yaml", "spending.yaml")
BODIES = [(SAMPLE / file).read_text().removeprefix("version: 1\n") for file in FILES]
WHOLE = BODIES[0].replace("tests:", BODIES[1].removeprefix("rules:\n") + "tests:") + BODIES[2] + BODIES[3]
SNIPPETS = (
    *("null", "~", "[]", "{}", "-1", "1e400", ".nan", "0x10", "0o9", "true", "no", "2027-02-30", "9" * 60),
    *("*a", "&a ", "<<: ", '"', "'", "\t", "!!python/x ", "---\n", "[", "{", "%", "|", ">", "? ", ": ", "- "),
    *("tag:", "attr:", "*", "any", "not", "all", "ü", '"\\ud800"', "\u2028", "\0", "\x1b[31m", "\ufeff"),
)
EDITS = st.lists(
    st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 15), st.one_of(st.sampled_from(SNIPPETS), st.just(""))),
    min_size=1,
    max_size=4,
)


def problems_of(file: Path) -> tuple[Problem, ...]:
    """What is wrong with the policy, be it refused or only warned of."""
    try:
        return lint(load([file], date(2026, 9, 1)))
    except BadPolicy as refused:
        return refused.problems or pytest.fail("a refusal names what is wrong")


def unreadable(folder: Path, content: bytes) -> list[str]:
    """What is said of this policy in words that a terminal cannot show."""
    (folder / "policy.yaml").write_bytes(content)
    (folder / "cost_centers.csv").write_bytes((SAMPLE / "cost_centers.csv").read_bytes())
    problems = problems_of(folder / "policy.yaml")
    return [problem.message for problem in problems if not problem.message.isprintable()]


def test_the_whole_sample_in_one_file_loads(tmp_path):
    (tmp_path / "policy.yaml").write_text(WHOLE)
    (tmp_path / "cost_centers.csv").write_text((SAMPLE / "cost_centers.csv").read_text())
    assert lint(load([tmp_path / "policy.yaml"], date(2026, 9, 1))) == ()


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_a_mutated_policy_loads_or_is_refused(tmp_path, edits):
    text = WHOLE
    for place, gone, snippet in edits:
        text = text[:place] + snippet + text[place + gone :]
    assert unreadable(tmp_path, text.encode("utf-8", "surrogatepass")) == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_load_or_are_refused(tmp_path, content):
    assert unreadable(tmp_path, content) == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_registry_loads_or_is_refused(tmp_path, content):
    (tmp_path / "policy.yaml").write_text("taxonomy: {a: {values: {from_csv: a.csv}}}")
    (tmp_path / "a.csv").write_bytes(("value,valid_to\nA,\n" + content).encode("utf-8", "surrogatepass"))
    assert all(problem.message.isprintable() for problem in problems_of(tmp_path / "policy.yaml"))
