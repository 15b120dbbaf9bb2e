"""Tag policies: what operators leave of each tag, and what is said of the rest."""

import pytest

from costguard.languages.language import exactly, glob, pattern
from costguard.model.cloud import Cloud
from costguard.prove.drafting.mention import Mention, Place
from costguard.prove.drafting.read_tag_policy import read_tag_policy


@pytest.fixture
def tag(written):
    """What is read of a policy with one tag."""

    def read(body, name="costcenter"):
        return read_tag_policy(written({"tags": {name: body}}))

    return read


def only(reading) -> Mention:
    assert len(reading.mentions) == 1
    return reading.mentions[0]


def test_a_policy_with_operators_is_read_whole(tag):
    reading = tag(
        {
            "tag_key": {"@@assign": "CostCenter", "@@operators_allowed_for_child_policies": ["@@none"]},
            "tag_value": {"@@assign": ["100", "300*"]},
            "enforced_for": {"@@assign": ["ec2:instance"]},
            "report_required_tag_for": {"@@assign": ["rds:db"]},
        }
    )
    assert reading.remarks == ()
    assert only(reading) == Mention(
        cloud=Cloud.AWS,
        key="CostCenter",
        place=Place("a.json", "tag `costcenter`"),
        is_required=True,
        values=(exactly("100"), glob("300*")),
        is_spelled=True,
        scope="required is reported for `rds:db`; values are enforced for `ec2:instance`",
    )


def test_an_effective_policy_without_operators_is_read_alike(tag):
    reading = tag({"tag_key": "CostCenter", "tag_value": ["100"]})
    assert (only(reading).key, only(reading).values, reading.remarks) == ("CostCenter", (exactly("100"),), ())


def test_values_alone_require_nothing(tag):
    assert not only(tag({"tag_key": {"@@assign": "CostCenter"}, "enforced_for": {"@@assign": ["ec2:*"]}})).is_required


def test_a_tag_without_a_key_is_spelled_in_lower_case(tag):
    assert only(tag({"tag_value": {"@@assign": ["1"]}}, name="CostCenter")).key == "costcenter"


def test_appended_values_are_values(tag):
    assert only(tag({"tag_value": {"@@append": ["300"]}})).values == (exactly("300"),)


def test_what_a_part_of_the_organisation_takes_away_stays_and_is_said(tag):
    reading = tag({"tag_value": {"@@assign": ["1", "2"], "@@remove": ["2"]}})
    assert only(reading).values == (exactly("1"), exactly("2"))
    assert [remark.what for remark in reading.remarks] == ["`@@remove` of `2`"]


def test_a_question_mark_is_one_beside_a_wildcard(tag):
    assert only(tag({"tag_value": ["why?*"]})).values == (pattern(r"why\?.*"),)


@pytest.mark.parametrize(
    ("body", "place", "what"),
    [
        ({"tag_value": ["a*b*"]}, "tag `costcenter`", "the value `a*b*`"),
        ({"tag_value": ["é"]}, "tag `costcenter`", "the value `é`"),
        ({"tag_value": {"@@replace": ["x"]}}, "tag `costcenter`, `tag_value`", "`@@replace`"),
        ({"tag_value": [7, "x"]}, "tag `costcenter`, `tag_value`", "the list"),
        ({"tag_color": "red"}, "tag `costcenter`", "`tag_color`"),
        ({"tag_key": "Owner"}, "tag `costcenter`", "`tag_key` is `Owner`"),
    ],
)
def test_what_is_not_understood_is_said_with_its_place(tag, body, place, what):
    remarks = tag(body).remarks
    assert [(remark.place.part, remark.what) for remark in remarks] == [(place, what)]
    assert remarks[0].why


@pytest.mark.parametrize("tags", [5, {"a": "b"}, []])
def test_what_is_no_tag_policy_after_all_is_said(written, tags):
    reading = read_tag_policy(written({"tags": tags}))
    assert reading.mentions == ()
    assert reading.remarks or tags == {}
