"""Values in the words of the policy language: what they accept is what the documents accept, to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.languages.language import Language, azure_like, azure_match, exactly, glob, holds, pattern
from costguard.policy.glob import matches
from costguard.policy.patterns import compile_pattern
from costguard.prove.drafting.values import ANY, ValueTest, distinct, value_test


def accepts(test: ValueTest, value: str) -> bool:
    """Whether a value that is not empty passes, as policies mean it."""
    match test.word:
        case "any":
            return True
        case "one_of":
            return value in test.operands
        case "like":
            return any(matches(each, value) for each in test.operands)
        case _:
            return compile_pattern(test.operands[0]).fullmatch(value) is not None


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        ([exactly("prod"), exactly("dev")], ValueTest("one_of", ("prod", "dev"))),
        ([exactly("prod"), glob("dev-*")], ValueTest("like", ("prod", "dev-*"))),
        ([glob("a?c")], ValueTest("like", ("a?c",))),
        ([azure_like("cc-*")], ValueTest("like", ("cc-*",))),
        ([azure_like("what?*")], ValueTest("pattern", (r"what\?.*",))),
        ([azure_match("??-###.")], ValueTest("pattern", ("[A-Za-z][A-Za-z]-[0-9][0-9][0-9].",))),
        ([azure_match("ENG-...")], ValueTest("pattern", ("ENG-...",))),
        ([glob("ENG-???"), azure_match("ENG-...")], ValueTest("pattern", ("ENG-...",))),
        ([azure_match("#a", folded=True)], ValueTest("pattern", ("(?i:[0-9]a)",))),
        ([exactly("a*b")], ValueTest("one_of", ("a*b",))),
        ([exactly("a*b"), glob("c*")], ValueTest("pattern", (r"a\*b|c.*",))),
        ([glob("[a]*")], ValueTest("pattern", (r"\[a\].*",))),
        ([exactly("Prod"), exactly("prod")], ValueTest("like", ("Prod", "prod"))),
        ([pattern("a|b"), exactly("c")], ValueTest("pattern", ("(?:a|b)|c",))),
        ([exactly("prod"), glob("*")], ANY),
        ([glob("?*")], ANY),
        ([], ANY),
    ],
)
def test_values_are_said_in_the_plainest_way(languages, expected):
    assert value_test(languages) == (expected, ())


@pytest.mark.parametrize(("value", "shown"), [("", "the empty text"), (" ", "` `")])
def test_an_empty_value_is_left_out_and_said(value, shown):
    assert value_test([exactly(value), exactly("a")]) == (
        ValueTest("one_of", ("a",)),
        ((shown, "costguard takes no empty or blank value for an answer"),),
    )


def test_a_value_that_no_label_holds_is_left_out_and_said():
    test, lost = value_test([exactly("x" * 64), exactly("a"), glob(f"{'y' * 63}*")])
    assert test == ValueTest("like", ("a", f"{'y' * 63}*"))
    assert [why for _, why in lost] == ["a label on Google Cloud has at most 63 characters; shorten it"]


def test_where_nothing_can_be_held_every_value_is_accepted():
    assert value_test([exactly("x" * 64)])[0] == ANY


def test_a_match_of_any_characters_is_a_glob():
    assert distinct([azure_match("ENG-...", folded=True), glob("ENG-???")]) == (glob("ENG-???"),)


def test_of_spellings_that_differ_by_case_the_one_that_counts_stays():
    languages = [
        exactly("PROD", folded=True),
        exactly("prod"),
        exactly("Dev", folded=True),
        exactly("dEV", folded=True),
    ]
    assert distinct(languages) == (exactly("prod"), exactly("Dev", folded=True))


SIGNS = st.text("aB1*?#.[|-", min_size=1, max_size=5)
LANGUAGES = st.one_of(
    SIGNS.map(exactly),
    SIGNS.map(glob),
    SIGNS.map(azure_match),
    st.builds(azure_match, SIGNS, folded=st.just(True)),
)


@given(st.lists(LANGUAGES, min_size=1, max_size=4), SIGNS)
def test_a_value_passes_exactly_where_a_document_allows_it(languages: list[Language], value: str):
    test, lost = value_test(languages)
    assert lost == ()
    assert accepts(test, value) == any(holds(language, value) for language in languages)
