"""How a request's tags become variables: for each key the spelling that is sent, and its value.

A cloud that tells keys apart by case can be sent a key in another case than the one that a rule names; IAM
leaves open what happens to two that differ only so, and a request is taken to send at most one of them. Beside
the keys that are named somewhere, a request may send one other, which stands for all of them.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from costguard.languages.language import exactly
from costguard.prove.formula import Formula, Lies, conjunction, negation
from costguard.prove.space import Domain

_SPELLING = "spelling of tag "
_VALUE = "value of tag "
OTHER_KEY = "another tag key"
_ABSENT = exactly("")


class TagModel(msgspec.Struct, frozen=True):
    """The tag keys that a question is about, folded, and whether the cloud tells spellings apart.

    `values` is the language of values that the cloud takes at all; none: any string.
    """

    keys: tuple[str, ...]
    tells_case: bool
    values: Domain = ()

    def is_spelled(self, key: str) -> Formula:
        """The key is sent, spelled so; any spelling will do where the cloud does not tell them apart."""
        return Lies(self.spelling(key), exactly(key)) if self.tells_case else self.is_sent(key)

    def is_sent(self, key: str) -> Formula:
        """The key is sent, in any spelling."""
        return negation(Lies(self.spelling(key), _ABSENT))

    def nothing_sent(self) -> Formula:
        """No tag is sent at all."""
        absent = (Lies(self.spelling(key), _ABSENT) for key in self.keys)
        return conjunction((*absent, Lies(OTHER_KEY, _ABSENT)))

    def spelling(self, key: str) -> str:
        """The variable of the key's spelling; "" where it is not sent."""
        return f"{_SPELLING}{key.lower()}"

    def value(self, key: str) -> str:
        """The variable of the key's value."""
        return f"{_VALUE}{key.lower()}"

    def domains(self) -> Mapping[str, Domain]:
        """What each variable can be: a spelling of its own key, or "" for absent."""
        spelled = {self.spelling(key): (_ABSENT, exactly(key, folded=True)) for key in self.keys}
        values = {self.value(key): self.values for key in self.keys} if self.values else {}
        return {**spelled, **values}

    def tags_of(self, found: Mapping[str, str]) -> Mapping[str, str]:
        """The tags of a request that a search has found; a key whose value does not matter has one all the same."""
        sent = {found.get(self.spelling(key), ""): found.get(self.value(key), "") for key in self._sent(found)}
        other = found.get(OTHER_KEY, "")
        return {key: value for key, value in {**sent, other: ""}.items() if key}

    def _sent(self, found: Mapping[str, str]) -> Iterator[str]:
        return (key for key in self.keys if found.get(self.spelling(key), ""))


def is_of_tags(variable: str) -> bool:
    """Whether a variable tells something of the tags."""
    return variable.startswith((_SPELLING, _VALUE)) or variable == OTHER_KEY


def folded(keys: Iterable[str]) -> tuple[str, ...]:
    """Keys without those that differ only in case, in their order."""
    return tuple(dict.fromkeys(key.lower() for key in keys))
