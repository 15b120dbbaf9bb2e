"""Tells by its content what kind of inventory a file is; for what is none it says what it is and what to do."""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.sources.snapshot.answers import Form
from costguard.sources.snapshot.aws_config import ITEMS
from costguard.sources.snapshot.columns import columns_of, refuse_bill
from costguard.sources.snapshot.csv_file import header_of
from costguard.sources.snapshot.given import Given
from costguard.sources.snapshot.json_records import BYTE_ORDER_MARK, answer_in, json_records

_TAKES: Final = "give Parquet, NDJSON or CSV with id, type and tags, an AWS Config or Cloud Asset export, or a state"


class Kind(StrEnum):
    """The kinds of files that hold an inventory."""

    PARQUET = "parquet"
    NDJSON = "ndjson"
    CSV = "csv"
    AWS_CONFIG = "aws-config"
    CAI = "cai"
    TERRAFORM_STATE = "terraform-state"


_PARQUET: Final = b"PAR1"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_BINARY: Final = (
    (b"PK\x03\x04", "a zip archive or a binary Terraform plan; unzip it, or check the plan with `costguard check`"),
    (b"Obj\x01", "Avro; convert it to Parquet"),
    (b"ORC", "ORC; convert it to Parquet"),
    (b"ARROW1", "an Arrow file; convert it to Parquet"),
    (b"SQLite format 3", "a SQLite database; export its table as Parquet or CSV"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; decompress it, or compress it with gzip"),
    (b"BZh", "compressed with bzip2; decompress it, or compress it with gzip"),
    (b"\xfd7zXZ", "compressed with xz; decompress it, or compress it with gzip"),
    (b"%PDF", f"a PDF, not an inventory; {_TAKES}"),
)  # fmt: skip

_STATE_V4: Final = ({"version", "resources"}, {"version", "lineage"}, {"version", "serial"})
_STATE: Final = "write the state with `terraform state pull` or `terraform show -json`"
_EXPORT: Final = "give what `gcloud asset export --content-type=resource` writes"
_OTHER_JSON: Final[tuple[tuple[frozenset[str], str], ...]] = (
    (frozenset({"resource_changes"}), "a Terraform plan, not an inventory; check it with `costguard check`"),
    (frozenset({"planned_values"}), "a Terraform plan, not an inventory; check it with `costguard check`"),
    (frozenset({"@level"}), "the log of `terraform plan -json`; write the plan and give it to `costguard check`"),
    (frozenset({"taxonomy"}), f"a policy, not an inventory; give it with `--policy`, and {_TAKES}"),
    (frozenset({"rules", "version"}), f"a policy, not an inventory; give it with `--policy`, and {_TAKES}"),
    (frozenset({"backend", "version"}), f"what `terraform init` notes of where a state lies, not the state; {_STATE}"),
    (frozenset({"encrypted_data"}), "an encrypted state; write it out with `tofu show -json`"),
    (frozenset({"schema", "findings"}), f"a report of costguard, not an inventory; {_TAKES}"),
    (frozenset({"provider_schemas"}), f"a dump of provider schemas, not an inventory; {_TAKES}"),
    (frozenset({"AWSTemplateFormatVersion"}), f"a CloudFormation template, not an inventory; {_TAKES}"),
    (frozenset({"Records"}), f"an audit log, not an inventory; {_TAKES}"),
    (frozenset({"configurationItemSummary"}),
     "AWS Config's notice of an item that is too large for it; give the item itself"),
    (frozenset({"resourceIdentifiers"}), "a list of AWS Config without tags; give a snapshot of AWS Config"),
    (frozenset({"asset", "window"}), f"a feed of changes to assets, not what is there; {_EXPORT}"),
    (frozenset({"selfLink", "kind"}), f"a list of one Google API, which tells no types; {_EXPORT}"),
    (frozenset({"reported", "id"}),
     "a graph of Fix Inventory, whose kinds are its own; write CSV with id, type and tags from it"),
)  # fmt: skip
_BESIDE_A_CALL: Final = frozenset({"ResponseMetadata", "NextToken", "nextToken", "Marker", "NextMarker", "Owner"})
_POLICY: Final = re.compile(r"(?m)^(taxonomy|rules|waivers|approvals):\s*$")
_OBJECT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def kind_of(file: Given) -> Kind:
    """The kind of a file. Raises BadInput, with what to do, for one that holds no inventory."""
    refuse_binary(file)
    if file.head.startswith(_PARQUET):
        return Kind.PARQUET
    start = file.head.removeprefix(BYTE_ORDER_MARK).lstrip()
    if start.startswith((b"{", b"[")):
        return _kind_of_json(file)
    columns = columns_of(header := header_of(file.head.removeprefix(BYTE_ORDER_MARK).lstrip()))
    refuse_bill(header, file.name)
    if "id" in columns.known and len(header) > 1:
        return Kind.CSV
    raise BadInput(f"{file.name} is {_text(file)}")


def refuse_binary(file: Given) -> None:
    """Raise BadInput for a file that is empty, or in a form that no reader of inventories takes."""
    if not file.head.removeprefix(BYTE_ORDER_MARK).strip():
        raise BadInput(f"{file.name} is empty; {_TAKES}")
    if file.is_zipped and file.head.startswith(_PARQUET):
        raise BadInput(f"{file.name} is a gzipped Parquet file; unzip it first, Parquet is compressed inside")
    if file.head.startswith(_UTF_16):
        raise BadInput(f"{file.name} is UTF-16, as PowerShell's `>` writes it; save it as UTF-8")
    for magic, sentence in _BINARY:
        if file.head.startswith(magic):
            raise BadInput(f"{file.name} is {sentence}")


def _kind_of_json(file: Given) -> Kind:
    answer = answer_in(file)
    if answer is not None and answer.form in (Form.CONFIG, Form.CONFIG_QUERY):
        return Kind.AWS_CONFIG
    record = next(json_records(file), None)
    if record is None:  # an empty array: nothing is there
        return Kind.NDJSON
    try:
        fields = _OBJECT.decode(record.content)
    except msgspec.ValidationError as error:
        raise BadInput(f"{record.where} is no JSON object; an inventory holds one object a resource") from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadInput(f"{record.where} is no complete JSON ({error}); write the file again") from error
    return _kind_of_keys(fields) or _kind_of_fields(fields, file)


def _kind_of_fields(fields: Mapping[str, msgspec.Raw], file: Given) -> Kind:
    """The kind of what has no marks of a kind: records of our own columns, or nothing that is an inventory."""
    keys = fields.keys()
    for marks, sentence in _OTHER_JSON:
        if marks <= keys:
            raise BadInput(f"{file.name} is {sentence}")
    refuse_bill(keys, file.name)
    if {"format_version"} <= keys:
        raise BadInput(f"{file.name} is what `terraform show -json` prints where there is no state; {_STATE}")
    columns = columns_of(tuple(keys))
    if columns.known.keys() & {"id", "type", "tags"}:
        return Kind.NDJSON
    if (named := _of_one_call(fields)) is not None:
        raise BadInput(
            f"{file.name} is what one call to AWS answers (`{named[:60]}`), without accounts; run "
            "`costguard audit aws`, or give a snapshot of AWS Config"
        )
    raise BadInput(f"{file.name} is JSON but no inventory; {_TAKES}")


def _kind_of_keys(keys: Collection[str]) -> Kind | None:
    found = frozenset(keys)
    if "resource_changes" in found or "planned_values" in found:
        return None
    if ITEMS in found or {"resourceType", "configurationItemCaptureTime"} <= found:
        return Kind.AWS_CONFIG
    if "name" in found and found & {"asset_type", "assetType"}:
        return Kind.CAI
    if {"format_version", "values"} <= found or any(marks <= found for marks in _STATE_V4):
        return Kind.TERRAFORM_STATE
    return Kind.TERRAFORM_STATE if {"version", "modules"} <= found else None


def _of_one_call(fields: Mapping[str, msgspec.Raw]) -> str | None:
    """The list that an answer of the AWS command line holds, such as `Volumes`; None of what is none."""
    named = [name for name in fields if name not in _BESIDE_A_CALL]
    is_list = len(named) == 1 and named[0][:1].isupper() and bytes(fields[named[0]]).lstrip().startswith(b"[")
    return named[0] if is_list else None


def _text(file: Given) -> str:
    """What a file of text is that holds no inventory."""
    start = file.head[:4096].decode("utf-8", "replace")
    if _POLICY.search(start):
        return f"a policy, not an inventory; give it with `--policy`, and {_TAKES}"
    if b"\x00" in file.head:
        return f"a binary file of a kind that costguard does not know; {_TAKES}"
    return f"no inventory that costguard knows; {_TAKES}"
