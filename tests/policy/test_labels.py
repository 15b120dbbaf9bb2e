"""The label form of keys and values on Google Cloud."""

from string import ascii_lowercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.policy.glob import matches
from costguard.policy.labels import label_form, label_glob

LABEL_SIGNS = ascii_lowercase + digits + "_-"


@pytest.mark.parametrize(
    ("written", "label"),
    [("CostCenter", "costcenter"), ("CC-100", "cc-100"), ("a b/c", "a_b_c"), ("", ""), ("Ünit", "_nit")],
)
def test_a_label_is_lower_case_and_every_other_sign_an_underscore(written, label):
    assert label_form(written) == label


@given(st.text(max_size=30))
def test_a_label_has_only_the_signs_of_labels_and_stays_as_it_is(written):
    label = label_form(written)
    assert set(label) <= set(LABEL_SIGNS)
    assert label_form(label) == label


@given(st.text(alphabet=LABEL_SIGNS, max_size=30), st.text(alphabet=LABEL_SIGNS, max_size=30))
def test_values_written_as_labels_stay_apart(first, second):
    assert (label_form(first) == label_form(second)) is (first == second)


@given(st.text(alphabet="aB/*?", max_size=6), st.text(alphabet="aB/", max_size=8))
def test_what_a_glob_matches_its_label_glob_matches_as_a_label(glob, text):
    if matches(glob, text):
        assert matches(label_glob(glob), label_form(text))
