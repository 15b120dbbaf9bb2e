"""One resource has a name in CloudFormation, one in Resource Explorer, one in Terraform; policies speak Terraform's."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final, assert_never

import msgspec

from costguard.catalog.live.paths import leaves_at, values_at
from costguard.catalog.live.tables import read_rows
from costguard.catalog.lookup import entries, entry
from costguard.model.cloud import Cloud

_WORD_STARTS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NAMELESS: Final = "unknown"
_CLOUD_CONTROL: Final = ("awscc_", "azapi_")
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]+")


class _Row(msgspec.Struct, frozen=True):
    """One way to tell what a native name means: the value that lies at `path` in the record ("" needs no record)."""

    path: str
    value: str
    terraform_type: str


def terraform_type(cloud: Cloud, native_type: str, body: Mapping[str, Any] | None = None) -> str:
    """Terraform's name for a type that the cloud names in its own way; one made up of it where there is none.

    `native_type` is of CloudFormation or AWS Config (`AWS::EC2::Volume`), Resource Explorer (`ec2:volume`), Azure
    Resource Manager, or Cloud Asset Inventory; its case does not matter. Where several Terraform types share it, the
    full record in `body` tells them apart; without it, or where it does not tell, it is the most usual of them.
    """
    folded = native_type.lower()
    rows = _rows(cloud).get(folded, ())
    for row in rows:
        if not row.path or (body is not None and _holds(row, body)):
            return row.terraform_type
    known = _known_names(cloud).get(folded)
    return known if known is not None else made_up_type(cloud, native_type)


@cache
def other_names(terraform_type: str) -> tuple[str, ...]:
    """Other Terraform types that stand for the same thing in its cloud, and that no live resource is called by.

    `aws_alb` is an `aws_lb`, `azurerm_virtual_machine` a machine with Linux or with Windows, and what Cloud Control's
    types make is what the cloud has: it does not know which resource block made it.
    """
    known = entry(terraform_type)
    native = known.api_name if known is not None else ""
    older = (row["other_name"] for row in read_rows("same") if row["terraform_type"] == terraform_type)
    by_cloud_control = (
        each.type for each in entries() if each.api_name == native and each.type.startswith(_CLOUD_CONTROL)
    )
    return (*older, *by_cloud_control) if native else tuple(older)


def is_known_type(terraform_type: str) -> bool:
    """Whether the catalog holds this Terraform type; if not, its name may be made up."""
    return entry(terraform_type) is not None


@lru_cache(maxsize=4096)
def made_up_type(cloud: Cloud, native_type: str) -> str:
    """A name in Terraform's style for a type that the catalog does not hold, so that globs on families reach it.

    `ec2:prefix-list` gives `aws_ec2_prefix_list`, `Microsoft.Foo/bars` `azurerm_foo_bars`, `foo.googleapis.com/BarBaz`
    `google_foo_bar_baz`. It is never the name of a catalog type that means something else.
    """
    match cloud:
        case Cloud.AWS:
            prefix, words = "aws", _aws_words(native_type)
        case Cloud.AZURE:
            # Resource Graph writes types in lower case, Resource Manager in camel case: both must give one name.
            prefix, words = "azurerm", _joined(native_type.lower().removeprefix("microsoft."))
        case Cloud.GCP:
            prefix, words = "google", _gcp_words(native_type)
        case Cloud.OTHER:
            prefix, words = "other", _joined(native_type)
        case _:
            assert_never(cloud)
    name = f"{prefix}_{words or _NAMELESS}"
    is_another = entry(name) is not None and _known_names(cloud).get(native_type.lower()) != name
    return f"{name}_other" if is_another else name


def _aws_words(native_type: str) -> str:
    """Service and kind: of `AWS::ECS::TaskSet` and of `ecs:task-set` alike."""
    service, _, kind = native_type.removeprefix("AWS::").replace("::", ":").partition(":")
    family = _families().get(service.lower(), _NOT_IN_NAMES.sub("", service.lower()))
    return f"{family}_{_snake(kind)}".strip("_")


def _gcp_words(native_type: str) -> str:
    service, _, kind = native_type.partition("/")
    return _joined(f"{service.removesuffix('.googleapis.com')}_{_snake(kind)}")


@cache
def _families() -> Mapping[str, str]:
    """What Terraform calls a service that AWS's ARNs or CloudFormation call otherwise."""
    return MappingProxyType({row["service"]: row["family"] for row in read_rows("aws_families")})


def _snake(name: str) -> str:
    return _joined(_WORD_STARTS.sub("_", name).lower())


def _joined(name: str) -> str:
    return _NOT_IN_NAMES.sub("_", name.lower()).strip("_")


def _holds(row: _Row, body: Mapping[str, Any]) -> bool:
    """Whether the record has that value: `*` is any, and one at its end any rest."""
    expected = row.value.lower()
    texts = [str(value).lower() for value in values_at(body, row.path)]
    if expected == "*":
        return bool(leaves_at(body, row.path))
    if expected.endswith("*"):
        return any(text.startswith(expected[:-1]) for text in texts)
    return expected in texts


@cache
def _rows(cloud: Cloud) -> Mapping[str, tuple[_Row, ...]]:
    found: dict[str, list[_Row]] = {}
    for row in read_rows(f"{cloud}_names"):
        for native_type in row["native_type"].split("|"):
            read = _Row(row["path"], row["value"], row["terraform_type"])
            found.setdefault(native_type.lower(), []).append(read)
    return MappingProxyType({native_type: tuple(rows) for native_type, rows in found.items()})


@cache
def _known_names(cloud: Cloud) -> Mapping[str, str]:
    """Terraform types by native name in lower case; what the ARNs are called stands beside the catalog's own names."""
    found: dict[str, str] = {}
    if cloud is Cloud.AWS:
        for row in read_rows("aws_arns"):
            if row["terraform_type"]:
                found.setdefault(row["native_type"].lower(), row["terraform_type"])
    for known in entries():
        # Cloud Control's types are another way to make the same resources, not other resources.
        if known.cloud is cloud and known.api_name and not known.type.startswith(_CLOUD_CONTROL):
            found.setdefault(known.api_name.lower(), known.type)
    return MappingProxyType(found)
