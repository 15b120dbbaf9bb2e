"""How tags are found: as each cloud compares keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.cloud import Cloud, cloud_of, fold_key
from costguard.model.tags import Tag, Tags

FOUND = Tags(entries={"CostCenter": Tag(value="1"), "owner": Tag(value=None), "OWNER": Tag(value="2")})


@pytest.mark.parametrize(
    ("key", "cloud", "spelled"),
    [
        ("CostCenter", Cloud.AWS, "CostCenter"),
        ("costcenter", Cloud.AWS, None),
        ("costcenter", Cloud.AZURE, "CostCenter"),
        ("costcenter", Cloud.GCP, "CostCenter"),
        ("OWNER", Cloud.AZURE, "OWNER"),
        ("Owner", Cloud.AZURE, "owner"),
        ("Team", Cloud.AZURE, None),
    ],
)
def test_a_tag_is_found_with_the_spelling_that_is_there(key, cloud, spelled):
    expected = None if spelled is None else (spelled, FOUND.entries[spelled])
    assert FOUND.find(key, cloud) == expected


def test_a_key_in_another_case_is_found_when_asked_for():
    assert FOUND.find_in_other_case("COSTCENTER") == ("CostCenter", FOUND.entries["CostCenter"])
    assert FOUND.find_in_other_case("Team") is None


def test_no_tags_are_known_to_be_all_unless_it_is_said_why_not():
    assert (Tags().entries, Tags().incomplete) == ({}, "")


@given(st.text(max_size=8), st.sampled_from(Cloud))
def test_a_key_that_is_there_is_found_under_its_own_spelling(key, cloud):
    tag = Tag(value="x")
    assert Tags(entries={key: tag}).find(key, cloud) == (key, tag)


@given(st.text(max_size=8), st.sampled_from(Cloud))
def test_folding_a_key_twice_changes_nothing(key, cloud):
    once = fold_key(key, cloud)
    assert fold_key(once, cloud) == once


@pytest.mark.parametrize(
    ("resource_type", "cloud"),
    [
        ("aws_instance", Cloud.AWS),
        ("awscc_s3_bucket", Cloud.AWS),
        ("azurerm_storage_account", Cloud.AZURE),
        ("azapi_resource", Cloud.AZURE),
        ("google_compute_disk", Cloud.GCP),
        ("azuread_user", Cloud.OTHER),
        ("datadog_monitor", Cloud.OTHER),
        ("", Cloud.OTHER),
    ],
)
def test_a_type_tells_its_cloud_by_its_prefix(resource_type, cloud):
    assert cloud_of(resource_type) is cloud
