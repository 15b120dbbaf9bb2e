"""The evidence file: read back as it was written, and refused where anything in it is not what evidence is."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from costguard.model.approval import (
    Account,
    Act,
    ChangeRequest,
    Evidence,
    EvidenceKind,
    Shown,
    Statement,
    Subject,
    Team,
)
from costguard.model.errors import BadInput
from costguard.sources.evidence_file import evidence_text, read_evidence

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SUBJECT = Subject("c", "o", "v", "f", "p", "r", "u", "t", monthly_delta=Decimal("12.50"))
FULL = Evidence(
    ChangeRequest("github", "acme/shop", 12, "abc", "main", "", Account("ana", "1"), (Account("ana", "1"),), None),
    (Statement(EvidenceKind.COMMENT, Act.APPROVE, Account("finn", "2"), AT, "sha256:x", ceiling=Decimal("1500.10")),),
    (Shown(SUBJECT.digest, "abc", AT, SUBJECT),),
    (Team("acme/finops", (Account("finn", "2"),)), Team("acme/ghosts", None, "no")),
    ("a note",),
)


@pytest.fixture
def file(tmp_path):
    """Writes evidence with some members changed; what is returned is the file's path."""

    def written(change=lambda _: None):
        document = json.loads(evidence_text(FULL))
        change(document)
        path = tmp_path / "evidence.json"
        path.write_text(json.dumps(document))
        return str(path)

    return written


def test_evidence_is_read_back_as_it_was_written(file):
    assert read_evidence(file()) == FULL


def test_times_of_other_zones_are_read_in_utc(file):
    def in_tokyo(document):
        document["evidence"]["statements"][0].update(
            at="2026-11-23T08:00:00+09:00", expires="2026-11-24T08:00:00+09:00"
        )
        document["evidence"]["shown"][0].update(at="2026-11-23T07:00:00+09:00")

    read = read_evidence(file(in_tokyo))
    told = read.statements[0].at, read.statements[0].expires, read.shown[0].at
    assert [at.isoformat() for at in told] == [
        "2026-11-22T23:00:00+00:00",
        "2026-11-23T23:00:00+00:00",
        "2026-11-22T22:00:00+00:00",
    ]


def test_the_same_evidence_is_the_same_file_and_amounts_are_texts():
    assert evidence_text(FULL) == evidence_text(FULL)
    told = json.loads(evidence_text(FULL))
    assert told["schema"] == "costguard/evidence/v1"
    assert told["evidence"]["statements"][0]["ceiling"] == "1500.10"
    assert told["evidence"]["change"]["triggerers"] is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda document: document.update(schema="costguard/evidence/v2"), "has the schema `costguard/evidence/v2`"),
        (lambda document: document.pop("evidence"), "is no evidence"),
        (lambda document: document.update(more=1), "is no evidence"),
        (lambda document: document["evidence"].update(statments=[]), "has the member `statments`"),
        (lambda document: document["evidence"]["statements"][0]["account"].update(isbot=True), "member `isbot`"),
        (lambda document: document["evidence"]["statements"][0].update(act="bless"), "is no evidence"),
        (lambda document: document["evidence"]["statements"][0].update(at="2026-11-23T09:00:00"), "without a zone"),
        (lambda document: document["evidence"]["statements"][0].update(ceiling="Infinity"), "an amount that is none"),
        (lambda document: document["evidence"]["statements"][0].update(ceiling="1e99"), "an amount that is none"),
        (lambda document: document["evidence"]["change"].update(number="12"), "is no evidence"),
        (lambda document: document["evidence"]["shown"][0]["subject"].update(changes="other"), "is not the one it"),
    ],
)
def test_what_is_no_evidence_is_refused_in_a_sentence(file, change, words):
    with pytest.raises(BadInput, match=words) as said:
        read_evidence(file(change))
    assert str(said.value).endswith("write it anew with `costguard pr evidence`")


def test_a_file_that_is_not_there_or_no_json_is_told(tmp_path):
    with pytest.raises(BadInput, match=r"the evidence file .*gone\.json is not there; write it anew"):
        read_evidence(str(tmp_path / "gone.json"))
    (tmp_path / "broken.json").write_bytes(b"\xff{")
    with pytest.raises(BadInput, match="is no evidence"):
        read_evidence(str(tmp_path / "broken.json"))
    (tmp_path / "deep.json").write_text("[" * 100_000)
    with pytest.raises(BadInput, match="is no evidence"):
        read_evidence(str(tmp_path / "deep.json"))
