"""Each person counts once, and as many places are filled as can be."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from costguard.approvals.quorum import assigned
from costguard.model.verdict import ApproverGroup

GROUPS = ("a", "b", "c")
ASKED = st.lists(
    st.builds(ApproverGroup, st.sampled_from(GROUPS), st.integers(1, 2)), max_size=2, unique_by=lambda g: g.group
)
PEOPLE = st.dictionaries(st.sampled_from("pqrst"), st.frozensets(st.sampled_from(GROUPS)), max_size=5)


def best(groups: list[ApproverGroup], people: dict[str, frozenset[str]]) -> int:
    """How many places can be filled, by trying every order of people."""
    places = [group.group for group in groups for _ in range(group.count)]
    names = [*people, *["nobody"] * len(places)]
    return max(
        sum(place in people.get(name, frozenset()) for place, name in zip(places, order, strict=False))
        for order in permutations(names, len(places))
    )


@given(ASKED, PEOPLE)
def test_as_many_places_are_filled_as_can_be(groups: list[ApproverGroup], people: dict[str, frozenset[str]]) -> None:
    found = assigned(groups, people)
    assert all(group in people[name] for name, group in found.items())
    for group in groups:
        assert sum(each == group.group for each in found.values()) <= group.count
    assert len(found) == best(groups, people)


def test_somebody_moves_over_for_one_who_can_stand_nowhere_else() -> None:
    groups = [ApproverGroup("finops", 1), ApproverGroup("platform", 1)]
    people = {"lead": frozenset({"finops", "platform"}), "analyst": frozenset({"finops"})}
    assert assigned(groups, people) == {"lead": "platform", "analyst": "finops"}
