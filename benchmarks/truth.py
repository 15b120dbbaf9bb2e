"""What a right judge says of the made-up estate, told from what was planted and never from the plan itself."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from estate import PLACES, SIZES, Defect, Resource
from providers import tag_key
from tagging import final_tags

_FAR_REGION: Final = "ap-east-1"
_REGION_OF_PARENT: Final = "azurerm_mssql_database"
_WITHOUT_REGION: Final = "aws_iam_role"


class Expected(NamedTuple):
    """One finding: which rule, where, on which key, what kind of fault, and how certain it is."""

    rule: str
    address: str
    key: str
    code: str
    state: str = "violation"


def expected_findings(resource: Resource) -> Iterator[Expected]:
    """The findings on one resource under `policy.yaml`. What the plan leaves alone or deletes has none."""
    if "create" in resource.actions or "update" in resource.actions:
        yield from _tag_findings(resource)
        yield from _size_finding(resource)
        yield from _region_finding(resource)


def _tag_findings(resource: Resource) -> Iterator[Expected]:
    final = final_tags(resource)
    for dimension in resource.values:
        key = tag_key(dimension, resource.block.provider.name)
        code = _tag_code(resource, dimension, final.get(key))
        if code is not None:
            state = "undecided" if code == "unknown" else "violation"
            yield Expected("required-tags", resource.address, key, code, state)


def _tag_code(resource: Resource, dimension: str, value: str | None) -> str | None:
    is_target = dimension == resource.target
    if resource.defect is Defect.UNKNOWN or (is_target and resource.defect is Defect.UNKNOWN_VALUE):
        return "unknown"
    if value is None:
        return _code_of_absence(resource, is_target=is_target)
    if value == "":
        return "empty"
    return "invalid" if is_target and resource.defect is Defect.INVALID else None


def _code_of_absence(resource: Resource, *, is_target: bool) -> str | None:
    """Azure does not tell keys apart by case, so another case is right there."""
    if not is_target or resource.defect is not Defect.WRONG_CASE:
        return "missing"
    return None if resource.block.provider.name == "azurerm" else "misspelled"


def _size_finding(resource: Resource) -> Iterator[Expected]:
    sizes = SIZES.get(resource.block.type)
    if sizes is not None and resource.size == sizes[-1]:
        yield Expected("machine-sizes", resource.address, "instance_type", "forbidden")


def _region_finding(resource: Resource) -> Iterator[Expected]:
    """A database runs where its server does, and the servers are not in the plan: nobody can know."""
    if resource.block.type == _REGION_OF_PARENT:
        yield Expected("regions", resource.address, "region", "unknown", "undecided")
    elif resource.block.type != _WITHOUT_REGION and resource.region in _wrong_regions():
        yield Expected("regions", resource.address, "region", "invalid")


def _wrong_regions() -> frozenset[str]:
    return frozenset({_FAR_REGION, *(places[-1] for places in PLACES.values())})
