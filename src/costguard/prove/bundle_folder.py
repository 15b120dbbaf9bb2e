"""A bundle as a folder: the documents, the manifest, the coverage pages, and the policy that all of it came from.

The policy lies in the bundle so that it can be proved, compared and replayed by itself, anywhere.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from costguard.emit.options import EmitOptions, Limits
from costguard.model.errors import BadInput, BadUsage
from costguard.model.guardrail import Document, DocumentKind, Guardrails
from costguard.policy.load import load
from costguard.policy.policy_set import PolicySet
from costguard.reports.guardrails.coverage_html import coverage_html
from costguard.reports.guardrails.coverage_markdown import coverage_markdown
from costguard.reports.guardrails.manifest import DocumentRow, Manifest, manifest, read_manifest

MANIFEST: Final = "manifest.json"
_POLICY: Final = "policy"
_COPIES: Final = "policy_copies"
_EMIT: Final = "emit"
_LONGEST_PATH: Final = 240
_MOST_SHOWN: Final = 40
_Kind = TypeVar("_Kind")


class BundleFolder(msgspec.Struct, frozen=True):
    """A bundle that was read. `edited` documents are not as they were emitted, `missing` ones are gone."""

    manifest: Manifest
    documents: tuple[Document, ...]
    policy: PolicySet
    options: EmitOptions
    edited: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def refuse_foreign(folder: Path) -> None:
    """Raises BadUsage for a folder that holds something else than a bundle: nothing there is ever overwritten."""
    if folder.exists() and not folder.is_dir():
        raise BadUsage(f"{folder} is a file; give --out a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise BadUsage(f"{folder} is not empty and holds no bundle; give --out a new or empty folder")


def contents(guardrails: Guardrails, options: EmitOptions, policy_files: Sequence[Path]) -> dict[str, str]:
    """Every file of a bundle by its path in it, the manifest last: a bundle that has one is whole."""
    copies = _copied_names(policy_files)
    told = {_EMIT: msgspec.to_builtins(options), _COPIES: list(copies)}
    return {
        **{document.path: document.text for document in guardrails.documents},
        **{f"{_POLICY}/{name}": file.read_text(encoding="utf-8") for name, file in copies.items()},
        "coverage.md": coverage_markdown(guardrails, _sizes(options.limits)),
        "coverage.html": coverage_html(guardrails, _sizes(options.limits)),
        MANIFEST: manifest(guardrails, told),
    }


def _sizes(limits: Limits) -> dict[DocumentKind, int]:
    """The most that a document of each kind takes."""
    return {
        DocumentKind.SCP: limits.scp_characters,
        DocumentKind.TAG_POLICY: limits.tag_policy_characters,
        DocumentKind.AZURE_DEFINITION: limits.azure_request_bytes,
        DocumentKind.AZURE_INITIATIVE: limits.azure_request_bytes,
    }


def stale_files(folder: Path, written: Iterable[str]) -> tuple[Path, ...]:
    """What an earlier bundle in the folder held and this one does not: documents, and copies of policy files."""
    if not (folder / MANIFEST).is_file():
        return ()
    old = _manifest(folder)
    held = {*(row.path for row in old.documents), *(f"{_POLICY}/{name}" for name in _copies(old))}
    return tuple(path for name in sorted(held - set(written)) if (path := _inside(folder, name)).is_file())


def read_bundle(folder: Path) -> BundleFolder:
    """The bundle in a folder, its documents as they are now. Raises BadInput where it is none."""
    if not (folder / MANIFEST).is_file():
        raise BadInput(f"{folder} holds no bundle, for it has no {MANIFEST}; write one with `costguard emit --out DIR`")
    told = _manifest(folder)
    found = {row: _inside(folder, row.path) for row in told.documents}
    documents = {
        row: Document(row.path, row.kind, _text(path), row.rules) for row, path in found.items() if path.is_file()
    }
    return BundleFolder(
        manifest=told,
        documents=tuple(documents.values()),
        policy=_policy(folder, told),
        options=_options(told),
        edited=tuple(row.path for row, document in documents.items() if _is_edited(row, document)),
        missing=tuple(row.path for row in told.documents if row not in documents),
    )


def _manifest(folder: Path) -> Manifest:
    try:
        return read_manifest(_text(folder / MANIFEST))
    except BadInput as error:
        raise BadInput(f"{folder}: {error}") from error


def _policy(folder: Path, told: Manifest) -> PolicySet:
    """The policy that the bundle was emitted from, for the day it was. Raises BadInput where its copy was changed."""
    files = [_inside(folder, f"{_POLICY}/{name}") for name in _copies(told) if name.endswith((".yaml", ".yml"))]
    policy = load(files, _day(told.policy.today))
    if policy.digest != told.policy.digest:
        raise BadInput(
            f"the policy in {folder / _POLICY} is not the one that the bundle was emitted from; emit it again"
        )
    return msgspec.structs.replace(policy, files=told.policy.files)


def _copies(told: Manifest) -> tuple[str, ...]:
    """Where the files of the policy lie, below `policy/`."""
    return _of_this_version(told.options.get(_COPIES, ()), tuple[str, ...])


def _day(text: str) -> date:
    return _of_this_version(text, date)


def _of_this_version(value: object, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise BadInput(f"the manifest holds no options of this version ({error}); emit the bundle again") from error


def _options(told: Manifest) -> EmitOptions:
    return _of_this_version(told.options.get(_EMIT, {}), EmitOptions)


def _copied_names(policy_files: Sequence[Path]) -> dict[str, Path]:
    """Where each file of the policy goes, below `policy/`: as they lie to each other, so that registries are found."""
    real = [file.resolve() for file in policy_files]
    root = Path(os.path.commonpath([file.parent for file in real]))
    return {file.relative_to(root).as_posix(): file for file in real}


def _is_edited(row: DocumentRow, document: Document) -> bool:
    return hashlib.sha256(document.text.encode()).hexdigest() != row.sha256


def _inside(folder: Path, path: str) -> Path:
    """INVARIANT: a manifest never reaches out of its folder."""
    if len(path) > _LONGEST_PATH or not path.isprintable():
        raise BadInput(
            f"the manifest of {folder} names {path[:_MOST_SHOWN]!r}, which is no file; emit the bundle again"
        )
    if not (folder / path).resolve().is_relative_to(folder.resolve()):
        raise BadInput(f"the manifest of {folder} names `{path}`, which lies outside of it; emit the bundle again")
    return folder / path


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}; emit the bundle again") from error
