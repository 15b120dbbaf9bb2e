"""A bundle as a folder: the documents, the manifest, the coverage page, and the policy that all of it came from.

The policy lies in the bundle so that it can be proved, compared and replayed by itself, anywhere.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.errors import BadInput, BadUsage
from costguard.model.guardrail import Document
from costguard.reports.guardrails.manifest import Manifest, read_manifest

MANIFEST: Final = "manifest.json"
_POLICY: Final = "policy"


class BundleFolder(msgspec.Struct, frozen=True):
    """A bundle that was read. `edited` are the documents that are not as they were emitted, `missing` those gone."""

    manifest: Manifest
    documents: tuple[Document, ...]
    policy_files: tuple[Path, ...]
    edited: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def refuse_foreign(folder: Path) -> None:
    """Raises BadUsage for a folder that holds something else than a bundle: nothing there is ever overwritten."""
    if folder.exists() and not folder.is_dir():
        raise BadUsage(f"{folder} is a file; give --out a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise BadUsage(f"{folder} is not empty and holds no bundle; give --out a new or empty folder")


def contents(
    documents: Iterable[Document], policy_files: Sequence[Path], pages: Mapping[str, str]
) -> dict[str, str | bytes]:
    """Every file of a bundle by its path in it, the manifest last: a bundle that has one is whole."""
    copies = {f"{_POLICY}/{name}": file.read_bytes() for name, file in copied_names(policy_files).items()}
    manifest = {MANIFEST: pages[MANIFEST]}
    others = {path: text for path, text in pages.items() if path != MANIFEST}
    return {**{document.path: document.text for document in documents}, **copies, **others, **manifest}


def copied_names(policy_files: Sequence[Path]) -> dict[str, Path]:
    """Where each file of the policy goes, below `policy/`: as they lay to each other, so that registries are found."""
    real = [file.resolve() for file in policy_files]
    if not real:
        return {}
    root = Path(os.path.commonpath([file.parent for file in real]))
    return {file.relative_to(root).as_posix(): file for file in real}


def stale_files(folder: Path, written: Iterable[str]) -> tuple[Path, ...]:
    """Documents that an earlier bundle in the folder held and this one does not."""
    if not (folder / MANIFEST).is_file():
        return ()
    old = {document.path for document in read_manifest(_text(folder / MANIFEST)).documents}
    return tuple(folder / path for path in sorted(old - set(written)) if (folder / path).is_file())


def read_bundle(folder: Path) -> BundleFolder:
    """The bundle in a folder, its documents as they are now. Raises BadInput where it is none."""
    if not (folder / MANIFEST).is_file():
        raise BadInput(
            f"{folder} holds no bundle: it has no {MANIFEST}; write one with `costguard emit --out {folder}`"
        )
    manifest = read_manifest(_text(folder / MANIFEST))
    documents: list[Document] = []
    edited: list[str] = []
    missing: list[str] = []
    for listed in manifest.documents:
        path = _inside(folder, listed.path)
        if not path.is_file():
            missing.append(listed.path)
            continue
        text = _text(path)
        if hashlib.sha256(text.encode()).hexdigest() != listed.sha256.removeprefix("sha256:"):
            edited.append(listed.path)
        documents.append(Document(listed.path, listed.kind, text, listed.rules))
    return BundleFolder(
        manifest=manifest,
        documents=tuple(documents),
        policy_files=tuple(_inside(folder, f"{_POLICY}/{name}") for name in manifest.policy.copies),
        edited=tuple(edited),
        missing=tuple(missing),
    )


def _inside(folder: Path, path: str) -> Path:
    """INVARIANT: a manifest never reaches out of its folder."""
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise BadInput(f"the manifest of {folder} names `{path}`, which lies outside of it; emit the bundle again")
    return folder / path


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}; emit the bundle again") from error
