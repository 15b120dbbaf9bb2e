"""Every AWS path exists in the provider's own schema, where Terraform and a provider mirror are at hand."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from costguard.catalog.entry import AttributePath, Entry
from costguard.catalog.lookup import entries

Schema = dict[str, Any]

# Names of other provider versions: those of 3 and 4 that 5 removed, those that 6 added.
OTHER_VERSIONS = {
    ("aws_elasticache_replication_group", "number_cache_clusters"),
    ("aws_elasticache_replication_group", "cluster_mode.num_node_groups"),
    ("aws_elasticache_replication_group", "cluster_mode.replicas_per_node_group"),
    ("aws_msk_cluster", "broker_node_group_info.ebs_volume_size"),
    ("aws_eks_cluster", "deletion_protection"),
}
VERSION = "5.100.0"


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Schema]:
    terraform = shutil.which("terraform")
    provider = next(_mirrored_providers(), None)
    if terraform is None or provider is None:
        pytest.skip(
            f"Terraform is not at hand, or COSTGUARD_TERRAFORM_PLUGINS names no mirror with hashicorp/aws {VERSION}"
        )
    folder = tmp_path_factory.mktemp("schema")
    (folder / "main.tf").write_text(
        "terraform {\n  required_providers {\n    aws = {\n"
        f'      source  = "hashicorp/aws"\n      version = "{VERSION}"\n'
        "    }\n  }\n}\n"
    )
    mirror = provider.parents[3]
    subprocess.run([terraform, "init", f"-plugin-dir={mirror}"], cwd=folder, check=True, capture_output=True)
    shown = subprocess.run(
        [terraform, "providers", "schema", "-json"], cwd=folder, check=True, capture_output=True
    ).stdout
    (only,) = msgspec.json.decode(shown)["provider_schemas"].values()
    return only["resource_schemas"]


def test_every_type_and_path_exists(schemas: dict[str, Schema]):
    missing = {
        (known.type, path)
        for known in _aws_entries()
        for path in _paths(known)
        if known.type not in schemas or _attribute_at(schemas[known.type]["block"], path) is None
    }
    assert missing == OTHER_VERSIONS


def test_taggable_is_what_has_tags(schemas: dict[str, Schema]):
    wrong = [
        known.type
        for known in _aws_entries()
        if known.type in schemas and known.taggable != bool({"tags", "tag"} & _names_in(schemas[known.type]["block"]))
    ]
    assert wrong == []


def _aws_entries() -> list[Entry]:
    return [known for known in entries() if known.type.startswith("aws_")]


def _paths(known: Entry) -> list[str]:
    found: list[AttributePath] = list(known.attributes.values())
    tags = [known.tags_path] if known.tags_path else []
    return tags + [path for each in found for path in each.paths]


def _attribute_at(block: Schema, path: str) -> object:
    head, _, rest = path.partition(".")
    nested = block.get("block_types", {}).get(head)
    if nested is not None:
        return _attribute_at(nested["block"], rest) if rest else nested
    attribute = block.get("attributes", {}).get(head)
    if attribute is None or not rest:
        return attribute
    if "nested_type" in attribute:
        return _attribute_at(attribute["nested_type"], rest)
    return _type_at(attribute["type"], rest)


def _type_at(shape: Any, path: str) -> object:
    """The type at a path inside an attribute whose type is a list, set or map of objects."""
    match shape:
        case ["list" | "set" | "map", inner]:
            return _type_at(inner, path)
        case ["object", fields]:
            head, _, rest = path.partition(".")
            found = fields.get(head)
            return _type_at(found, rest) if found is not None and rest else found
        case _:
            return None


def _names_in(block: Schema) -> set[str]:
    return set(block.get("attributes", {})) | set(block.get("block_types", {}))


def _mirrored_providers() -> Iterator[Path]:
    mirror = os.environ.get("COSTGUARD_TERRAFORM_PLUGINS")
    return Path(mirror).glob(f"registry.terraform.io/hashicorp/aws/{VERSION}") if mirror else iter(())
