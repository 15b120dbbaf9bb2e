"""What a platform team may choose about the documents, apart from the policy."""

from typing import Final

import msgspec

from costguard.model.cloud import Cloud


class Limits(msgspec.Struct, frozen=True):
    """What each cloud takes. The defaults are the clouds' own, each with its date and source."""

    scp_characters: int = 10_240
    """Characters of a service control policy (AWS, "What's new", 2026-05; 5,120 before)."""
    scps_per_target: int = 9
    """SCPs on one root, OU or account: 10 (same source; 5 before), of which FullAWSAccess takes one."""
    tag_policy_characters: int = 10_000
    """Characters of a tag policy (AWS Organizations, "Quotas", 2026-05)."""
    tag_policies_per_target: int = 10
    """Tag policies on one root, OU or account (same page)."""
    azure_conditions: int = 4_096
    """Conditions in one policy rule (Azure Policy, "Definition structure: policy rule", 2025-03)."""
    azure_definitions: int = 500
    """Definitions in one scope (Azure Policy, "Limits", 2025-03)."""
    azure_request_bytes: int = 1_048_576
    """Bytes of one request to Azure Policy (same page)."""
    gcp_condition_characters: int = 1_000
    """Characters of a custom constraint's condition (Organization Policy, "Custom constraints", 2025-10)."""
    gcp_constraints_per_type: int = 20
    """Custom constraints on one resource type (same page)."""


UNLIMITED: Final = Limits(**dict.fromkeys(Limits.__struct_fields__, 10**9))
"""For asking what a policy means where nothing of it is to be written."""


class EmitOptions(msgspec.Struct, frozen=True):
    """How documents are written.

    `exempt` are ARN patterns of principals that no AWS statement is to bind (a break-glass role, service roles);
    `aws_targets` the roots, OUs or accounts that its documents are for.
    `prefix` begins every name that we give to something in a cloud. `azure_scope` and `gcp_parent` are where
    documents will live; `azure_inherit` are the dimensions whose tags a resource takes from its resource group.
    With `dry_run`, Azure assignments do not enforce and Google Cloud policies are `dryRunSpec`.
    """

    clouds: tuple[Cloud, ...] = (Cloud.AWS, Cloud.AZURE, Cloud.GCP)
    prefix: str = "costguard"
    exempt: tuple[str, ...] = ()
    aws_targets: tuple[str, ...] = ()
    azure_scope: str = "/providers/Microsoft.Management/managementGroups/MANAGEMENT_GROUP"
    gcp_parent: str = "organizations/ORGANIZATION_ID"
    gcp_policy_parent: str = ""
    azure_inherit: tuple[str, ...] = ()
    azure_location: str = "westeurope"
    dry_run: bool = False
    limits: Limits = Limits()


DEFAULT: Final = EmitOptions()
