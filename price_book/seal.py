"""Writes the checksums of the price book's files, so that silent damage is found when they are read.

python price_book/seal.py [--check]
"""

import hashlib
import sys
from pathlib import Path
from typing import Final

FIGURES: Final = Path(__file__).parent.parent / "src" / "costguard" / "pricing" / "figures"


def main() -> int:
    """Write SHA256SUMS, or with --check say whether it is up to date."""
    sums = FIGURES / "SHA256SUMS"
    text = "".join(f"{_digest(file)}  {file.relative_to(FIGURES).as_posix()}\n" for file in _files())
    if "--check" not in sys.argv:
        sums.write_text(text, encoding="utf-8")
        return 0
    if sums.read_text(encoding="utf-8") == text:
        return 0
    print("the price book's checksums are out of date; run `python price_book/seal.py`", file=sys.stderr)
    return 1


def _files() -> list[Path]:
    return sorted(file for file in FIGURES.rglob("*") if file.suffix in (".csv", ".json"))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
