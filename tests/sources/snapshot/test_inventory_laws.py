"""Laws: what was written comes back, and however an inventory is written it reads the same."""

import csv
import io
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item
from costguard.sources.snapshot.read import read_snapshot
from costguard.tables.inventory import batch_of, items_of

TYPES = {
    Cloud.AWS: ("aws_ebs_volume", "aws_instance", "aws_iam_role"),
    Cloud.AZURE: ("azurerm_managed_disk",),
    Cloud.GCP: ("google_compute_disk",),
}
text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r"), max_size=8)
word = st.text(st.characters(codec="ascii", categories=("Ll", "Nd")), min_size=1, max_size=6)
keys = word.map(lambda key: f"K{key}")
tags = st.dictionaries(keys, text, max_size=4)
attributes = st.fixed_dictionaries(
    {},
    optional={
        "size_gb": st.integers(0, 9999).map(lambda size: (str(size),)),
        "encrypted": st.sampled_from([("true",), ("false",)]),
        "volume_type": word.map(lambda kind: (kind,)),
    },
)


@st.composite
def items(draw) -> list[Item]:
    """Items of all clouds with ids of their own, spelled as their cloud spells them."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        cloud = draw(st.sampled_from(list(TYPES)))
        resource_type = draw(st.sampled_from(TYPES[cloud]))
        region = None if resource_type == "aws_iam_role" else draw(st.sampled_from(["eu-west-1", None]))
        found.append(
            Item(
                id=f"r{number}",
                cloud=cloud,
                type=resource_type,
                account=draw(st.sampled_from(["111122223333", "222233334444"])),
                region=region if cloud is Cloud.AWS else None,
                tags=draw(tags),
                attributes=draw(attributes),
                source="snapshot",
            )
        )
    return found


def read(content: bytes, name: str) -> list[Item]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return [item for batch in read_snapshot((str(path),)).batches() for item in items_of(batch)]


def record(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "type": item.type,
        "account": item.account,
        "region": item.region,
        "tags": item.tags,
        "source": item.source,
    }


def parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=2)
    return sink.getvalue()


@given(items())
def test_our_own_columns_come_back_as_they_were(given_items):
    assert read(parquet(pa.Table.from_batches([batch_of(given_items)])), "i.parquet") == given_items


@given(items())
def test_json_lines_come_back_as_they_were(given_items):
    lines = [json.dumps({**record(item), "attributes": item.attributes}) for item in given_items]
    assert read("\n".join(lines).encode(), "i.ndjson") == given_items


@given(items())
def test_csv_comes_back_as_it_was(given_items):
    sink = io.StringIO(newline="")
    names = ["id", "type", "account", "region", "tags", "source", "size_gb", "encrypted", "volume_type"]
    writer = csv.DictWriter(sink, names, lineterminator="\n")
    writer.writeheader()
    for item in given_items:
        cells = {name: values[0] for name, values in item.attributes.items()}
        writer.writerow({**record(item), **cells, "tags": json.dumps(item.tags)})
    assert read(sink.getvalue().encode(), "i.csv") == given_items


@given(items(), st.sampled_from(["map", "pairs", "json"]), st.sampled_from(["columns", "json", "map"]))
def test_a_foreign_table_comes_back_as_it_was(given_items, tag_form, attribute_form):
    columns = {name: [record(item)[name] for item in given_items] for name in ("id", "type", "account", "region")}
    table = {**columns, "source": pa.array(["snapshot"] * len(given_items)).dictionary_encode()}
    table["region"] = pa.array(columns["region"], pa.string())
    found = [item.tags or {} for item in given_items]
    match tag_form:
        case "map":
            table["tags"] = pa.array([list(each.items()) for each in found], pa.map_(pa.string(), pa.string()))
        case "pairs":
            pair = pa.struct([pa.field("Key", pa.string()), pa.field("Value", pa.string())])
            pairs = [[{"Key": key, "Value": value} for key, value in each.items()] for each in found]
            table["tags"] = pa.array(pairs, pa.list_(pair))
        case _:
            table["tags"] = [json.dumps(each) for each in found]
    told = [{name: values[0] for name, values in item.attributes.items()} for item in given_items]
    match attribute_form:
        case "columns":
            sizes = [int(each["size_gb"]) if "size_gb" in each else None for each in told]
            table["size_gb"] = pa.array(sizes, pa.float64())
            table["encrypted"] = pa.array(
                [each["encrypted"] == "true" if "encrypted" in each else None for each in told], pa.bool_()
            )
            table["volume_type"] = pa.array([each.get("volume_type") for each in told], pa.string())
        case "json":
            table["attrs"] = [json.dumps(each) for each in told]
        case _:
            table["attributes"] = pa.array([list(each.items()) for each in told], pa.map_(pa.string(), pa.string()))
    assert read(parquet(pa.table(table)), "i.parquet") == given_items


scalars = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5)
names = st.sampled_from(["Key", "Value", "a", "b"])
shapes = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"id": st.sampled_from(["i", "arn:aws:ec2:eu-west-1:1:volume/v", "/subscriptions/A/resourceGroups/B/x",
                                    "//x.googleapis.com/projects/p/zones/europe-west1-b/y"])},
            optional={"type": st.sampled_from(["aws_instance", "ec2:volume", "thing", "Microsoft.Web/sites", ""]),
                      "tags": st.dictionaries(st.text(max_size=3), st.none() | st.text(max_size=3), max_size=3),
                      "region": st.sampled_from(["West Europe", "us-east-1a", "global", "", " "]),
                      "account": st.sampled_from(["42", " 7 ", "AB", ""]),
                      "cloud": st.sampled_from(["aws", "azure", "Google", ""]),
                      "size_gb": st.integers(0, 9).map(float)},
        ),
        min_size=1,
        max_size=4,
    )
)  # fmt: skip
def test_a_table_reads_as_its_rows_do_as_lines(records):
    """The two readers share no code below the single value, and must agree on every row, or refuse both."""
    names = ["id", "type", "tags", "region", "account", "cloud", "size_gb"]
    kinds = dict.fromkeys(names, pa.string()) | {
        "tags": pa.map_(pa.string(), pa.string()),
        "size_gb": pa.float64(),
    }
    columns = {
        name: pa.array(
            [
                list(each["tags"].items()) if name == "tags" and each.get("tags") is not None else each.get(name)
                for each in records
            ],
            kinds[name],
        )
        for name in names
    }
    lines = "\n".join(json.dumps(each) for each in records).encode()
    assert outcome(parquet(pa.table(columns)), "i.parquet") == outcome(lines, "i.ndjson")


def outcome(content: bytes, name: str) -> object:
    """The items, or that there are none to be had."""
    try:
        return read(content, name)
    except BadInput:
        return "refused"


@given(st.lists(shapes, max_size=3), st.sampled_from(["tags", "attributes", "attrs", "id", "type", "account", "cloud"]))
def test_whatever_a_line_holds_it_is_read_or_refused(values, field):
    lines = (json.dumps({"id": "i", "type": "aws_instance", "tags": {}, field: value}) for value in values)
    assert outcome("\n".join(lines).encode(), "i.ndjson") is not None
