"""A key that stands twice is refused, for the last one would win silently."""

import pytest

from costguard.prove.strict_json import parsed


def test_a_document_is_read() -> None:
    assert parsed('{"a": {"b": [1, "x", null]}, "c": {"b": true}}') == {"a": {"b": [1, "x", None]}, "c": {"b": True}}


@pytest.mark.parametrize("text", ['{"a": 1, "b": 2, "a": 3}', '[{"x": {"a": 1, "a": 1}}]'])
def test_a_key_that_stands_twice_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="`a` stands twice in one object"):
        parsed(text)


@pytest.mark.parametrize("text", ["", "{", '{"a": "\x00"}', "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Expect|control|nested"):
        parsed(text)
