"""Says which values are allowed in the words of the policy language: exactly, or with a reason why not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from costguard.languages.language import Language, Linear, Notation, Pattern, describe, glob
from costguard.policy.labels import MAX_LABEL_CHARACTERS, label_form

_SIGNS: Final[Mapping[Notation, Mapping[str, str]]] = {
    Notation.EXACT: {},
    Notation.GLOB: {"*": ".*", "?": "."},
    Notation.AZURE_LIKE: {"*": ".*"},
    Notation.AZURE_MATCH: {"#": "[0-9]", "?": "[A-Za-z]", ".": "."},
}
_SPECIAL: Final = frozenset(r"\.+*?()|[]{}^$")
_NOT_IN_GLOBS: Final = frozenset("[]{}")


class ValueTest(msgspec.Struct, frozen=True):
    """The `values` of a dimension: `any`, or `one_of`, `like` or `pattern` with what follows it."""

    word: str = "any"
    operands: tuple[str, ...] = ()


ANY: Final = ValueTest()


def value_test(languages: Sequence[Language]) -> tuple[ValueTest, tuple[tuple[str, str], ...]]:
    """The plainest test that accepts these values, and each value that it cannot hold, with the reason.

    Texts become `one_of`; with globs among them `like`; with anything else one `pattern`.
    """
    if any(_takes_everything(language) for language in languages):
        return ANY, ()
    kept = [language for language in languages if not _fault(language)]
    lost = tuple((describe(language), _fault(language)) for language in languages if _fault(language))
    if not kept:
        return ANY, lost
    texts = tuple(language.text for language in kept)
    if all(_is_text(language) for language in kept) and not _share_a_label(texts):
        return ValueTest("one_of", texts), lost
    if all(_is_glob(language) for language in kept):
        return ValueTest("like", texts), lost
    return ValueTest("pattern", ("|".join(dict.fromkeys(map(_regex, kept))),)), lost


def distinct(languages: Sequence[Language]) -> tuple[Language, ...]:
    """The languages without those that differ from another only in that case does not count in them."""
    plainest = [_plainest(language) for language in languages]
    exact = {_folded(language) for language in plainest if not language.folded}
    found: dict[object, Language] = {}
    for language in plainest:
        if not language.folded:
            found.setdefault(language, language)
        elif _folded(language) not in exact:
            found.setdefault(_folded(language), language)
    return tuple(found.values())


def regex_of(text: str, signs: Mapping[str, str]) -> str:
    """A text as a pattern: its signs as given, everything else standing for itself."""
    return "".join(signs.get(letter) or (f"\\{letter}" if letter in _SPECIAL else letter) for letter in text)


def _plainest(language: Language) -> Language:
    """Azure's `match` as a glob where it has no sign but `.`, which is any one character in both."""
    is_match = isinstance(language, Linear) and language.notation is Notation.AZURE_MATCH
    if not is_match or {"#", "?", "*"} & set(language.text):
        return language
    return glob(language.text.replace(".", "?"), folded=language.folded)


def _regex(language: Language) -> str:
    match language:
        case Pattern(text, folded):
            return f"(?i:{text})" if folded else f"(?:{text})" if "|" in text else text
        case Linear(text, folded, notation):
            written = regex_of(text, _SIGNS[notation])
            return f"(?i:{written})" if folded and notation is Notation.AZURE_MATCH else written


def _takes_everything(language: Language) -> bool:
    """Whether every value that is not empty belongs to it."""
    is_glob = isinstance(language, Linear) and language.notation in (Notation.GLOB, Notation.AZURE_LIKE)
    return is_glob and language.text in ("*", "?*", "*?")


def _fault(language: Language) -> str:
    if not language.text.strip():
        return "costguard takes no empty or blank value for an answer"
    fixed = language.text.replace("*", "") if isinstance(language, Linear) else ""
    if len(fixed) > MAX_LABEL_CHARACTERS:
        return f"a label on Google Cloud has at most {MAX_LABEL_CHARACTERS} characters; shorten it"
    return ""


def _is_text(language: Language) -> bool:
    return isinstance(language, Linear) and language.notation is Notation.EXACT


def _is_glob(language: Language) -> bool:
    if not isinstance(language, Linear) or _NOT_IN_GLOBS & set(language.text):
        return False
    if language.notation is Notation.EXACT:
        return not {"*", "?"} & set(language.text)
    return language.notation is Notation.GLOB


def _share_a_label(texts: Sequence[str]) -> bool:
    """Whether Google Cloud could not tell two of them apart, which `one_of` does not allow."""
    return max(Counter(map(label_form, texts)).values()) > 1


def _folded(language: Language) -> tuple[str, str]:
    kind = language.notation.value if isinstance(language, Linear) else "pattern"
    return kind, language.text.casefold()
