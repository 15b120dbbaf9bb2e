"""Whose cost a change raises: by each value of each dimension."""

from decimal import Decimal

import pytest
from cost_samples import bill, change, cost
from engine_samples import TODAY, dimension
from hypothesis import given
from hypothesis import strategies as st

from costguard.engine.increases import Increase, increases_by, increases_of
from costguard.model.cloud import Cloud
from costguard.model.condition import Operator, TagSubject
from costguard.model.tags import Tag
from costguard.policy.policy_set import PolicySet, Project, RegistryEntry

OWNER = TagSubject("owner", {Cloud.AWS: "Owner", Cloud.AZURE: "Owner", Cloud.GCP: "owner"}, ("Team",))
OWNERS = dimension(OWNER, Operator.ONE_OF, ("Web", "data"))
POLICY = PolicySet(
    today=TODAY,
    taxonomy={"owner": OWNERS},
    projects=(Project(("web-*",), {"owner": "Web"}),),
)


def by_owner(*changes, project="", policy=POLICY):
    return dict(increases_of(bill(*changes), policy, project).get("owner", {}))


def test_a_change_raises_what_its_tag_names_and_all_together():
    found = increases_of(bill(change(cost(10, {"Owner": "Web"}), cost(30, {"Owner": "Web"}))), POLICY, "")
    assert found == {"": {"": Decimal(20)}, "owner": {"Web": Decimal(20)}}


def test_what_passes_from_one_to_another_falls_and_rises():
    assert by_owner(change(cost(10, {"Owner": "Web"}), cost(30, {"Owner": "data"}))) == {
        "Web": Decimal(-10),
        "data": Decimal(30),
    }


def test_what_stays_as_it_is_is_left_out():
    same = cost(10, {"Owner": "Web"})
    assert increases_of(bill(change(same, same)), POLICY, "") == {"": {"": Decimal(0)}}


def test_what_goes_lowers_and_what_comes_raises():
    assert by_owner(change(cost(10, {"Owner": "Web"}), None)) == {"Web": Decimal(-10)}
    assert by_owner(change(None, cost(10, {"Owner": "Web"}))) == {"Web": Decimal(10)}


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"Owner": ""},
        {"Owner": None},
        {"Owner": "invented"},
        {"Owner": "web"},
        {"owner": "Web"},
        {"Owner": Tag("Web", sensitive=True)},
    ],
)
def test_what_has_no_owner_that_one_knows_and_accepts_is_of_nobody(tags):
    assert by_owner(change(None, cost(10, tags))) == {"": Decimal(10)}


@pytest.mark.parametrize("cloud", [Cloud.AWS, Cloud.AZURE])
def test_an_alias_is_read_as_its_dimension(cloud):
    assert by_owner(change(None, cost(10, {"Team": "data"}, cloud=cloud))) == {"data": Decimal(10)}


def test_a_label_is_the_value_that_the_policy_lists():
    """Labels are lower case: an owner is one owner on every cloud."""
    assert by_owner(change(None, cost(10, {"owner": "web"}, cloud=Cloud.GCP))) == {"Web": Decimal(10)}


def test_a_value_that_is_closed_today_is_still_whose_it_is():
    closed = dimension(OWNER, Operator.ONE_OF, (), registry=(RegistryEntry("CC 1"),))
    policy = PolicySet(today=TODAY, taxonomy={"owner": closed})
    assert by_owner(change(None, cost(10, {"Owner": "CC 1"})), policy=policy) == {"CC 1": Decimal(10)}
    assert by_owner(change(None, cost(10, {"owner": "cc_1"}, cloud=Cloud.GCP)), policy=policy) == {"CC 1": Decimal(10)}


def test_a_cloud_without_the_key_has_no_owners():
    assert by_owner(change(None, cost(10, {"Owner": "Web"}, cloud=Cloud.OTHER))) == {"": Decimal(10)}


@given(st.sampled_from([{}, {"Owner": "data"}, {"Owner": None}, {"Owner": "invented"}]))
def test_what_the_policy_says_of_a_project_always_counts(tags):
    assert by_owner(change(None, cost(10, tags)), project="web-eu") == {"Web": Decimal(10)}


def test_what_has_no_price_may_raise_more_or_less():
    may_rise = change(cost(1, {"Owner": "Web"}), cost(5, {"Owner": "Web"}, unpriced="no price"), "x.a")
    may_fall = change(cost(1, {"Owner": "data"}, unpriced="no price"), cost(5, {"Owner": "data"}), "x.b")
    assert increases_by("owner", bill(may_rise, may_fall), POLICY, "") == {
        "Web": Increase(Decimal(4), may_rise=True),
        "data": Increase(Decimal(4), may_fall=True),
    }


def test_what_has_no_price_and_changes_hands_may_raise_the_new_owners_cost():
    """The same disk without a price costs nothing more in all, but it does for who gets it."""
    moved = change(cost(5, {"Owner": "Web"}, unpriced="no price"), cost(5, {"Owner": "data"}, unpriced="no price"))
    assert increases_by("owner", bill(moved), POLICY, "") == {
        "Web": Increase(Decimal(-5), may_fall=True),
        "data": Increase(Decimal(5), may_rise=True),
    }
    assert increases_by("", bill(moved), POLICY, "") == {"": Increase(Decimal(0))}


SIDES = st.none() | st.builds(
    cost,
    st.integers(0, 50),
    st.sampled_from([{}, {"Owner": "Web"}, {"Owner": "data"}, {"Owner": None}, {"Owner": "x"}]),
)
CHANGES = st.lists(st.tuples(SIDES, SIDES).filter(any), max_size=5)


@given(CHANGES, st.sampled_from(["", "web-eu", "other"]))
def test_the_values_of_a_dimension_sum_to_the_whole_increase(sides, project):
    found = increases_of(bill(*(change(*each) for each in sides)), POLICY, project)
    assert sum(found.get("owner", {}).values()) == found[""][""]
