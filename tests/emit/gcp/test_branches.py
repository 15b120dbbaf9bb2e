"""A tree that does not fit into a condition is parted into branches that say together what it says."""

from hypothesis import given
from hypothesis import strategies as st

from costguard.emit.gcp.beginnings import beginning_of, tidied
from costguard.emit.gcp.branches import fitting
from costguard.emit.tree import NEVER, AttributeValue, Every, Sent, Some, TagValue, every, some
from costguard.languages.language import exactly, glob, holds, pattern

KEY = "k"


def listed(*texts, wanted=False):
    return TagValue(KEY, tuple(map(exactly, texts)), wanted)


def begins(*texts, wanted=True):
    return TagValue(KEY, tuple(glob(f"{text}*") for text in texts), wanted)


def fits_in(size):
    return lambda tree: _characters(tree) <= size


def _characters(tree):
    match tree:
        case Every(parts) | Some(parts):
            return sum(map(_characters, parts))
        case TagValue(_, languages) | AttributeValue(_, languages):
            return sum(len(language.text) for language in languages)
        case _:
            return 1


def is_so(tree, value):
    """Whether the tree holds of a request; `value` is the tag's, or None where it is not sent."""
    match tree:
        case Every(parts):
            return all(is_so(part, value) for part in parts)
        case Some(parts):
            return any(is_so(part, value) for part in parts)
        case Sent(_, wanted):
            return (value is not None) is wanted
        case TagValue(_, languages, wanted):
            return (value is not None and any(holds(language, value) for language in languages)) is wanted


def test_what_fits_stays_whole():
    assert fitting(listed("a", "b"), fits_in(2)) == (listed("a", "b"),)


def test_alternatives_come_apart():
    tree = some((listed("aa", wanted=True), Sent((KEY,), holds=False)))
    assert fitting(tree, fits_in(2)) == (listed("aa", wanted=True), Sent((KEY,), holds=False))


def test_a_list_of_what_is_denied_is_halved():
    assert fitting(listed("a", "b", "c", wanted=True), fits_in(2)) == (
        listed("a", wanted=True),
        listed("b", "c", wanted=True),
    )


def test_a_list_of_what_is_allowed_is_parted_by_how_values_begin():
    assert fitting(listed("ax", "ay", "bx", "by"), fits_in(8 - 1)) == (
        every((begins("a"), listed("ax", "ay"))),
        TagValue(KEY, (glob("a*"), exactly("bx"), exactly("by")), holds=False),
    )


def test_a_pattern_does_not_come_apart():
    assert fitting(TagValue(KEY, (pattern("a{9}"),), holds=False), fits_in(3)) is None


def test_what_stands_beside_is_taken_along():
    beside = AttributeValue("x", (exactly("y"),))
    found = fitting(every((beside, listed("a", "b", wanted=True))), fits_in(2))
    assert found == (every((beside, listed("a", wanted=True))), every((beside, listed("b", wanted=True))))


def test_beginnings_that_exclude_each_other_leave_nothing():
    assert tidied((begins("a"), begins("b"))) == NEVER


def test_the_longer_of_two_beginnings_is_kept_with_what_it_does_not_settle():
    tidy = tidied((begins("a", "c"), listed("abx", "d"), begins("ab")))
    assert tidy == every((begins("ab"), listed("abx")))


def test_a_beginning_that_is_denied_as_a_whole_is_dropped():
    assert tidied((begins("a", "b"), begins("a", wanted=False))) == begins("b")


def test_only_a_run_at_the_end_makes_a_beginning():
    languages = [glob("a*"), glob("*/machineTypes/a*"), glob("a?*"), glob("*a*"), exactly("a*"), glob("*")]
    assert list(map(beginning_of, languages)) == ["a", "*/machineTypes/a", None, None, None, ""]


TEXTS = st.text(alphabet="abc", max_size=4)
LANGUAGES = st.lists(
    st.one_of(TEXTS.map(exactly), st.text(alphabet="abc*?", max_size=4).map(glob), st.just(pattern("a+b|c"))),
    min_size=1,
    max_size=10,
).map(tuple)
FACTS = st.builds(TagValue, st.just(KEY), LANGUAGES, st.booleans())
TREES = st.recursive(
    st.one_of(FACTS, st.just(Sent((KEY,))), st.just(Sent((KEY,), holds=False))),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: every(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: some(tuple(parts))),
    ),
    max_leaves=5,
)


@given(tree=TREES, size=st.integers(4, 25), values=st.lists(st.one_of(st.none(), TEXTS), min_size=1, max_size=30))
def test_branches_say_together_what_the_tree_says(tree, size, values):
    branches = fitting(tree, fits_in(size))
    if branches is not None:
        assert all(_characters(branch) <= size for branch in branches)
        assert [any(is_so(each, value) for each in branches) for value in values] == [
            is_so(tree, value) for value in values
        ]


@given(facts=st.lists(FACTS, min_size=1, max_size=4), value=st.one_of(st.none(), TEXTS))
def test_tidying_changes_nothing(facts, value):
    assert is_so(tidied(tuple(facts)), value) is all(is_so(fact, value) for fact in facts)


@given(texts=st.lists(st.text(alphabet="abcdef", min_size=3, max_size=8), min_size=2, max_size=60, unique=True))
def test_every_list_of_texts_comes_apart(texts):
    assert fitting(listed(*texts), fits_in(80)) is not None
