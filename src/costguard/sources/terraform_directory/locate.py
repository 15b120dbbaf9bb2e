"""Finds the file and line of the block that a planned resource comes from, so that a finding can point at it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.errors import BadUsage
from costguard.model.location import Location
from costguard.model.resource import Resource
from costguard.sources.terraform_plan.address import block_name, module_path

_BLOCK: Final = re.compile(r'^\s*(resource|module)\s+"([^"]+)"(?:\s+"([^"]+)")?\s*\{?')
_SOURCE: Final = re.compile(r'^\s*source\s*=\s*"([^"]+)"')
_SUFFIXES: Final = (".tf", ".tofu")
# What `terraform init` notes of the modules it has fetched.
_MANIFEST: Final = Path(".terraform/modules/modules.json")


class _Blocks(msgspec.Struct, frozen=True):
    """The blocks of one folder: lines of resources by type and name, sources of module calls by name."""

    resources: Mapping[tuple[str, str], Location]
    sources: Mapping[str, str]


class BlockLocations(msgspec.Struct, frozen=True, dict=True):
    """The blocks under a root module's folder. Raises BadUsage when there is no such folder."""

    root: Path
    _folders: dict[Path, _Blocks] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.root.is_dir():
            raise BadUsage(f"--terraform-dir {self.root} is no folder; give the folder of the root module")

    def located(self, resources: Iterable[Resource]) -> Iterator[Resource]:
        """The same resources, each with the place of its block where the code is at hand."""
        for resource in resources:
            yield msgspec.structs.replace(resource, location=self.location(resource))

    def location(self, resource: Resource) -> Location | None:
        """The place of a resource's block; None where its module's code is not at hand."""
        folder = self._folder(module_path(resource.module))
        if folder is None:
            return None
        name = block_name(resource.part_of or resource.address, resource.module)
        return self._blocks(folder).resources.get((resource.type, name))

    def _folder(self, path: tuple[str, ...]) -> Path | None:
        if not path:
            return self.root
        if fetched := self._manifest.get(".".join(path)):
            return self.root / fetched
        parent = self._folder(path[:-1])
        source = self._blocks(parent).sources.get(path[-1], "") if parent is not None else ""
        return parent / source if parent is not None and source.startswith(("./", "../")) else None

    @cached_property
    def _manifest(self) -> Mapping[str, str]:
        try:
            manifest = json.loads((self.root / _MANIFEST).read_text(encoding="utf-8"))
            return {module["Key"]: str(module["Dir"]) for module in manifest["Modules"] if module["Key"]}
        except (OSError, ValueError, KeyError, TypeError):
            return {}  # `terraform init` has not run here; local sources are followed instead

    def _blocks(self, folder: Path) -> _Blocks:
        if folder not in self._folders:
            self._folders[folder] = _scan(folder)
        return self._folders[folder]


def _scan(folder: Path) -> _Blocks:
    resources: dict[tuple[str, str], Location] = {}
    sources: dict[str, str] = {}
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for file in files:
        if file.suffix in _SUFFIXES and file.is_file():
            _scan_file(file, resources, sources)
    return _Blocks(resources, sources)


def _scan_file(file: Path, resources: dict[tuple[str, str], Location], sources: dict[str, str]) -> None:
    module = ""
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if block := _BLOCK.match(line):
            kind, first, second = block.groups()
            module = first if kind == "module" else ""
            if kind == "resource" and second:
                resources.setdefault((first, second), Location(file.as_posix(), number))
        elif module and (source := _SOURCE.match(line)):
            sources.setdefault(module, source[1])
