"""Writes the index of priced types, and the checksums by which damage to the price book's files is found.

python price_book/seal.py [--check]
"""

import hashlib
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from costguard.model.cloud import Cloud
from costguard.pricing.book.embedded import CHECKSUMS, FIGURES
from costguard.pricing.models import INDEX, modules


def main() -> int:
    """Write the indexes and SHA256SUMS, or with --check say whether they are up to date."""
    if "--check" in sys.argv:
        if all(_holds(path, text) for path, text in (*_indexes(), _checksums())):
            return 0
        print("the price book is not sealed; run `python price_book/seal.py`", file=sys.stderr)
        return 1
    for path, text in _indexes():
        path.write_text(text, encoding="utf-8")
    path, text = _checksums()
    path.write_text(text, encoding="utf-8")
    return 0


def _indexes() -> Iterator[tuple[Path, str]]:
    """Of each cloud the index of its priced types, and where it stands."""
    for cloud in (Cloud.AWS, Cloud.AZURE, Cloud.GCP):
        rows = sorted(
            (name, module)
            for module in modules(cloud)
            for name in import_module(f"costguard.pricing.{cloud}.{module}").MODELS
        )
        yield FIGURES / cloud / INDEX, "type,module\n" + "".join(f"{name},{module}\n" for name, module in rows)


def _checksums() -> tuple[Path, str]:
    lines = (f"{_digest(file)}  {file.relative_to(FIGURES).as_posix()}\n" for file in _files())
    return FIGURES / CHECKSUMS, "".join(lines)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _files() -> list[Path]:
    return sorted(file for file in FIGURES.rglob("*") if file.suffix in (".csv", ".json", ".txt"))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
