"""The tree of a rule's violations says what the engine says: two readings of the policy language, held equal."""

import pytest
from guardrail_laws import TODAY, TYPES, is_denied_by_engine, resources, rules, variables_of
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.emit.tree import Sent, TagValue, Tree, facts_in
from costguard.emit.violation import violation
from costguard.model.cloud import Cloud
from costguard.prove.evaluate import is_true
from costguard.prove.lower import formula_of
from costguard.prove.tags import TagModel, folded

CLOUDS = [Cloud.AWS, Cloud.AZURE, Cloud.GCP]


def _keys(tree: Tree) -> tuple[str, ...]:
    facts = facts_in(tree)
    return folded(
        key
        for fact in facts
        if isinstance(fact, Sent | TagValue)
        for key in (fact.keys if isinstance(fact, Sent) else (fact.key,))
    )


@pytest.mark.parametrize("cloud", CLOUDS)
@given(data=st.data())
@settings(max_examples=120)
def test_a_resource_breaks_a_rule_exactly_when_the_engine_refuses_it(cloud: Cloud, data: st.DataObject) -> None:
    rule, resource = data.draw(rules()), data.draw(resources(cloud))
    tree = violation(rule, cloud, TYPES[cloud], TODAY)
    formula = formula_of(tree, TagModel(_keys(tree), tells_case=cloud is Cloud.AWS))
    assert is_true(formula, variables_of(resource, {})) is is_denied_by_engine(resource, rule)
