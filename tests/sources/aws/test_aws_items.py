"""One resource, told by several sources, is one item."""

from hypothesis import given
from hypothesis import strategies as st

from costguard.model.cloud import Cloud
from costguard.sources.aws.items import Told, item_of, tags_of
from costguard.sources.collecting.reading import Scope

SCOPE = Scope(Cloud.AWS, "111111111111", "eu-west-1", "config")
SPELLINGS = [("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"), ("tagKey", "tagValue")]
TAGS = st.dictionaries(st.text(min_size=1), st.text())


@given(TAGS, st.sampled_from(SPELLINGS))
def test_tags_are_the_same_in_every_spelling(tags: dict[str, str], spelling: tuple[str, str]):
    key, value = spelling
    assert tags_of([{key: name, value: content} for name, content in tags.items()]) == tags
    assert tags_of(tags) == tags


def test_a_tag_without_a_value_is_there_and_empty():
    assert tags_of([{"key": "owner"}, {"Key": "team", "Value": None}]) == {"owner": "", "team": ""}


def test_nothing_is_no_tags():
    assert (tags_of(None), tags_of("text"), tags_of([])) == ({}, {}, {})


def test_what_cannot_carry_tags_has_none_to_lack():
    arn = "arn:aws:cloudwatch::111111111111:dashboard/main"
    item = item_of(SCOPE, Told(arn, "AWS::CloudWatch::Dashboard", {}, tags_incomplete="why"))
    assert (item.type, item.tags, item.tags_incomplete) == ("aws_cloudwatch_dashboard", None, "")


def test_a_bucket_takes_account_and_region_from_where_it_was_found():
    item = item_of(SCOPE, Told("arn:aws:s3:::bucket", "s3:bucket", {}, region="eu-west-1"))
    assert (item.account, item.region, item.type) == ("111111111111", "eu-west-1", "aws_s3_bucket")


def test_two_ways_to_write_one_arn_are_one_id():
    group = "arn:aws:logs:eu-west-1:111111111111:log-group:/app"
    ids = {item_of(SCOPE, Told(arn, "logs:log-group", {})).id for arn in (group, f"{group}:*")}
    assert ids == {group}


def test_an_unknown_global_service_has_no_region():
    item = item_of(SCOPE, Told("arn:aws:iam::111111111111:oidc-provider/x", "iam:oidc-provider", {}, "us-east-1"))
    assert item.region is None
