"""The provider instances of the made-up estate: each has its own region and its own default tags."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

OWN_VALUES: Final = {
    "cost_center": "CC-0100",
    "owner": "platform",
    "environment": "prod",
    "application": "landing-zone",
    "data_class": "internal",
}
"""What the defaults say of each dimension."""

_LABEL_KEYS: Final = "google"


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider block. `key` is what resources call it; `default_dimensions` are those that its default tags set."""

    key: str
    source: str
    region: str = ""
    default_dimensions: tuple[str, ...] = ()
    by_reference: bool = False
    expressions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def defaults(self) -> Mapping[str, str]:
        """The default tags, under the keys that the provider's cloud uses."""
        return {tag_key(name, self.name): OWN_VALUES[name] for name in self.default_dimensions}

    @property
    def name(self) -> str:
        """The provider without its alias."""
        return self.key.partition(".")[0]


def tag_key(dimension: str, provider: str) -> str:
    """The key of a dimension: `CostCenter`, and `cost_center` where keys are labels."""
    return dimension if provider == _LABEL_KEYS else "".join(part.capitalize() for part in dimension.split("_"))


AWS: Final = (
    Provider("aws", "registry.terraform.io/hashicorp/aws", "eu-west-1"),
    Provider("aws.tagged", "registry.terraform.io/hashicorp/aws", "eu-central-1", tuple(OWN_VALUES)),
    Provider(
        "aws.far", "registry.terraform.io/hashicorp/aws", "ap-east-1", ("application", "data_class"), by_reference=True
    ),
)
AZURE: Final = (Provider("azurerm", "registry.terraform.io/hashicorp/azurerm"),)
GOOGLE: Final = (
    Provider("google", "registry.terraform.io/hashicorp/google"),
    Provider(
        "google.labelled", "registry.terraform.io/hashicorp/google", default_dimensions=("application", "data_class")
    ),
)


def provider_config() -> Mapping[str, Any]:
    """The `provider_config` of the plan's configuration."""
    return {provider.key: _block(provider) for provider in (*AWS, *AZURE, *GOOGLE)}


def variables() -> Mapping[str, Any]:
    """The plan's root variables: what the provider blocks refer to."""
    far = next(provider for provider in AWS if provider.by_reference)
    return {"far_region": {"value": far.region}, "default_tags": {"value": far.defaults}}


def _block(provider: Provider) -> Mapping[str, Any]:
    block: dict[str, Any] = {"name": provider.name, "full_name": provider.source}
    alias = provider.key.partition(".")[2]
    if alias:
        block["alias"] = alias
    block["expressions"] = {"region": _region(provider)} if provider.region else {"project": _constant("apps-prod")}
    if provider.defaults:
        tags = {"references": ["var.default_tags"]} if provider.by_reference else _constant(provider.defaults)
        block["expressions"] |= (
            {"default_labels": tags} if provider.name == "google" else {"default_tags": [{"tags": tags}]}
        )
    return block


def _region(provider: Provider) -> Mapping[str, Any]:
    return {"references": ["var.far_region"]} if provider.by_reference else _constant(provider.region)


def _constant(value: object) -> Mapping[str, Any]:
    return {"constant_value": value}
