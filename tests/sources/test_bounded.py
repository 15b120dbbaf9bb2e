"""Files with a limit: read whole, or not at all and with the reason."""

import sys
from pathlib import Path

import pytest

from costguard.sources.bounded import Unreadable, read_bounded


def test_a_file_as_long_as_it_may_be_is_read_whole(tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 1_000_000)
    assert read_bounded(tmp_path / "file", 1_000_000) == b"x" * 1_000_000


def test_a_longer_one_is_not_read(tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 1_000_001)
    with pytest.raises(Unreadable, match=r"^is larger than 1 MB$"):
        read_bounded(tmp_path / "file", 1_000_000)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other words for it")
@pytest.mark.parametrize(
    ("name", "why"),
    [("gone", "is not there"), (".", r"cannot be read \(Is a directory\)"), ("a\0b", "is no path")],
)
def test_what_cannot_be_read_says_why(name, why, tmp_path):
    with pytest.raises(Unreadable, match=f"^{why}$"):
        read_bounded(Path(tmp_path / name), 10)
