"""Patterns: read as RE2 reads them, or refused in words."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_languages import PATTERNS_WITH_TEXTS, TEXTS

from costguard.languages.language import holds, pattern
from costguard.languages.partition import partition
from costguard.languages.regex_syntax import read_pattern
from costguard.languages.unsupported import Unsupported
from costguard.policy.patterns import compile_pattern

PIECES = [
    *("a", "A", "k", "1", "-", "_", "]", "}", "{", ",", " ", "&", ".", "|", "(", ")", "[", "[^", "^", "$", "é"),
    *("{2}", "{1,2}", "{,2}", "{2,}", "{0}", "*", "+", "?", "*?", "+?"),
    *("(?:", "(?i)", "(?-i)", "(?i:", "(?P<n>", "(?s)", "(?m)", "(?U)", "(?)", "(?i-s)", "(?-", "(?=", "(?P=n)"),
    *("[a-c]", "[^a-]", "[]a]", "[--a]", "[a\\-z]", "[\\d-z]", "[^\\W]", "[\\x{0}-\\x{10FFFF}]", "[z-a]", "[a-\\d]"),
    *("\\d", "\\W", "\\s", "\\S", "\\A", "\\z", "\\.", "\\-", "\\_", "\\n", "\\t", "\\a", "\\e", "\\"),
    *("\\x41", "\\x{62}", "\\101", "\\12", "\\1", "\\08", "\\Q", "\\E", "\\Q*\\E"),
    *("[[:alpha:]]", "[[:^lower:]]", "[:alpha:]", "[[:foo:]]", "\\b", "\\B", "\\pL", "\\C", "\\Z"),
]
PIECED = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
REFUSED_OF_RE2 = ("beyond ASCII", "\\b", "\\B", "\\p", "\\C")


def re2_or_none(text):
    try:
        return compile_pattern(text)
    except ValueError:
        return None


def language_or_reason(text, *, folded):
    try:
        return pattern(text, folded=folded), ""
    except Unsupported as error:
        return None, str(error)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (r"CC-\d{3}", ["CC-123"], ["CC-12", "CC-   ", "cc-123"]),
        ("(dev|prod)(-[a-z]+)?", ["dev", "prod-eu"], ["prod-", "devprod"]),
        ("a{2,3}b{0}c{1,}", ["aac", "aaacc"], ["ac", "aabc", "aa"]),
        ("a{,2}", ["a{,2}"], ["a"]),
        ("(?i)a(?-i:b)|c", ["Ab", "C"], ["AB"]),
        ("x(a(?i)b|c)d", ["xaBd", "xCd"], ["xABd", "xcD"]),
        ("(?i)[^a]", ["b"], ["a", "A"]),
        (r"\Qa.b\E*", ["a.", "a.bb"], ["axb", "a.ba.b"]),
        ("[]a]", ["]", "a"], ["[]a]"]),
        ("[a-]", ["-", "a"], ["b"]),
        (r"[\w.]", ["_", "."], ["-", "é"]),
        ("[[:punct:][:digit:]]", ["!", "1"], ["a", " "]),
        ("[^a-z]", ["é", "A"], ["a", ""]),
        (".", ["é", " "], ["", "ab"]),
        ("^a$", ["a"], []),
        (r"\Aa\z", ["a"], []),
        ("a^b|c$d|(^e|f)g$", ["eg", "fg"], ["ab", "cd"]),
        ("a*^b", ["b"], ["ab"]),
        ("$^", [""], ["a"]),
        ("(^|-)a(-|$)", ["a", "-a", "a-"], ["-a-a"]),
        ("a||b", ["", "a", "b"], ["ab"]),
        (r"\x41\x{62}\103", ["AbC"], []),
        (r"a\n|b", ["b"], ["a"]),
        ("(?P<name>a)(?<other>b)(?s).", ["abc"], ["ab"]),
        ("((a*b?)*c?)*", ["", "abcab"], ["d"]),
    ],
)
def test_a_pattern_is_read_as_it_is_written(text, inside, outside):
    assert [value for value in [*inside, *outside] if holds(pattern(text), value)] == inside
    for part in partition([pattern(text)]):
        assert holds(pattern(text), part.witness) is (compile_pattern(text).fullmatch(part.witness) is not None)


@settings(max_examples=300)
@given(PIECED, st.booleans(), st.lists(st.text(alphabet="aAbk1-_]}{,. &é", max_size=4), min_size=5, max_size=5))
def test_any_text_is_read_as_re2_reads_it_or_refused(text, folded, values):
    compiled = re2_or_none("(?i)" * folded + text)
    language, reason = language_or_reason(text, folded=folded)
    if language is None:
        assert compiled is None or any(sign in reason for sign in REFUSED_OF_RE2)
        return
    assert compiled is not None
    witnesses = [part.witness for part in partition([language])]
    for value in [*values, *witnesses]:
        assert holds(language, value) is (compiled.fullmatch(value) is not None)


@given(PATTERNS_WITH_TEXTS, TEXTS)
def test_a_pattern_holds_what_re2_matches(pair, other):
    text, likely = pair
    for value in (likely, other):
        assert holds(pattern(text), value) is (compile_pattern(text).fullmatch(value) is not None)


@given(PATTERNS_WITH_TEXTS, TEXTS)
def test_the_automaton_of_a_pattern_says_what_re2_says(pair, other):
    """Asked through `within`: among the strings that equal the value there is one part, and it tells."""
    text, likely = pair
    for value in (likely, other):
        if not value.isascii():
            continue
        (part,) = partition([pattern(text)], within=pattern(rf"\Q{value}\E"))
        assert part.witness == value
        assert bool(part.languages) is (compile_pattern(text).fullmatch(value) is not None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (r"a\b", r"the escape `\\b` cannot be compared exactly"),
        (r"\pL", r"the escape `\\p` cannot be compared exactly"),
        (r"\1", r"the escape `\\1` cannot be compared exactly"),
        ("caf[é]", "names a character beyond ASCII"),
        ("[a-é]", "names a character beyond ASCII"),
        ("(?=a)", r"RE2 has no group that begins with `\(\?=`"),
        ("(a", r"a `\(` is not closed"),
        ("a)", r"a `\)` closes nothing"),
        ("[a", "it ends too early"),
        ("*a", "a repetition has nothing to repeat"),
        ("a**", "a repetition is repeated"),
        ("a{3,2}", "from a smaller to a larger number"),
        ("a{1001}", "at most 1000 times"),
        ("(a{1000}){11}", "longer than 10,000 characters"),
        ("(" * 101 + ")" * 101, "nested more than 100 deep"),
        ("[z-a]", "the range `z-a` runs backwards"),
        ("[[:foo:]]", r"there is no class `\[:foo:\]`"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(text, reason):
    with pytest.raises(Unsupported, match=reason):
        pattern(text)


def test_the_flag_of_a_pattern_and_of_its_text_say_the_same():
    assert read_pattern("(?i)Prod-[a-c]") == read_pattern("pROD-[A-C]", is_folded=True)


def test_hostile_patterns_take_no_time():
    started = time.process_time()
    assert not holds(pattern("(a?){300}b"), "a" * 300)
    assert not holds(pattern("(" * 60 + "a" + "b?)*" * 60), "a" * 40 + "c")
    assert [part.witness for part in partition([pattern("(a?){1000}")])] == ["", "b"]
    with pytest.raises(Unsupported, match="longer than 10,000"):
        pattern("((((a{0}){1000}){1000}){1000})")
    assert time.process_time() - started < 5
