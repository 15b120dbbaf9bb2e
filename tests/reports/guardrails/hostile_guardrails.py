"""Bundles, changes and replays whose every text an attacker chose, for the laws that each page has to keep."""

from hypothesis import strategies as st

from costguard.model.cloud import Cloud
from costguard.model.guardrail import (
    Asked,
    BundleChange,
    Change,
    Coverage,
    Document,
    DocumentKind,
    Duty,
    Gap,
    Guardrails,
    Proof,
    Relation,
    Replay,
    ReplayedEvent,
    Request,
    Witness,
)

ATTACKS = (
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "\n::error file=x::injected",
    "::add-mask::secret",
    "##vso[task.setvariable variable=PATH]/tmp",
    "<script>alert(1)</script>",
    "</details></table><img src=x onerror=alert(1)>",
    '" onload="alert(1)',
    "=HYPERLINK(1)",
    "| a | b |",
    "``` `x` ``",
    "[link](javascript:alert(1))",
    "![image](https://evil.example/x.png)",
    "@octocat #1 https://evil.example",
    "# heading",
    "- item",
    "1. item",
    "[bold red]markup[/bold red] :smile:",
    "\u202egnp.exe",
    "a" * 300,
    "値" * 100,
    "  ",
    "",
    "\ud800",
)
texts = st.sampled_from(ATTACKS) | st.text(st.characters(), max_size=30)
clouds = st.sampled_from(Cloud)
mappings = st.dictionaries(texts, texts, max_size=3)


def _many(each):
    return st.lists(each, max_size=3).map(tuple)


def _requests():
    return st.builds(Request, clouds, texts, mappings, mappings)


def guardrails():
    """Bundles that need not even make sense."""
    witnesses = st.none() | st.builds(Witness, _requests(), texts)
    proofs = st.builds(
        Proof, texts, clouds, st.sampled_from(Relation), st.integers(0, 9), st.integers(0, 9), witnesses, witnesses,
        _many(texts), st.booleans(),
    )  # fmt: skip
    rows = st.builds(Coverage, texts, clouds, texts, st.sampled_from(Duty), texts, _many(texts), texts)
    return st.builds(
        Guardrails,
        policy_digest=texts,
        policy_files=_many(texts),
        today=texts,
        asked=_many(st.builds(Asked, texts, texts, texts)),
        clouds=_many(clouds),
        documents=_many(st.builds(Document, texts, st.sampled_from(DocumentKind), texts, _many(texts))),
        proofs=_many(proofs),
        coverage=_many(rows),
        gaps=_many(st.builds(Gap, texts, clouds, texts, _many(texts))),
        assumptions=_many(texts),
    )


def changes():
    """Changes of bundles."""
    return _many(st.builds(BundleChange, clouds, st.sampled_from(Change), _many(texts), _requests(), texts))


def replays():
    """Replays of records."""
    events = st.builds(ReplayedEvent, clouds, texts, texts, texts, _many(texts), _many(texts), texts, texts)
    counts = st.integers(0, 9_999)
    return st.builds(
        Replay, counts, counts, counts, _many(events), st.dictionaries(texts, st.integers(0, 99), max_size=3)
    )
