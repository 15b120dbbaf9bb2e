"""A dotted path finds its way in records of any case and nesting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.catalog.live.paths import leaves_at, values_at, wholes_at

RECORD = {
    "InstanceType": "m5.large",
    "Placement": {"Tenancy": "default", "Zone": None},
    "Mappings": [{"Ebs": {"Size": 8}}, {"Ebs": None}, {"Ebs": {"Size": 100}}],
    "Nodes": ["a", "b"],
    "Address": "",
    "Encrypted": False,
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("InstanceType", ("m5.large",)),
        ("instancetype", ("m5.large",)),
        ("placement.tenancy", ("default",)),
        ("Mappings.Ebs.Size", (8, 100)),
        ("Nodes", ("a", "b")),
        ("Nodes.#", (2,)),
        ("Encrypted", (False,)),
        ("Placement.Zone", ()),
        ("Placement.Nowhere.Deeper", ()),
        ("Absent.#", ()),
        ("Address", ()),
        ("Placement", ()),
        ("InstanceType.Deeper", ()),
    ],
)
def test_a_path_gives_the_values_that_are_set(path, expected):
    assert values_at(RECORD, path) == expected


def test_the_path_of_one_dot_is_the_record():
    assert leaves_at(RECORD, ".") == [RECORD]


def test_a_whole_keeps_its_list():
    assert wholes_at({"A": [{"Tags": [{"Key": "k"}]}, {"Tags": []}]}, "A.Tags") == [[{"Key": "k"}], []]
    assert wholes_at({"tags": {"k": "v"}}, "Tags") == [{"k": "v"}]


NAMES = st.text(st.characters(categories=["Ll"], max_codepoint=0x7A), min_size=1, max_size=6)


@given(segments=st.lists(NAMES, min_size=1, max_size=4), value=st.integers(), depth=st.integers(0, 3))
def test_neither_case_nor_lists_on_the_way_change_what_is_found(segments, value, depth):
    record: object = value
    for segment in reversed(segments):
        record = {segment.capitalize(): record}
        for _ in range(depth):
            record = [record]
    assert values_at(record, ".".join(segments)) == values_at(record, ".".join(segments).upper()) == (value,)
