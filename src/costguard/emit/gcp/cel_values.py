"""Writes "this value lies in one of these languages" in CEL, and holds pieces of CEL together."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from costguard.emit.gcp.alternation import alternation
from costguard.languages.language import Language, Linear, Notation, glob

_NOT_EMPTY: Final = glob("?*")
_ATOM: Final = 0
_UNARY: Final = 1
_RELATION: Final = 2
_LEVELS: Final = {"&&": 3, "||": 4}


class Text(msgspec.Struct, frozen=True):
    """A piece of a condition. `level` says how loosely it holds together; `negated` writes its opposite, if known."""

    text: str
    level: int = _ATOM
    negated: str = ""

    @classmethod
    def relation(cls, text: str, negated: str = "") -> "Text":
        """Two operands and what compares them."""
        return cls(text, _RELATION, negated)

    @property
    def opposite(self) -> "Text":
        """What is true exactly when this is not."""
        if self.negated:
            return Text(self.negated, self.level, self.text)
        return Text(f"!{self.within(_ATOM)}", _UNARY, self.text if self.level == _ATOM else "")

    def within(self, level: int) -> str:
        """The text, in parentheses where it would fall apart."""
        return self.text if self.level <= level else f"({self.text})"


def join(operator: str, texts: Sequence[Text]) -> Text:
    """The texts with `&&` or `||` between them; what is empty is neutral."""
    if not texts:
        return Text("true", negated="false") if operator == "&&" else Text("false", negated="true")
    if len(texts) == 1:
        return texts[0]
    level = _LEVELS[operator]
    return Text(f" {operator} ".join(text.within(level) for text in texts), level)


def quoted(text: str) -> str:
    """A CEL string literal."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def lies_in(value: str, languages: Iterable[Language], *, is_short: bool) -> Text:
    """The value, a CEL expression of a string, lies in one of the languages."""
    unique = tuple(dict.fromkeys(languages))
    linear = [language for language in unique if isinstance(language, Linear) and not language.folded]
    others = [language for language in unique if language not in linear]
    texts = [_pattern(value, language) for language in others]
    plain = join("||", [*_plain(value, linear), *texts])
    if not is_short or not linear:
        return plain
    short = join("||", [_whole(value, linear), *texts])
    return min(plain, short, key=lambda each: len(each.text))


def _plain(value: str, languages: Sequence[Linear]) -> Iterable[Text]:
    """Texts as a list, and a test for each glob."""
    texts = [quoted(language.text) for language in languages if language.notation is Notation.EXACT]
    if len(texts) == 1:
        yield Text.relation(f"{value} == {texts[0]}", f"{value} != {texts[0]}")
    elif texts:
        yield Text.relation(f"{value} in [{', '.join(texts)}]")
    yield from (_glob(value, language) for language in languages if language.notation is not Notation.EXACT)


def _glob(value: str, language: Linear) -> Text:
    if language == _NOT_EMPTY:
        return Text.relation(f"{value} != ''", f"{value} == ''")
    text, inner = language.text, language.text.strip("*")
    if "?" in inner or "*" in inner:
        return _whole(value, (language,))
    if not inner:
        return Text("true", negated="false")
    match text.startswith("*"), text.endswith("*"):
        case True, True:
            return Text(f"{value}.contains({quoted(inner)})")
        case True, _:
            return Text(f"{value}.endsWith({quoted(inner)})")
        case _:
            return Text(f"{value}.startsWith({quoted(inner)})")


def _whole(value: str, languages: Sequence[Linear]) -> Text:
    """What `matches` is to find, without the runs at either end: it searches by itself."""
    pattern = f"^{alternation(languages)}$"
    return _search(value, pattern.removeprefix("^.*").removesuffix(".*$"))


def _pattern(value: str, language: Language) -> Text:
    """RE2 on both sides. A quotation that is left open would take in what follows it."""
    if isinstance(language, Linear):
        return _search(value, f"^(?i:{alternation((language,))})$")
    text = language.text
    closed = f"{text}\\E" if text.rfind("\\Q") > text.rfind("\\E") else text
    flags = "i" if language.folded else ""
    return _search(value, f"^(?{flags}:{closed})$")


def _search(value: str, pattern: str) -> Text:
    return Text(f"{value}.matches({quoted(pattern)})")
