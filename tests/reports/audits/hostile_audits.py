"""Audits and histories whose every text an attacker chose, for the laws that each format has to keep."""

from decimal import Decimal

from audit_samples import empty_audit
from history_samples import odd_life, run
from hypothesis import strategies as st

from costguard.model.audit import AuditSummary, Changes, Facet, Gap, RuleNote, Score
from costguard.model.cloud import Cloud
from costguard.model.finding import Code, Level, State, WaiverNote
from costguard.model.history import Diff, Fate, LifeStep, LifeStory, RunStory, Tally, TrendPoint, WaiverRow
from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.model.verdict import Input, Outcome, PolicyNote

ATTACKS = (
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "\n::error file=x::injected",
    "::add-mask::secret",
    "##vso[task.setvariable variable=PATH]/tmp",
    "=HYPERLINK(1)",
    "a,b\"c\nd",
    "[bold red]markup[/bold red] :smile:",
    "\u202egnp.exe",
    "arn:aws:ec2:eu-west-1:111122223333:volume/" + "v" * 300,
    "値" * 100,
    "שלום",
    "(none)",
    "*",
    "",
)  # fmt: skip

texts = st.sampled_from(ATTACKS) | st.text(max_size=20)
counts = st.integers(0, 10**7)
costs = st.decimals(0, 10**9, places=6)


@st.composite
def scores(draw):
    """A score that adds up, as the scan's do."""
    compliant, undecided, waived, violating = (draw(st.integers(0, 10**6)) for _ in range(4))
    resources = compliant + undecided + waived + violating
    good, bad = draw(costs), draw(costs)
    priced = draw(st.integers(0, resources))
    known = (good + bad, good) if priced else (Decimal(0), Decimal(0))
    return Score(draw(st.sampled_from(Facet)), draw(texts), resources, compliant, undecided, waived, priced, *known)


scopes = st.builds(
    ScopeRead, st.sampled_from(Cloud), texts, texts, texts, st.sampled_from(ReadStatus), counts, texts
)  # fmt: skip
gaps = st.builds(Gap, texts, texts, texts, texts, texts, texts, counts, counts, costs)
maybe = st.none() | texts
MAYBE = ("account", "region", "collected_by", "dimension", "key", "value", "source", "fix", "waiver")
rows = st.fixed_dictionaries({
    "address": texts,
    "cloud": st.sampled_from([each.value for each in Cloud]),
    "code": st.sampled_from([each.value for each in Code]),
    "state": st.sampled_from([each.value for each in State]),
    "level": st.sampled_from([each.value for each in Level]),
    "sensitive": st.none() | st.booleans(),
    "monthly_cost": st.none() | costs,
    **dict.fromkeys(("type", "rule", "message"), texts),
    **dict.fromkeys(MAYBE, maybe),
})  # fmt: skip


def some(strategy, most=4):
    return st.lists(strategy, max_size=most).map(tuple)


def audits(folder):
    """Audits of a few hostile findings, scopes, scores and gaps; their findings are written into the folder."""
    unknown = st.dictionaries(texts, counts, max_size=2)
    summaries = st.builds(AuditSummary, counts, counts, counts, unknown, counts, counts, counts)
    return st.builds(
        lambda found, name, **parts: empty_audit(
            folder, *found, input=Input(name, name, name), policy=PolicyNote(name, (name,) * 5), **parts
        ),
        some(rows),
        texts,
        outcome=st.sampled_from(Outcome),
        summary=summaries,
        coverage=some(scopes, 12),
        scores=some(scores(), 12),
        gaps=some(gaps, 12),
        rules=some(st.builds(RuleNote, texts, texts, texts)),
        waivers=st.dictionaries(texts, st.builds(WaiverNote, texts, texts, texts, texts), max_size=2),
        changes=st.none() | st.builds(Changes, counts, texts, counts, counts, counts, counts, counts),
        run=st.integers(0, 10**6),
        notes=some(texts, 8),
    )


hostile_lives = texts.map(odd_life)
hostile_runs = st.builds(
    lambda text, number: run(number, started=text, finished=text, outcome=text, input_path=text, reason=text),
    texts,
    st.integers(0, 10**6),
)
diffs = st.builds(
    Diff, hostile_runs, hostile_runs, st.dictionaries(st.sampled_from(Fate), counts), some(hostile_lives), counts
)
points = st.builds(TrendPoint, counts, texts, scores(), st.none() | st.builds(Tally, st.just(Facet.TOTAL), texts))
steps = st.builds(LifeStep, counts, texts, st.sampled_from(Fate), texts, texts, texts)
stories = st.builds(
    RunStory,
    hostile_runs,
    some(texts),
    some(scopes),
    some(scores()),
    st.just(()),
    some(st.builds(WaiverRow, texts, texts, texts, texts, texts, counts), 12),
)
life_stories = some(st.builds(LifeStory, hostile_lives, some(steps, 30)))
