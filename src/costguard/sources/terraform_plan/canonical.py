"""One text for one meaning: parts of plans as canonical JSON, hashed line by line, with what is sensitive left out.

A hidden value reads null, and the marks that hide it stand beside the value, never within it. So no value of a plan
can pass for a hidden one, and what is hidden has no influence on the hash.
"""

import hashlib
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Any, Final

import msgspec

from costguard.model.errors import BadInput

# Python and msgspec read integers of up to this many digits (CPython 3.11, `sys.set_int_max_str_digits`).
_MAX_DIGITS: Final = 4300
_ENCODER: Final = msgspec.json.Encoder(order="sorted", decimal_format="number")


class Hash:
    """The hash of lines of canonical JSON. A line holds no line break, so that two lists of lines never read alike."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()

    def add(self, line: object) -> None:
        """Add one value as a line."""
        self._sha256.update(encode(line))
        self._sha256.update(b"\n")

    def result(self) -> str:
        """`sha256:` and the hash in hexadecimal."""
        return f"sha256:{self._sha256.hexdigest()}"


def encode(value: object) -> bytes:
    """A decoded value as compact JSON with sorted keys, in UTF-8."""
    return _ENCODER.encode(value)


def decode(raw: msgspec.Raw, name: str) -> Any:  # noqa: ANN401 - JSON is anything
    """What a raw part says, null where it is absent; equal numbers read the same however they are written.

    Raises BadInput, calling the part by `name`.
    """
    if not memoryview(raw).nbytes:
        return None
    try:
        return _DECODER.decode(raw)
    except (msgspec.DecodeError, RecursionError, ArithmeticError) as error:
        raise BadInput(f"{name} cannot be read ({error}); write the plan again") from error


def hide(value: Any, marks: object) -> Any:  # noqa: ANN401 - JSON is anything
    """A value with null wherever `marks` (as `read_marks` gives them) hide it; what does not fit them is hidden whole.

    The value is changed in place.
    """
    if marks is False or value is None:
        return value
    if isinstance(value, dict) and isinstance(marks, dict):
        for key in marks.keys() & value.keys():
            value[key] = hide(value[key], marks[key])
        return value
    if isinstance(value, list) and isinstance(marks, list):
        for index, mark in enumerate(marks[: len(value)]):
            value[index] = hide(value[index], mark)
        return value
    return None


def read_marks(raw: msgspec.Raw, name: str) -> Any:  # noqa: ANN401 - marks are of the shape of what they mark
    """Which parts of a value are sensitive: True, False, or the same by key or place, without what marks nothing."""
    if b"true" not in bytes(raw):  # most resources hold nothing sensitive
        return False
    return _pruned(decode(raw, name))


def _pruned(marks: object) -> Any:  # noqa: ANN401
    if isinstance(marks, dict):
        kept = {key: below for key, mark in marks.items() if (below := _pruned(mark)) is not False}
        return kept or False
    if isinstance(marks, list):
        places = [_pruned(mark) for mark in marks]
        while places and places[-1] is False:
            places.pop()
        return places or False
    return marks is not None and marks is not False


def _number(text: str) -> int | Decimal:
    """The number in its one form: an integer where it is one, else a decimal without trailing zeros."""
    number = Decimal(text)
    number = number.normalize(Context(prec=max(1, len(text)), Emax=MAX_EMAX, Emin=MIN_EMIN))
    if not number:
        return 0
    _, _, exponent = number.as_tuple()
    is_whole = isinstance(exponent, int) and exponent >= 0
    return int(number) if is_whole and number.adjusted() < _MAX_DIGITS else number


_DECODER: Final = msgspec.json.Decoder(float_hook=_number)
