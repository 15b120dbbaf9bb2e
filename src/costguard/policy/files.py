"""Finds and reads the files of a policy, and says in one sentence why one cannot be read."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from costguard.model.location import Location
from costguard.policy.faults import Faults

MAX_BYTES: Final = 5_000_000
"""The largest file of a policy. What people write is thousands of times smaller."""

_ENDINGS: Final = (".yaml", ".yml")


def find_files(paths: Sequence[Path], faults: Faults) -> tuple[Path, ...]:
    """Every file that `paths` name: files as they are, folders searched for YAML, in sorted order, each file once.

    Files and folders whose name begins with a dot are passed over.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _files_of(path, faults):
            found.setdefault(file.resolve(), file)
    return tuple(found.values())


def read_text(path: Path, faults: Faults, at: Location | None = None) -> str | None:
    """The file's text (UTF-8, with or without a byte order mark); None when a problem, at `at`, says why not."""
    place = at or Location(path.as_posix())
    name = f"`{path.as_posix()}` " if at else ""
    try:
        if not path.is_file():
            faults.add(place, f"{name}is not there, or is no file; check the path")
            return None
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        faults.add(
            place, f"{name}cannot be read: {(error.strerror or 'unknown reason').lower()}; check its permissions"
        )
        return None
    except ValueError:  # a path with a null character
        faults.add(place, f"{name}is no path; check its characters")
        return None
    if len(content) > MAX_BYTES:
        faults.add(
            place, f"{name}is larger than {MAX_BYTES // 1_000_000} MB; split it, or check that it is the right file"
        )
        return None
    return _decoded(content, place, name, faults)


def _files_of(path: Path, faults: Faults) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    inside = sorted(file for file in path.rglob("*") if file.suffix in _ENDINGS and _is_visible(file, path))
    if not inside:
        faults.add(Location(path.as_posix()), "the folder holds no .yaml or .yml file; name the folder of the policy")
    yield from inside


def _is_visible(file: Path, folder: Path) -> bool:
    return file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)


def _decoded(content: bytes, at: Location, name: str, faults: Faults) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.add(at, f"{name}is not UTF-8 (line {line} has the byte 0x{content[error.start]:02x}); save it as UTF-8")
        return None
