"""The floor of `costguard check` on large plans: decode the file into structs that name only what tags need.

    python benchmarks/floor.py PLAN.json

Nothing is judged. Whatever reads plans with msgspec cannot be faster than this, nor smaller.
"""

import gc
import resource
import sys
import time
from pathlib import Path

import msgspec

gc.disable()  # as costguard does: one short run keeps nearly all that it makes


class _Labels(msgspec.Struct, gc=False):
    user_labels: dict[str, str] | None = None


class _Tags(msgspec.Struct, gc=False):
    tags: dict[str, str] | list[str] | None = None
    tags_all: dict[str, str] | None = None
    labels: dict[str, str] | None = None
    effective_labels: dict[str, str] | None = None
    settings: list[_Labels] | None = None


class _LabelsMask(msgspec.Struct, gc=False):
    user_labels: dict[str, bool] | bool = False


class _Mask(msgspec.Struct, gc=False):
    tags: dict[str, bool] | list[bool] | bool = False
    tags_all: dict[str, bool] | bool = False
    labels: dict[str, bool] | bool = False
    effective_labels: dict[str, bool] | bool = False
    settings: list[_LabelsMask] | None = None


class _Change(msgspec.Struct, gc=False):
    actions: list[str]
    after: _Tags | None = None
    after_unknown: _Mask | bool | None = None


class _ResourceChange(msgspec.Struct, gc=False):
    address: str
    type: str
    change: _Change
    mode: str = "managed"


class _Plan(msgspec.Struct):
    resource_changes: list[_ResourceChange]


def main() -> None:
    """Decode the plan that is named on the command line, and say what it took."""
    start = time.perf_counter()
    plan = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=_Plan)
    took_s = time.perf_counter() - start
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{len(plan.resource_changes)} resources in {took_s:.3f} s; peak {peak_kib * 1024 / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
