"""Merging: what is one tag on every cloud becomes one dimension, and disagreement is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.languages.language import exactly, glob
from costguard.model.cloud import Cloud
from costguard.prove.drafting.draft import Draft, draft
from costguard.prove.drafting.mention import Mention, Place, Reading, Remark
from costguard.prove.drafting.naming import dimension_name, sameness
from costguard.prove.drafting.values import ValueTest

TODAY = date(2026, 11, 22)


def mention(key: str, cloud: Cloud = Cloud.AWS, file: str = "a.json", **fields) -> Mention:
    fields.setdefault("is_spelled", cloud is Cloud.AWS)
    return Mention(cloud, key, Place(file), **fields)


def drafted(*mentions: Mention) -> Draft:
    return draft(Reading(mentions), ("a.json",), TODAY)


def test_spellings_of_two_clouds_are_one_dimension_with_a_key_for_each():
    dimension = drafted(mention("CostCenter"), mention("costCenter", Cloud.AZURE)).dimensions[0]
    assert dimension.name == "cost_center"
    assert dimension.keys == {Cloud.AWS: "CostCenter", Cloud.AZURE: "costCenter"}


def test_one_document_that_requires_the_tag_suffices():
    result = drafted(mention("Owner"), mention("owner", Cloud.AZURE, is_required=True))
    assert [dimension.is_required for dimension in result.dimensions] == [True]


def test_values_that_agree_are_taken_without_a_word():
    values = (exactly("a"), exactly("b"))
    result = drafted(mention("K", values=values), mention("K", file="b.json", values=values[::-1]))
    assert result.dimensions[0].values == ValueTest("one_of", ("a", "b"))
    assert result.remarks == ()


def test_values_that_differ_are_united_and_said_document_by_document():
    result = drafted(
        mention("K", values=(exactly("a"),)), mention("K", file="b.json", values=(exactly("b"), glob("c*")))
    )
    assert result.dimensions[0].values == ValueTest("like", ("a", "b", "c*"))
    assert [str(remark) for remark in result.remarks] == [
        "a.json: `K` may be `a` here: b.json allows `b`, like `c*`; the draft takes the values of all"
    ]


def test_a_document_that_says_nothing_of_values_does_not_disagree():
    result = drafted(mention("K", values=(exactly("a"),)), mention("K", file="b.json"))
    assert (result.dimensions[0].values, result.remarks) == (ValueTest("one_of", ("a",)), ())


def test_the_spelling_that_counts_wins_over_azures_and_that_is_said_once_a_file():
    azure = mention("K", Cloud.AZURE, "z.json", values=(exactly("PROD", folded=True),))
    other = mention("L", Cloud.AZURE, "z.json", values=(exactly("x", folded=True),))
    result = drafted(azure, mention("K", values=(exactly("prod"),)), other)
    assert result.dimensions[0].values == ValueTest("one_of", ("prod",))
    assert [(remark.place.file, remark.what) for remark in result.remarks] == [("z.json", "the values that it lists")]


def test_what_is_said_of_several_places_is_one_remark():
    remarks = tuple(Remark(Place(f"{letter}.json"), "this", "that") for letter in "abcd")
    result = draft(Reading((mention("K"),), remarks), ("a.json",), TODAY)
    assert [str(remark) for remark in result.remarks] == ["a.json; b.json; c.json and 1 more: this: that"]


def test_two_spellings_on_one_cloud_are_a_key_and_an_alias():
    result = drafted(mention("CostCenter"), mention("cost-center", file="b.json"))
    assert (result.dimensions[0].keys, result.dimensions[0].aliases) == ({Cloud.AWS: "CostCenter"}, ("cost-center",))
    assert [str(remark.place) for remark in result.remarks] == ["b.json"]


def test_a_document_that_knows_the_spelling_wins_over_one_that_ignores_case():
    result = drafted(mention("costcenter", is_spelled=False), mention("CostCenter", file="b.json"))
    assert (result.dimensions[0].keys, result.dimensions[0].aliases) == ({Cloud.AWS: "CostCenter"}, ())
    assert result.remarks == ()


@pytest.mark.parametrize("key", ["aws:createdBy", "é", "", " ", "x" * 129])
def test_a_key_that_no_cloud_takes_is_left_out_and_said(key):
    result = drafted(mention(key), mention("Owner"))
    assert [dimension.name for dimension in result.dimensions] == ["owner"]
    assert len(result.remarks) == 1


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (["CostCenter"], "cost_center"),
        (["costcenter", "cost-center"], "cost_center"),
        (["OUName"], "ou_name"),
        (["example-inc:cost-allocation:ApplicationId"], "example_inc_cost_allocation_application_id"),
        (["7"], "tag_7"),
        (["+"], "tag"),
        (["Region"], "region_tag"),
        (["taken"], "taken_2"),
    ],
)
def test_dimensions_are_named_after_the_key_with_most_words(keys, name):
    assert dimension_name(keys, {"taken"}) == name


def test_keys_are_the_same_whatever_their_case_and_what_is_between():
    assert len({sameness(key) for key in ("CostCenter", "cost-center", "COST_CENTER", "cost center")}) == 1
    assert sameness("+") != sameness("-")


def test_an_alias_that_is_another_dimensions_label_is_left_out():
    result = drafted(mention("Region"), mention("RegionTag"), mention("region_tag"))
    assert [(dimension.name, dimension.aliases) for dimension in result.dimensions] == [
        ("region_tag", ()),
        ("region_tag_2", ()),
    ]
    assert [str(remark) for remark in result.remarks][-1] == (
        "the draft, region_tag_2: `region_tag`: as a label it is another dimension's key; it is no alias after all"
    )


@given(
    st.permutations([mention("A", values=(exactly("x"),)), mention("A", Cloud.AZURE, "b"), mention("B"), mention("A")])
)
def test_the_order_of_documents_changes_no_dimension(mentions):
    result = drafted(*mentions)
    assert {(each.name, each.values, tuple(sorted(each.keys.items()))) for each in result.dimensions} == {
        ("a", ValueTest("one_of", ("x",)), ((Cloud.AWS, "A"), (Cloud.AZURE, "A"))),
        ("b", ValueTest(), ((Cloud.AWS, "B"),)),
    }
