"""Bills that were written before: read back whole, and refused where no bill of ours holds what they say."""

import codecs
import json

import pytest

from costguard.model.errors import BadInput
from costguard.sources.bill_file import read_bill


def _document(**about):
    price = {"amount": "0.1", "source": "list", "as_of": "2026-07", "confidence": "exact", "region": "us-east-1"}
    line = {"name": "Machine", "unit": "hours", "quantity": "730", "price": price, **about}
    after = {"status": "priced", "region": "us-east-1", "lines": [line]}
    resource = {"address": "aws_instance.a", "type": "aws_instance", "cloud": "aws", "action": "create"}
    return {"schema": "costguard/bill/v1", "resources": [resource | {"before": None, "after": after}]}


def _read(tmp_path, document):
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    (tmp_path / "base.json").write_bytes(content)
    return read_bill(str(tmp_path / "base.json"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_bill_is_read_as_any_shell_wrote_it(tmp_path, encoding):
    assert _read(tmp_path, json.dumps(_document()).encode(encoding)).monthly_after == 73


def test_a_byte_order_mark_alone_is_no_bill(tmp_path):
    with pytest.raises(BadInput, match="is no bill of costguard"):
        _read(tmp_path, codecs.BOM_UTF8)


@pytest.mark.parametrize("field", ["quantity", "low", "high", "covered"])
@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-1", "1e999", "1e999999", "1e-999999"])
def test_an_amount_that_cannot_be_is_refused(tmp_path, field, amount):
    with pytest.raises(BadInput, match=r"an amount of 'aws_instance\.a' is out of range"):
        _read(tmp_path, _document(**{field: amount}))


@pytest.mark.parametrize("lacking", ["price", "quantity"])
def test_a_line_that_says_neither_its_cost_nor_why_not_is_refused(tmp_path, lacking):
    with pytest.raises(BadInput, match="has no amount and no reason"):
        _read(tmp_path, _document(**{lacking: None}))


def test_a_line_that_waits_for_usage_is_none_of_these(tmp_path):
    assert _read(tmp_path, _document(quantity=None, usage_based=True)).is_complete


def test_a_resource_that_is_there_twice_is_refused(tmp_path):
    document = _document()
    with pytest.raises(BadInput, match=r"holds 'aws_instance\.a' twice"):
        _read(tmp_path, document | {"resources": document["resources"] * 2})


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"schema": "costguard/bill/v2"}, "is of the schema 'costguard/bill/v2'"),
        ({"currency": "EUR"}, "is in 'EUR', and bills are in USD"),
        ({"resources": None}, "is no bill of costguard"),
    ],
)
def test_another_document_is_refused_with_what_to_do(tmp_path, about, why):
    with pytest.raises(BadInput) as told:
        _read(tmp_path, _document() | about)
    assert why in str(told.value)
    assert "write" in str(told.value)
