"""Columns of codes: each row holds the number of its situation, and equal situations share one.

Whatever is asked of a million rows is asked once of each situation; the answers are then taken by code.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Codes: TypeAlias = npt.NDArray[np.int32]
Rows: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]

_SPARSE = 4  # a table of so many times the rows is still cheaper than sorting them


def densify(codes: npt.NDArray[Any], size: int) -> tuple[Codes, Rows]:
    """The same partition of rows by codes 0, 1, 2 …, and the old code of each new one, in the old order."""
    if size <= max(_SPARSE * len(codes), 1024):
        is_used = np.zeros(size, np.bool_)
        is_used[codes] = True
        used = np.flatnonzero(is_used)
        renamed = np.zeros(size, np.int32)
        renamed[used] = np.arange(len(used), dtype=np.int32)
        return renamed[codes], used
    kept, places = np.unique(codes, return_inverse=True)
    return places.astype(np.int32), kept.astype(np.int64)


def combine(columns: Sequence[tuple[Codes, int]], rows: Rows | None = None) -> tuple[Codes, list[tuple[int, ...]]]:
    """Rows by the combination of their codes in several columns (each with the number of its codes).

    Gives a dense code a row, and for each the codes that it stands for. With `rows` only those are looked at.
    """
    first, *others = [(codes if rows is None else codes[rows], size) for codes, size in columns]
    combined, used = densify(first[0], first[1])
    parts: list[tuple[int, ...]] = [(int(code),) for code in used]
    for codes, size in others:
        wide = combined.astype(np.int64) * size + codes
        combined, used = densify(wide, len(parts) * size)
        parts = [(*parts[int(code) // size], int(code) % size) for code in used]
    return combined, parts
