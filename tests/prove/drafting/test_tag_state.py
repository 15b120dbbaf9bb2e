"""The algebra of states: what a condition on one tag picks out, against sets that are written out."""

from hypothesis import given
from hypothesis import strategies as st

from costguard.languages.language import exactly, holds
from costguard.prove.drafting.tag_state import MISSING, THERE, TagState, both, either, opposite

VALUES = (None, "", "a", "b", "c", "d")
LANGUAGES = st.lists(st.sampled_from("abc"), unique=True, max_size=3).map(lambda texts: tuple(map(exactly, texts)))
STATES = st.builds(TagState, st.booleans(), LANGUAGES, st.booleans())


def members(state: TagState) -> set[str | None]:
    """The values, None for a missing tag, that belong to a state."""
    return {value for value in VALUES if belongs(state, value)}


def belongs(state: TagState, value: str | None) -> bool:
    if value is None:
        return state.is_missing
    return any(holds(language, value) for language in state.languages) is not state.is_excluding


def test_missing_and_there_are_all_there_is():
    assert members(MISSING) == {None}
    assert members(THERE) == set(VALUES) - {None}


@given(STATES)
def test_the_opposite_is_everything_else(state):
    assert members(opposite(state)) == set(VALUES) - members(state)


@given(STATES, STATES)
def test_both_is_the_intersection_where_it_can_be_said(first, second):
    found = both(first, second)
    assert found is None or members(found) == members(first) & members(second)


@given(STATES, STATES)
def test_either_is_the_union_where_it_can_be_said(first, second):
    found = either(first, second)
    assert found is None or members(found) == members(first) | members(second)


def test_two_lists_of_values_meet_in_no_list_that_can_be_said():
    assert both(TagState(False, (exactly("a"),)), TagState(False, (exactly("b"),))) is None


def test_missing_or_not_one_of_these_is_what_a_required_tag_objects_to():
    wrong = TagState(False, (exactly("a"),), is_excluding=True)
    assert either(MISSING, wrong) == TagState(True, (exactly("a"),), is_excluding=True)
