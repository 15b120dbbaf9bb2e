"""The clouds that a policy speaks of, and how each compares tag keys."""

from enum import StrEnum


class Cloud(StrEnum):
    """Whose resource it is. `OTHER` resources are counted but never judged."""

    AWS = "aws"
    AZURE = "azure"
    GCP = "gcp"
    OTHER = "other"


_PREFIXES = (
    ("aws_", Cloud.AWS),
    ("awscc_", Cloud.AWS),
    ("azurerm_", Cloud.AZURE),
    ("azapi_", Cloud.AZURE),
    ("google_", Cloud.GCP),
)


def cloud_of(resource_type: str) -> Cloud:
    """The cloud of a Terraform resource type, told by the prefix that its provider gives it."""
    for prefix, cloud in _PREFIXES:
        if resource_type.startswith(prefix):
            return cloud
    return Cloud.OTHER


def fold_key(key: str, cloud: Cloud) -> str:
    """A tag key in the form in which the cloud compares it.

    AWS tells keys apart by case; Azure does not (Azure Resource Manager, "Use tags", 2025-10); a GCP
    label key is lower case (Resource Manager, "Labels overview", 2025-10).
    """
    return key.lower() if cloud in (Cloud.AZURE, Cloud.GCP) else key
