"""Files as people give them: envelopes are opened, and what could be read in two ways is refused in one sentence."""

import json

import pytest

from costguard.model.errors import BadInput
from costguard.prove.drafting.documents import MAX_DEPTH, read_documents
from costguard.prove.drafting.read_files import read_files

POLICY = {"tags": {"a": {"tag_key": "A"}}}


@pytest.fixture
def bodies(tmp_path, monkeypatch):
    """The documents of a file with this text."""
    monkeypatch.chdir(tmp_path)

    def read(text, name="a.json"):
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(content)
        return [document.body for document in read_documents(name)]

    return read


@pytest.mark.parametrize(
    "document",
    [
        POLICY,
        {"Policy": {"PolicySummary": {"Type": "TAG_POLICY"}, "Content": json.dumps(POLICY)}},
        {"Policy": {"Content": POLICY}},
        {"Content": json.dumps(POLICY)},
        {"EffectivePolicy": {"PolicyContent": json.dumps(POLICY), "TargetId": "1"}},
        [POLICY],
        {"value": [POLICY], "nextLink": "https://example.com"},
    ],
)
def test_a_document_is_found_in_its_envelope(bodies, document):
    assert bodies(json.dumps(document)) == [POLICY]
    assert bodies(json.dumps(document, indent="\t")) == [POLICY]
    assert bodies("\ufeff" + json.dumps(document)) == [POLICY]


def test_yaml_keeps_values_as_they_are_written(bodies):
    text = "tags:\n  a:\n    tag_value: [0100, 1.50, yes, true, null, 'x']\n"
    assert bodies(text, "a.yaml") == [{"tags": {"a": {"tag_value": ["0100", "1.50", "yes", True, None, "x"]}}}]


def test_documents_of_a_list_have_numbers(bodies):
    bodies(json.dumps([POLICY, POLICY]))
    assert [str(document.place) for document in read_documents("a.json")] == [
        "a.json, document 1",
        "a.json, document 2",
    ]


TOO_DEEP = f"a.json nests more than {MAX_DEPTH} levels deep, which no policy document does; check the file"
NO_DOCUMENT = "holds no policy document but a single value; give the document itself"
AT_COLUMN_2 = "(line 1, column 2: expecting property name enclosed in double quotes); export it again"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.json is empty; give the file of a policy document"),
        (" \n", "a.json is empty; give the file of a policy document"),
        ("{", f"a.json is not complete JSON {AT_COLUMN_2}"),
        ('{"tags": {}, "tags": {}}', "a.json: the key `tags` stands twice in one object; keep one of them"),
        ("[" * 100_000, TOO_DEEP),
        ("[" * 70 + "]" * 70, TOO_DEEP),
        ('{"a": ' + "9" * 5_000 + "}", "a.json has a number that is too long; export it again"),
        (b'{"a": "\xff"}', "a.json is not UTF-8 (byte 8); save it as UTF-8"),
        ("[5]", f"a.json, document 1 {NO_DOCUMENT}"),
        ("just words", f"a.json {NO_DOCUMENT}"),
        ('{"Policy": {"Content": "[1]"}}', "a.json: `Content` holds no policy document; export it again"),
        ('{"Policy": {"Content": "{"}}', f"a.json, Content is not complete JSON {AT_COLUMN_2}"),
        ("a: 1\na: 2\n", "a.json:2:1: the key `a` is already there on line 1; keep one of them"),
        ("a: !!binary x\n", "a.json:1:4: the YAML tag `!!binary` is not allowed; write the plain value"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(bodies, text, message):
    with pytest.raises(BadInput) as refused:
        bodies(text)
    assert str(refused.value) == message


@pytest.mark.parametrize("path", ["nowhere.json", "."])
def test_a_file_that_is_not_there_is_named(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match=r"^cannot read .*; give the file of a policy document$"):
        read_documents(path)


def test_yaml_that_unfolds_without_end_is_refused(bodies):
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 8)]
    with pytest.raises(BadInput, match="holds more than 200,000 values"):
        bodies("\n".join(rows), "a.yaml")


def test_what_is_of_no_known_kind_is_said_and_the_rest_is_read(read):
    reading = read(POLICY, {"resources": []})
    assert [mention.key for mention in reading.mentions] == ["A"]
    assert [(remark.place.file, remark.what) for remark in reading.remarks] == [("2.json", "the document")]


def test_where_nothing_is_understood_the_first_reason_is_told(read):
    with pytest.raises(BadInput) as refused:
        read({"resources": []}, {"Statement": []})
    assert str(refused.value) == (
        "nothing here says anything of a tag that can be drafted: 1.json: the document: it is no tag policy (`tags`), "
        "SCP (`Statement`) or Azure policy (`policyRule`); it is not read (and 1 more)"
    )


def test_a_file_that_is_given_twice_counts_once(bodies):
    bodies(json.dumps(POLICY))
    assert len(read_files(["a.json", "a.json"]).mentions) == 1
