"""What `costguard audit snapshot` says of files that are damaged, strange, or no inventory at all."""

import gzip
import io
import json
import os
import random
import threading
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_samples import change, plan_text
from small_audits import ACCOUNT, faults, ndjson, owner_policy, report, volume, written

pytestmark = pytest.mark.usefixtures("here")

BARE = volume("vol-bare")


@pytest.fixture
def refused(costguard, here, temporary):
    """The one sentence with which an audit refuses a path; nothing is left of it."""

    def refuse(*arguments: object, stdin: str = "") -> str:
        before = sorted(here.rglob("*"))
        run = costguard("audit", "snapshot", *arguments, "-o", "json=a.json", "-o", "parquet=a.parquet", stdin=stdin)
        assert (run.code, run.out) == (2, ""), run
        assert len(run.err.splitlines()) == 1, run.err
        assert run.err.startswith("costguard: ")
        assert "Traceback" not in run.err
        assert "internal error" not in run.err
        assert sorted(here.rglob("*")) == before
        assert list(temporary.iterdir()) == []
        return run.err

    return refuse


@pytest.fixture
def found(costguard, here):
    """What an audit of an inventory finds."""

    def audit(*arguments: object) -> list[tuple[str, str]]:
        run = costguard("audit", "snapshot", *arguments, "-o", "json=a.json")
        assert (run.code, run.err) == (1, "")
        return faults(here / "a.json")

    return audit


def parquet(rows=3) -> bytes:
    """An inventory in Parquet, of volumes without tags."""
    names = [f"vol-{number}" for number in range(rows)]
    columns = {
        "id": [volume(name)["id"] for name in names],
        "type": ["aws_ebs_volume"] * rows,
        "account": [ACCOUNT] * rows,
        "tags": pa.array([[] for _ in names], pa.map_(pa.string(), pa.string())),
    }
    kept = io.BytesIO()
    pq.write_table(pa.table(columns), kept)
    return kept.getvalue()


def damaged_parquet() -> bytes:
    """A Parquet file whose end is whole, and whose pages are not."""
    content = bytearray(parquet(2000))
    content[100:2000] = bytes(1900)
    return bytes(content)


def other_parquet() -> bytes:
    kept = io.BytesIO()
    pq.write_table(pa.table({"name": ["a"], "size": [1]}), kept)
    return kept.getvalue()


def zipped() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("inventory.ndjson", ndjson(BARE))
    return kept.getvalue()


HOSTILE = {
    "an empty file": (b"", "is empty"),
    "a file of blanks": (b" \n\n\t", "is empty"),
    "a truncated Parquet file": (parquet()[:-20], "Parquet"),
    "the beginning of a Parquet file": (b"PAR1", "Parquet"),
    "a Parquet file with holes": (damaged_parquet(), ""),
    "a Parquet file of something else": (other_parquet(), "has no column `type`"),
    "a gzipped Parquet file": (gzip.compress(parquet()), "unzip it first"),
    "half a gzip file": (gzip.compress(ndjson(BARE).encode() * 100)[:40], "damaged or ends too early"),
    "a zip archive": (zipped(), "a zip archive"),
    "a binary file": (bytes(range(256)) * 8, ""),
    "a PDF": (b"%PDF-1.7 ...", "a PDF"),
    "UTF-16": (ndjson(BARE).encode("utf-16"), "UTF-16"),
    "a policy": (owner_policy().encode(), "a policy, not an inventory"),
    "a plan": (plan_text(change()).encode(), "costguard check"),
    "a report": (b'{"schema": "costguard/audit/v1", "findings": []}', "a report of costguard"),
    "a list of numbers": (b"[1, 2, 3]", "no JSON object"),
    "a number": (b"42\n", "no inventory"),
    "half a line of JSON": (ndjson(BARE).encode() + b'{"id": "vol', ""),
    "a later line that is no object": (ndjson(BARE).encode() + b"[]\n", "2"),
    "a key that stands twice": (b'{"id": "a", "id": "b", "type": "aws_ebs_volume", "tags": {}}\n', "id"),
    "invalid UTF-8": (b'{"id": "\xff\xfe", "type": "aws_ebs_volume", "tags": {}}\n', ""),
    "a key that is no UTF-8": (b'{"\xff": 1}\n{"a": 2}\n', "is no complete JSON"),
    "a delivery of AWS Config that is no UTF-8": (b'{"configurationItems": [], "\xff": 1}\n', ""),
    "tags that are a number": (ndjson({**BARE, "tags": 7}).encode(), "tags"),
    "a type that is a list": (ndjson({**BARE, "type": ["a"]}).encode(), "type"),
    "no type at all": (b'{"id": "a", "tags": {}}\n{"id": "b", "tags": {}}\n', "type"),
    "a cloud that there is not": (ndjson({**BARE, "cloud": "clowd"}).encode(), "clowd"),
    "a cloud that contradicts the type": (ndjson({**BARE, "cloud": "azure"}).encode(), ""),
    "deeply nested JSON": (b"[" * 100_000, ""),
    "CSV without types": (b"id,tags\na,{}\n", ""),
    "CSV with a row too long": (b"id,type,account\na,aws_ebs_volume,1,2,3,4\n", ""),
    "a bill": (b"BillingPeriodStart,BilledCost,ResourceId\n2026-11-01,1.00,vol-1\n", ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_inventory_is_refused_in_one_sentence(here, refused, name):
    content, says = HOSTILE[name]
    (here / "inventory").write_bytes(content)
    assert says in refused("inventory")


def test_one_bad_file_among_good_ones_is_named(here, refused):
    (here / "night").mkdir()
    written(here / "night" / "a.ndjson", BARE)
    (here / "night" / "b.ndjson").write_bytes(b'{"id": "x", "type": "aws_ebs_volume", "tags": {}}\n{"id"')
    assert "night/b.ndjson" in refused("night")


def test_a_fault_in_the_last_line_of_many_leaves_no_half_of_a_report(here, refused):
    (here / "long.ndjson").write_text(ndjson(*(volume(f"vol-{number}") for number in range(3000))) + '{"id": 1}\n')
    assert "long.ndjson" in refused("long.ndjson", "--history", str(here.parent / "kept"))


KINDS = ("parquet", "ndjson", "csv", "aws-config", "cai", "terraform-state")
OTHER_CONTENTS = (b"\x00\xff" * 300, b'{"b": 1}', b"a,b\n1,2\n", b'{"a": [1, 2')


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("content", OTHER_CONTENTS)
def test_a_kind_that_is_not_what_the_file_holds_is_refused(here, refused, kind, content):
    (here / "given").write_bytes(content)
    assert "given" in refused("given", "--kind", kind)


@pytest.mark.parametrize(
    "path",
    ["/dev/null", "/dev/zero/x", "/proc/self/mem", ".", "empty", "\udcff", "a\x00b", "x" * 300, "x" * 5000 + "/*"],
)
def test_paths_that_are_no_inventory_are_refused(here, refused, path):
    (here / "empty").mkdir()
    refused(path)


def test_a_folder_that_may_not_be_listed_is_no_empty_one(here, refused, monkeypatch):
    (here / "night" / "closed").mkdir(parents=True)
    written(here / "night" / "a.ndjson", BARE)
    look = os.scandir

    def listed(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return look(path)

    monkeypatch.setattr("os.scandir", listed)
    assert refused("night") == "costguard: cannot read night/closed: Permission denied\n"


def test_random_bytes_are_refused(here, refused):
    chance = random.Random(7)  # noqa: S311  (a fixed seed, so that a failure can be repeated)
    for number in range(60):
        alphabet = b"\r\n\"',;{}[]ab\x00\xff\t" if number % 2 else bytes(range(256))
        (here / "given").write_bytes(bytes(chance.choices(alphabet, k=300)))
        refused("given")


def test_a_resource_that_stands_in_two_files_is_refused(here, refused):
    written(here / "a.ndjson", BARE)
    written(here / "b.ndjson", BARE, volume("vol-2"))
    assert refused("a.ndjson", "b.ndjson") == (
        f"costguard: 1 resource, {BARE['id']}, stands in more than one of the files; give each once\n"
    )


def test_with_partial_no_account_was_read_to_its_end(here, found):
    written(here / "i.ndjson", BARE)
    found("i.ndjson", "--partial")
    (scope,) = report(here / "a.json")["coverage"]["scopes"]
    assert (scope["status"], scope["reason"]) == ("partial", "the files hold a part of it, as --partial says")


def test_with_partial_nothing_is_resolved_by_what_the_files_lack(here, found):
    def changes(*arguments: str) -> dict[str, int]:
        found(*arguments, "--history", "kept")
        return report(here / "a.json")["changes"]

    written(here / "all.ndjson", BARE, volume("vol-2"))
    written(here / "part.ndjson", BARE)
    changes("all.ndjson")
    partly, wholly = changes("part.ndjson", "--partial"), changes("part.ndjson")
    assert [(each["unseen"], each["resolved"]) for each in (partly, wholly)] == [(1, 0), (0, 1)]


def test_an_empty_standard_input_is_refused(refused):
    assert "standard input is empty" in refused("-")


def test_a_named_pipe_is_no_place_to_look_twice(here, refused):
    os.mkfifo(here / "pipe")
    feeder = threading.Thread(target=_feed, args=(here / "pipe",))
    feeder.start()
    sentence = refused("pipe")
    feeder.join(10)
    assert "pipe" in sentence


def _feed(pipe: Path) -> None:
    try:
        pipe.write_text(ndjson(BARE))
    except BrokenPipeError:
        return


@pytest.mark.parametrize("snapshot", ["{", "{}", '{"schema": "costguard/snapshot/v9"}', '{"schema": 1}', "\xff"])
def test_a_snapshot_whose_description_is_damaged_is_refused(here, refused, snapshot):
    (here / "night").mkdir()
    (here / "night" / "snapshot.json").write_text(snapshot, encoding="latin-1")
    assert "night" in refused("night")


def test_a_snapshot_goes_alone(here, refused):
    (here / "night").mkdir()
    (here / "night" / "snapshot.json").write_text("{}")
    written(here / "more.ndjson", BARE)
    assert "audited by itself" in refused("more.ndjson", "night")


def test_long_and_strange_values_are_told_as_they_are(here, found):
    long, strange = "x" * 300, "=cmd|' /C calc'!A0 \u202e\u0007 <script> ##vso[task.complete]"
    policy = owner_policy().replace("values: any", "values: {one_of: [web]}")
    (here / "costguard.yaml").write_text(policy)
    written(here / "i.ndjson", volume("vol-1", tags={"owner": long}), volume("vol-2", tags={"owner": strange}))
    assert found("i.ndjson", "-o", "csv=a.csv", "-o", "terminal=a.txt") == [("vol-1", "invalid"), ("vol-2", "invalid")]
    printed = (here / "a.json").read_text() + (here / "a.csv").read_text() + (here / "a.txt").read_text()
    assert "\u202e" not in printed
    assert "\x07" not in printed
    assert "##vso" not in (here / "a.json").read_text()


def test_clouds_may_be_mixed_in_one_file(here, found):
    google = "//compute.googleapis.com/projects/shop/zones/europe-west1-b/disks/d-1"
    azure = (
        "/subscriptions/00000000-0000-4000-8000-00000000000d/resourceGroups/rg/providers/Microsoft.Compute/disks/d-2"
    )
    written(
        here / "i.ndjson",
        BARE,
        {"id": google, "type": "google_compute_disk", "tags": {}},
        {"id": azure, "type": "azurerm_managed_disk", "tags": {"Owner": "web"}},
    )
    assert {name for name, _ in found("i.ndjson")} >= {"vol-bare", "d-1"}
    scopes = {(scope["cloud"], scope["account"]) for scope in report(here / "a.json")["coverage"]["scopes"]}
    assert scopes == {("aws", ACCOUNT), ("gcp", "shop"), ("azure", "00000000-0000-4000-8000-00000000000d")}


def test_the_same_inventory_in_every_kind_gives_the_same_findings(here, found):
    (here / "a.parquet").write_bytes(parquet())
    volumes = [volume(f"vol-{number}") for number in range(3)]
    written(here / "a.ndjson", *volumes)
    (here / "a.list").write_text(json.dumps(volumes))
    (here / "a.csv").write_text(
        "id,type,account,tags\n" + "".join(f"{each['id']},aws_ebs_volume,{ACCOUNT},{{}}\n" for each in volumes)
    )
    (here / "a.gz").write_bytes(gzip.compress(ndjson(*volumes).encode()))
    expected = [(f"vol-{number}", "missing") for number in range(3)]
    kinds = ("a.parquet", "a.ndjson", "a.list", "a.csv", "a.gz")
    assert {name: found(name) for name in kinds} == dict.fromkeys(kinds, expected)


def test_an_inventory_of_nothing_passes_and_says_so(here, costguard):
    (here / "none.json").write_text("[]")
    run = costguard("audit", "snapshot", "none.json", "-o", "json=a.json")
    assert (run.code, run.err) == (0, "")
    assert report(here / "a.json")["summary"]["resources"] == 0
    assert run.out.splitlines()[-1] == "PASS — nothing was judged"
