"""A place in a pattern's text that moves forward, and the escapes that mean one character anywhere in it."""

import re
from dataclasses import dataclass
from typing import Final

from costguard.languages.unsupported import Unsupported

_NAMED: Final = {"a": 0x07, "f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09, "v": 0x0B}
_HEXADECIMAL: Final = re.compile(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})")
_OCTAL: Final = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")


@dataclass(slots=True)
class Cursor:
    """Reads a text from left to right."""

    text: str
    at: int = 0

    def next(self, length: int = 1) -> str:
        """The next characters, left where they are; fewer at the end."""
        return self.text[self.at : self.at + length]

    def take(self) -> str:
        """The next character, left behind."""
        if self.at == len(self.text):
            raise self.refusal("it ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def takes(self, token: str) -> bool:
        """Whether the token comes next; if so it is left behind."""
        found = self.text.startswith(token, self.at)
        self.at += len(token) * found
        return found

    def takes_match(self, form: re.Pattern[str]) -> re.Match[str] | None:
        """What of the form comes next, left behind; None when it does not."""
        found = form.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def refusal(self, reason: str) -> Unsupported:
        """The error to raise about this pattern."""
        return Unsupported(f"pattern `{self.text}`: {reason}")


def escaped_code_point(cursor: Cursor) -> int:
    r"""The character that an escape names, as in `\.`, `\t`, `\x41` or `\101`; the backslash is already read."""
    if found := cursor.takes_match(_HEXADECIMAL):
        return int(found[1] or found[2], 16)
    if found := cursor.takes_match(_OCTAL):
        return int(found[0], 8)
    sign = cursor.take()
    if sign in _NAMED:
        return _NAMED[sign]
    if sign.isalnum() or not sign.isascii():
        raise cursor.refusal(f"the escape `\\{sign}` cannot be compared exactly; write the characters themselves")
    return ord(sign)
