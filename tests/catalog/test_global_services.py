"""A rule on regions must not blame what has none, nor spare what has one."""

import pytest

from costguard.catalog.entry import RegionSource
from costguard.catalog.global_services import is_global_aws_type
from costguard.catalog.lookup import entries
from costguard.model.cloud import Cloud


@pytest.mark.parametrize(
    "resource_type",
    [
        "aws_iam_policy_attachment",
        "aws_route53_hosted_zone_dnssec",
        "aws_cloudfront_cache_policy",
        "aws_organizations_account",
        "aws_waf_rate_based_rule",
        "aws_shield_protection_group",
        "aws_globalaccelerator_listener",
        "aws_budgets_budget_action",
        "aws_ce_anomaly_monitor",
        "aws_cur_report_definition",
        "aws_account_alternate_contact",
        "aws_backup_global_settings",
        "awscc_iam_managed_policy",
        "awscc_organizations_account",
    ],
)
def test_these_run_without_a_region(resource_type: str):
    assert is_global_aws_type(resource_type)


@pytest.mark.parametrize(
    "resource_type",
    [
        "aws_route53_resolver_rule",
        "awscc_route53resolver_resolver_rule",
        "aws_wafv2_web_acl_association",
        "aws_wafregional_rule",
        "aws_accessanalyzer_analyzer",
        "aws_backup_vault",
        "aws_cloudformation_stack",
        "aws_dx_connection",
        "google_iam_workforce_pool",
    ],
)
def test_these_look_alike_but_have_one(resource_type: str):
    assert not is_global_aws_type(resource_type)


def test_the_entries_and_the_list_of_services_say_the_same():
    by_entry = {known.type: known.region is RegionSource.GLOBAL for known in entries() if known.cloud is Cloud.AWS}
    assert by_entry == {resource_type: is_global_aws_type(resource_type) for resource_type in by_entry}
