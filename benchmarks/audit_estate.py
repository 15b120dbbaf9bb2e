"""Makes up inventories of any size in Parquet, in the columns that a collection writes; the same from the same seed.

    python benchmarks/audit_estate.py ROWS FILE

Fifteen types on three clouds, 2,000 accounts, 6.4 tags a resource. A fifth of the five tags of `audit_policy.yaml` is
missing, and some values are wrong. No key is like another, so that a tag is there, or it is not.
"""

import argparse
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from costguard.tables.inventory import ATTRIBUTES, BATCH_ROWS, SCHEMA, WORD

_Codes: TypeAlias = npt.NDArray[np.integer]

SEED: Final = 7
_ACCOUNTS: Final = 2_000
_CLOUDS: Final = ("aws", "azure", "gcp")
_TYPES: Final = {
    "aws_instance": "AWS::EC2::Instance",
    "aws_ebs_volume": "AWS::EC2::Volume",
    "aws_s3_bucket": "AWS::S3::Bucket",
    "aws_db_instance": "AWS::RDS::DBInstance",
    "aws_lambda_function": "AWS::Lambda::Function",
    "aws_iam_role": "AWS::IAM::Role",
    "aws_cloudwatch_log_group": "AWS::Logs::LogGroup",
    "aws_security_group": "AWS::EC2::SecurityGroup",
    "azurerm_linux_virtual_machine": "Microsoft.Compute/virtualMachines",
    "azurerm_managed_disk": "Microsoft.Compute/disks",
    "azurerm_storage_account": "Microsoft.Storage/storageAccounts",
    "azurerm_key_vault": "Microsoft.KeyVault/vaults",
    "google_compute_instance": "compute.googleapis.com/Instance",
    "google_storage_bucket": "storage.googleapis.com/Bucket",
    "google_bigquery_dataset": "bigquery.googleapis.com/Dataset",
}
_CLOUD_OF_TYPE: Final = np.array([0] * 8 + [1] * 4 + [2] * 3, np.int32)
_REGIONS: Final = (("us-east-1", "us-west-2"), ("westeurope", "northeurope"), ("us-central1", "europe-west1"))
_SOURCES: Final = ("resource-explorer", "resource-graph", "cloud-asset")

_TAGS: Final[tuple[tuple[str, float, tuple[str, ...], tuple[float, ...] | None], ...]] = (
    ("environment", 0.85, ("prod", "staging", "dev", "sandbox", "Production", "prd"), (0.4, 0.2, 0.2, 0.1, 0.05, 0.05)),
    ("cost_center", 0.80, (*(f"CC-{n:04d}" for n in range(1500)), "cc12", "unknown", "CC-12", "none"), None),
    ("owner", 0.75, (*(f"user{n}@example.com" for n in range(5000)), "bob", "n/a"), None),
    ("application", 0.90, (*(f"app-{n}" for n in range(3000)), "App One"), None),
    ("data_class", 0.60, ("public", "internal", "confidential", "restricted", "secret"), (0.3, 0.3, 0.2, 0.15, 0.05)),
    *((key, 0.5, tuple(f"v{n}" for n in range(997)), None)
      for key in ("Name", "aws:cloudformation:stack-name", "squad", "created-by", "k8s.io/cluster")),
)  # fmt: skip
"""Key, how often it is there, its values, and how often each comes (evenly where nothing is said)."""


def write_estate(path: Path, rows: int, seed: int = SEED) -> Path:
    """Write so many resources; the file is there once it is whole."""
    unfinished = path.with_suffix(".part")
    with pq.ParquetWriter(unfinished, SCHEMA, compression="zstd") as writer:
        for first in range(0, rows, BATCH_ROWS):
            writer.write_batch(resources(first, min(BATCH_ROWS, rows - first), seed), row_group_size=BATCH_ROWS)
    return unfinished.rename(path)


def resources(first: int, rows: int, seed: int = SEED) -> pa.RecordBatch:
    """Resources by their number, from `first` on."""
    chance = np.random.default_rng([seed, first])
    kinds = chance.integers(0, len(_TYPES), rows, np.int32)
    clouds = _CLOUD_OF_TYPE[kinds]
    accounts = chance.integers(0, _ACCOUNTS, rows, np.int32)
    regions = (clouds * 2 + chance.integers(0, 2, rows)).astype(np.int32)
    columns = {
        "id": _ids(first, kinds, accounts),
        "cloud": _words(clouds, _CLOUDS),
        "type": _words(kinds, tuple(_TYPES)),
        "native_type": _words(kinds, tuple(_TYPES.values())),
        "account": _words(accounts, _account_names()),
        "region": _words(regions, tuple(name for pair in _REGIONS for name in pair)),
        "group": _words(np.where(clouds == 1, accounts % 40 + 1, 0), ("", *(f"rg-{n}" for n in range(40)))),
        "tags": _tags(chance, rows),
        "tags_incomplete": _words(np.zeros(rows, np.int32), ("",)),
        "attributes": _attributes(chance, rows),
        "source": _words(clouds, _SOURCES),
        "sensitive": pa.nulls(rows, pa.list_(pa.string())),
    }
    return pa.record_batch([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _ids(first: int, kinds: _Codes, accounts: _Codes) -> pa.Array:
    names, types = _account_names(), tuple(_TYPES)
    return pa.array(
        [
            f"{types[kind]}/{names[account]}/{number:010d}"
            for number, (kind, account) in enumerate(zip(kinds.tolist(), accounts.tolist(), strict=True), first)
        ],
        pa.string(),
    )


def _account_names() -> tuple[str, ...]:
    return tuple(f"{number:012d}" for number in range(_ACCOUNTS))


def _words(codes: _Codes, words: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words, pa.string())).cast(WORD)


def _tags(chance: np.random.Generator, rows: int) -> pa.Array:
    """Row by row: the tags that are there, in the order of `_TAGS`."""
    is_there = chance.random((rows, len(_TAGS))) < np.array([share for _, share, _, _ in _TAGS])
    starts = np.cumsum([0, *(len(values) for _, _, values, _ in _TAGS)])
    codes = np.stack(
        [start + chance.choice(len(values), rows, p=weights)
         for start, (_, _, values, weights) in zip(starts, _TAGS, strict=False)], axis=1,
    )  # fmt: skip
    keys = np.broadcast_to(np.arange(len(_TAGS)), is_there.shape)
    return pa.MapArray.from_arrays(
        pa.array(np.concatenate(([0], np.cumsum(is_there.sum(axis=1)))), pa.int32()),
        pa.array([key for key, *_ in _TAGS]).take(pa.array(keys[is_there])),
        pa.array([value for _, _, values, _ in _TAGS for value in values]).take(pa.array(codes[is_there])),
    )


def _attributes(chance: np.random.Generator, rows: int) -> pa.Array:
    """One size a resource: a collection tells few attributes, and the policy asks for none of them."""
    names = pa.array(["size_gb"]).take(pa.array(np.zeros(rows, np.int64)))
    sizes = pa.array([str(size) for size in range(100)]).take(pa.array(chance.integers(0, 100, rows)))
    pairs = pa.StructArray.from_arrays([names, sizes], fields=list(ATTRIBUTES.value_type))
    return pa.ListArray.from_arrays(pa.array(np.arange(rows + 1), pa.int32()), pairs).cast(ATTRIBUTES)


def main() -> None:
    """Write the file that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    print(write_estate(given.file, given.rows))


if __name__ == "__main__":
    main()
