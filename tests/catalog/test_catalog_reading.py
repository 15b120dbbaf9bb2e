"""A data file that is wrong is refused when it is read, not when a rule stumbles over it."""

from pathlib import Path

import msgspec
import pytest

from costguard.catalog import reading
from costguard.catalog.entry import AttributePath, RegionSource
from costguard.model.cloud import Cloud

ENTRY = {
    "type": "google_x",
    "title": "X",
    "service": "X service",
    "cai": None,
    "taggable": False,
    "region": "zone",
    "attributes": {"size_gb": {"paths": ["size", "disk.size"], "default": 10, "divide": 1024}},
}


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "_DATA", tmp_path)
    (tmp_path / "gcp").mkdir()

    def read_one(record: object):
        (tmp_path / "gcp" / "x.json").write_bytes(msgspec.json.encode([record]))
        (only,) = reading.read_entries(Cloud.GCP)
        return only

    return read_one


def test_a_record_becomes_an_entry(read):
    known = read(ENTRY)
    assert (known.type, known.cloud, known.region) == ("google_x", Cloud.GCP, RegionSource.ZONE)
    assert (known.api_name, known.tags_path) == ("", None)
    assert known.attributes == {"size_gb": AttributePath(("size", "disk.size"), default=10, divide=1024)}


@pytest.mark.parametrize(
    "change",
    [
        {"region": "somewhere"},
        {"taggable": "yes"},
        {"colour": "red"},
        {"attributes": {"size_gb": {"paht": "size"}}},
    ],
    ids=["region", "kind", "unknown field", "misspelled path"],
)
def test_a_wrong_field_is_refused(read, change: dict[str, object]):
    with pytest.raises(msgspec.ValidationError):
        read({**ENTRY, **change})


def test_an_entry_cannot_be_changed(read):
    with pytest.raises(TypeError):
        read(ENTRY).attributes["iops"] = AttributePath(("iops",))


def test_a_cloud_without_files_has_no_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "_DATA", tmp_path)
    assert list(reading.read_entries(Cloud.AWS)) == []
