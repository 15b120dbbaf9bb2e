"""Which machines a policy would let pass."""

from datetime import date

import pytest

from costguard.engine.allowed_values import allowed_values
from costguard.model.cloud import Cloud
from costguard.model.resource import Resource
from costguard.model.tags import Tag, Tags
from costguard.policy.load import load

_POLICY = """\
taxonomy:
  environment: {key: Environment, values: {one_of: [prod, dev]}}
rules:
  - id: small-outside-prod
    title: Small machines outside production
    applies_to: {types: [aws_instance]}
    when: {environment: {none_of: [prod]}}
    require: {instance_type: {like: ["t3.*"]}}
    effect: {plan: LEVEL}
"""


@pytest.fixture
def allows(tmp_path):
    def run(level="deny", kind="aws_instance", **tags):
        (tmp_path / "p.yaml").write_text(_POLICY.replace("LEVEL", level))
        resource = Resource("a.b", kind, Cloud.AWS, tags=Tags(entries=tags))
        return allowed_values(resource, "instance_type", load([tmp_path / "p.yaml"], date(2026, 11, 22)))

    return run


def test_a_rule_that_denies_bounds_the_values(allows):
    test = allows(Environment=Tag("dev"))
    assert [test(name) for name in ("t3.large", "m5.large")] == [True, False]


def test_a_rule_that_does_not_apply_bounds_nothing(allows):
    assert allows(Environment=Tag("prod")) is None


def test_a_rule_that_may_not_apply_bounds_nothing(allows):
    assert allows(Environment=Tag(None)) is None


def test_advice_bounds_nothing(allows):
    assert allows("advise", Environment=Tag("dev")) is None


def test_a_rule_of_another_type_bounds_nothing(allows):
    assert allows(kind="aws_db_instance", Environment=Tag("dev")) is None
