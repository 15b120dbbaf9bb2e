"""Which AWS types have no region, so that a rule on regions never blames a role or a hosted zone."""

from typing import Final

# The provider's own list of services and resources without a region ("Enhanced Region Support" guide of
# hashicorp/aws 6, 2025-06). The underscore at the end keeps aws_route53_resolver_* and aws_wafv2_* apart.
_GLOBAL_PREFIXES: Final = (
    "aws_account_",
    "aws_bcmdataexports_",
    "aws_billing_",
    "aws_budgets_",
    "aws_ce_",
    "aws_cloudfront_",
    "aws_cloudfrontkeyvaluestore_",
    "aws_costoptimizationhub_",
    "aws_cur_",
    "aws_globalaccelerator_",
    "aws_iam_",
    "aws_networkmanager_",
    "aws_notifications_",
    "aws_notificationscontacts_",
    "aws_organizations_",
    "aws_pricing_",
    "aws_rolesanywhere_",
    "aws_route53_",
    "aws_route53domains_",
    "aws_route53recoverycontrolconfig_",
    "aws_route53recoveryreadiness_",
    "aws_shield_",
    "aws_waf_",
)
_REGIONAL_PREFIXES: Final = ("aws_route53_resolver_",)
_GLOBAL_TYPES: Final = frozenset(
    {
        "aws_backup_global_settings",
        "aws_chimesdkvoice_global_settings",
        "aws_cloudtrail_organization_delegated_admin_account",
        "aws_dx_gateway",
        "aws_ec2_image_block_public_access",
        "aws_fms_admin_account",
        "aws_quicksight_account_settings",
        "aws_ram_sharing_with_organization",
        "aws_s3_account_public_access_block",
        "aws_servicecatalog_organizations_access",
        "aws_vpc_ipam_organization_admin_account",
    }
)


def is_global_aws_type(resource_type: str) -> bool:
    """Whether AWS runs resources of this Terraform type without a region.

    Types of Cloud Control (`awscc_`) follow the service that their name shares with `aws_`.
    """
    name = resource_type.replace("awscc_", "aws_", 1) if resource_type.startswith("awscc_") else resource_type
    if name in _GLOBAL_TYPES:
        return True
    return name.startswith(_GLOBAL_PREFIXES) and not name.startswith(_REGIONAL_PREFIXES)
