"""Small languages over few characters, so that they overlap often, and texts that are likely to lie in them."""

from hypothesis import strategies as st

from costguard.languages.language import azure_like, azure_match, everything, exactly, glob, pattern

LETTERS = "abA1-"
TEXTS = st.text(alphabet=LETTERS + "B ☃", max_size=6)

_LEAVES = st.sampled_from(
    [
        ("a", "a"),
        ("B", "B"),
        (r"\.", "."),
        (".", "-"),
        ("[ab]", "b"),
        ("[^a-]", "☃"),
        (r"\d", "1"),
        (r"\W", " "),
        ("[[:alpha:]]", "A"),
        (r"\Qa-\E", "a-"),
        ("(?i:aB)", "Ab"),
        ("^", ""),
        ("$", ""),
        ("", ""),
    ]
)
_REPETITIONS = st.sampled_from(
    [("*", 2), ("+", 1), ("?", 0), ("*?", 1), ("{2}", 2), ("{1,3}", 3), ("{2,}", 4), ("{0}", 0)]
)


def _longer(pairs):
    """Pairs of a pattern and a text that it would match, were it not for edges in its middle."""
    return st.one_of(
        st.lists(pairs, min_size=2, max_size=3).map(lambda found: tuple(map("".join, zip(*found, strict=True)))),
        st.lists(pairs, min_size=2, max_size=3).map(lambda found: (f"({'|'.join(p for p, _ in found)})", found[-1][1])),
        st.tuples(pairs, _REPETITIONS).map(
            lambda found: (f"(?:{found[0][0]}){found[1][0]}", found[0][1] * found[1][1])
        ),
    )


PATTERNS_WITH_TEXTS = st.recursive(_LEAVES, _longer, max_leaves=6)

LINEAR = st.one_of(
    st.builds(exactly, st.text(alphabet=LETTERS + "*?", max_size=4), folded=st.booleans()),
    st.builds(glob, st.text(alphabet=LETTERS + "*?", max_size=5), folded=st.booleans()),
    st.builds(azure_match, st.text(alphabet=LETTERS + "#?.*", max_size=4), folded=st.booleans()),
    st.builds(lambda head, tail: azure_like(head + "*" + tail), *[st.text(alphabet=LETTERS + "?", max_size=3)] * 2),
    st.just(everything()),
)
PATTERNS = st.builds(pattern, PATTERNS_WITH_TEXTS.map(lambda pair: pair[0]), folded=st.booleans())
LANGUAGES = st.one_of(LINEAR, LINEAR, PATTERNS)
