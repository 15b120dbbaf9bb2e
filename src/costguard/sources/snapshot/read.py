"""Reads inventories that lie in files, whatever their kind: the one way in for `costguard audit snapshot`."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput, BadUsage
from costguard.model.inventory import ScopeRead
from costguard.model.verdict import Input
from costguard.sources.inventory import Inventory
from costguard.sources.snapshot.asset_export import read_asset_export
from costguard.sources.snapshot.aws_config import read_aws_config
from costguard.sources.snapshot.contents import Contents
from costguard.sources.snapshot.csv_file import read_csv
from costguard.sources.snapshot.given import STANDARD_INPUT, Given, given
from costguard.sources.snapshot.ndjson import read_ndjson
from costguard.sources.snapshot.parquet_file import read_parquet
from costguard.sources.snapshot.paths import files_of
from costguard.sources.snapshot.recognise import Kind, kind_of, refuse_binary
from costguard.sources.snapshot.state_file import read_states
from costguard.sources.snapshot.tally import Tally

if TYPE_CHECKING:
    import pyarrow as pa

SNAPSHOT: Final = "snapshot"
KINDS: Final = tuple(str(kind) for kind in Kind)

_DESCRIPTION: Final = "snapshot.json"
_SHOWN_PATHS: Final = 3
_SHOWN_CHARACTERS: Final = 200


def read_snapshot(paths: tuple[str, ...], *, kind: str | None = None, cloud: Cloud | None = None) -> Inventory:
    """The inventory in some files: a snapshot's folder, or files of any kinds, folders and globs of them.

    A file's kind is told by its content; `kind` (one of KINDS) says it instead. `-` is standard input. `cloud` is that
    of resources of which neither type nor id tells it. Raises BadUsage for an unknown kind, and BadInput for what holds
    no inventory or is damaged: at once where a first look tells it, otherwise while the batches are read.
    """
    if kind is not None and kind not in KINDS:
        raise BadUsage(f"there is no kind `{kind}` of inventories; it is one of {', '.join(KINDS)}")
    if not paths:
        raise BadUsage("no inventory was named; give files, a folder, or `-` for standard input")
    folders = [path for path in paths if _is_snapshot(path)]
    if not folders:
        return _of_files(paths, Kind(kind) if kind is not None else None, cloud)
    if len(paths) > 1:
        raise BadUsage(
            f"{folders[0]} is a snapshot, and is audited by itself; give the other paths in a run of their own"
        )
    from costguard.sources.snapshot.folder import read_folder

    return read_folder(Path(folders[0]))


def _of_files(paths: tuple[str, ...], kind: Kind | None, cloud: Cloud | None) -> Inventory:
    files: dict[Kind, list[Given]] = {}
    for path in files_of(paths):
        file = given(path)
        refuse_binary(file)
        files.setdefault(kind or kind_of(file), []).append(file)
    contents = tuple(_contents(each, tuple(found), cloud) for each, found in files.items())
    all_files = [file for found in files.values() for file in found]
    return _inventory(contents, all_files, paths)


def _inventory(contents: tuple[Contents, ...], files: list[Given], paths: tuple[str, ...]) -> Inventory:
    tallies: dict[str, Tally] = {}
    read_each = _compared if len(files) > 1 else _one_by_one
    rows = [each.rows for each in contents if each.rows is not None]

    def batches() -> "Iterator[pa.RecordBatch]":
        tallies.clear()
        yield from read_each(contents, tallies)

    def coverage() -> tuple[ScopeRead, ...]:
        return tuple(scope for source, tally in tallies.items() for scope in tally.coverage(source))

    return Inventory(
        input=_input(contents, files, paths),
        batches=batches,
        coverage=coverage,
        containers=tuple(container for each in contents for container in each.containers),
        notes=tuple(note for each in contents for note in each.notes),
        rows=sum(rows) if len(rows) == len(contents) else None,
        files=tuple(file.path for file in files) if all(each.is_ours for each in contents) else (),
    )


def _one_by_one(contents: tuple[Contents, ...], tallies: dict[str, Tally]) -> "Iterator[pa.RecordBatch]":
    for each in contents:
        for batches in each.batches:
            yield from batches(tallies.setdefault(each.source, Tally()))


def _compared(contents: tuple[Contents, ...], tallies: dict[str, Tally]) -> "Iterator[pa.RecordBatch]":
    """The same of several files. Raises BadInput after the last batch where a resource stands in two of them."""
    from costguard.sources.snapshot.repeats import FilesSeen, first_of

    seen = FilesSeen()
    for each in contents:
        for batches in each.batches:
            for batch in batches(tallies.setdefault(each.source, Tally())):
                if each.is_compared:
                    seen.add(batch)
                yield batch
            seen.end_file()
    repeated = seen.repeated()
    if len(repeated):
        named = first_of(_one_by_one(tuple(each for each in contents if each.is_compared), {}), repeated)[
            :_SHOWN_CHARACTERS
        ]
        which = (
            f"1 resource, {named}, stands" if len(repeated) == 1 else f"{len(repeated):,} resources, as {named}, stand"
        )
        raise BadInput(f"{which} in more than one of the files; give each once")


def _input(contents: tuple[Contents, ...], files: list[Given], paths: tuple[str, ...]) -> Input:
    sources = {each.source for each in contents}
    versions = sorted({each.terraform_version for each in contents} - {""})
    return Input(
        kind=sources.pop() if len(sources) == 1 else SNAPSHOT,
        path=_named(files[0].name if len(files) == 1 else path for path in paths),
        digest=_digest(files),
        terraform_version=", ".join(versions),
    )


def _contents(kind: Kind, files: tuple[Given, ...], cloud: Cloud | None) -> Contents:
    match kind:
        case Kind.PARQUET:
            return read_parquet(files, cloud)
        case Kind.NDJSON:
            return read_ndjson(files, cloud)
        case Kind.CSV:
            return read_csv(files, cloud)
        case Kind.AWS_CONFIG:
            return read_aws_config(files)
        case Kind.CAI:
            return read_asset_export(files)
        case Kind.TERRAFORM_STATE:
            return read_states(files)
        case _:
            assert_never(kind)


def _is_snapshot(path: str) -> bool:
    try:
        return path != STANDARD_INPUT and (Path(path) / _DESCRIPTION).is_file()
    except OSError:  # what cannot be looked at is told where its files are
        return False


def _digest(files: list[Given]) -> str:
    """That of the file; of several the hash of their digests in order."""
    if len(files) == 1:
        return files[0].digest
    joined = "\n".join(file.digest for file in files)
    return f"sha256:{hashlib.sha256(joined.encode()).hexdigest()}"


def _named(paths: Iterator[str]) -> str:
    names = list(dict.fromkeys(paths))
    rest = f" and {len(names) - _SHOWN_PATHS} more" if len(names) > _SHOWN_PATHS else ""
    return ", ".join(names[:_SHOWN_PATHS]) + rest
