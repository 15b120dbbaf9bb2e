"""Artifacts of strangers: plain files are read, and an archive that is more than that is refused whole."""

import io
import stat
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.forges.artifact import ARCHIVE_BYTES, read_artifact
from costguard.model.errors import BadInput


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    """An archive of names (or infos) and contents."""
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", method) as archive:
        warnings.simplefilter("ignore")  # zipfile warns of duplicate names, which is what is tried
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_the_report_is_read_whatever_lies_beside_it():
    archive = zipped(("report.json", b"{}"), ("report.sarif", b"[]"), ("readme.txt", b"-"))
    assert read_artifact(archive) == b"{}"


def test_a_report_may_not_be_missing():
    with pytest.raises(BadInput, match=r"holds no report\.json"):
        read_artifact(zipped(("folder/report.json", b"{}")))


@pytest.mark.parametrize(
    ("member", "words"),
    [
        (("../report.json", b"{}"), "climbs out"),
        (("a/../../b", b"{}"), "climbs out"),
        (("/etc/passwd", b"{}"), "absolute path"),
        (("a\\b", b"{}"), "backslash"),
        (("C:report.json", b"{}"), "absolute path"),
        ((link("report.sarif"), b"/etc/passwd"), "a link"),
        (("report.json", b"{}"), "two files of one name"),
        (("REPORT.json", b"{}"), "two files of one name"),
        (("report.sarif", b"0" * 3_000_000), "unpacks to far too much"),
    ],
)
def test_one_member_that_is_no_plain_file_refuses_the_whole(member, words):
    with pytest.raises(BadInput, match=words):
        read_artifact(zipped(("report.json", b"{}"), member))


def test_an_encrypted_member_is_refused():
    content = bytearray(zipped(("report.json", b"{}")))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadInput, match="encrypted"):
        read_artifact(bytes(content))


def test_other_ways_of_packing_are_refused():
    with pytest.raises(BadInput, match="packed in a way"):
        read_artifact(zipped(("report.json", b"{}"), method=zipfile.ZIP_LZMA))


def test_a_size_that_lies_is_noticed():
    content = bytearray(zipped(("report.json", b"x" * 5000)))
    where = content.index(b"PK\x01\x02") + 24
    content[where : where + 4] = (10).to_bytes(4, "little")
    with pytest.raises(BadInput, match="no zip archive that can be read"):
        read_artifact(bytes(content))


def test_many_members_are_refused():
    with pytest.raises(BadInput, match="more than 64 files"):
        read_artifact(zipped(*((f"{number}", b"") for number in range(65))))


def test_an_archive_too_large_is_refused_unread():
    with pytest.raises(BadInput, match="upload report"):
        read_artifact(b"PK" * ARCHIVE_BYTES)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_archive_are_refused_in_a_sentence(content):
    with pytest.raises(BadInput, match="the artifact"):
        read_artifact(content)


@given(st.integers(0, 150), st.integers(0, 255))
def test_no_damage_to_an_archive_ends_otherwise(place, byte):
    content = bytearray(zipped(("report.json", b'{"schema": 1}'), ("report.sarif", b"[]")))
    content[place % len(content)] = byte
    try:
        read = read_artifact(bytes(content))
    except BadInput:
        return
    assert read == b'{"schema": 1}'
