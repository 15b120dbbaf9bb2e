"""Verdicts whose every text an attacker chose, for the laws that each format has to keep."""

from decimal import Decimal

from hypothesis import strategies as st
from verdict_samples import verdict_of

from costguard.model.finding import Code, Finding, Level, State, WaiverNote
from costguard.model.location import Location
from costguard.model.verdict import ApproverGroup, CostNote, Input, PolicyNote, RequiredApproval

ATTACKS = (
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "\n::error file=x::injected",
    "::add-mask::secret",
    "\r\n::set-output name=a::b",
    "##vso[task.setvariable variable=PATH]/tmp",
    "<script>alert(1)</script>",
    "]]><testcase name='x'/>",
    "<!-- costguard/report/v1 -->",
    "=HYPERLINK(1)",
    "a,b\"c\nd",
    "| a | b |",
    "``` `x` ``",
    "[link](javascript:alert(1))",
    "![image](https://evil.example/x.png)",
    "@octocat #1 https://evil.example",
    "[bold red]markup[/bold red] :smile:",
    "\u202egnp.exe",
    "a" * 300,
    "値" * 100,
    "",
)  # fmt: skip

# A lone surrogate in an address or key stops `Finding.fingerprint`; no source lets one through, as none decodes one.
names = st.sampled_from(ATTACKS) | st.text()
texts = names | st.text(st.characters())


def findings(name=names, text=texts):
    """Findings whose every text is `name` or `text`."""
    return st.builds(
        Finding,
        rule=name,
        address=name,
        code=st.sampled_from(Code),
        state=st.sampled_from(State),
        level=st.sampled_from(Level),
        message=text,
        key=name,
        type=text,
        dimension=text,
        value=st.none() | text,
        sensitive=st.booleans(),
        source=text,
        why=text,
        fix=text,
        module=text,
        plan=st.integers(0, 2),
        location=st.none() | st.builds(Location, text, st.integers(0, 9), st.integers(0, 9)),
        waiver=st.none() | st.builds(WaiverNote, text, text, text, text),
    )


def verdicts():
    """Verdicts of a few hostile findings, with hostile names of files, groups and prices, and hostile notes."""
    groups = st.builds(ApproverGroup, texts, st.integers(1, 3))
    required = st.builds(
        RequiredApproval, texts, st.lists(groups, max_size=2).map(tuple), st.lists(texts, max_size=4).map(tuple)
    )
    return st.builds(
        lambda found, required, notes, name: verdict_of(
            *found,
            required=required,
            notes=notes,
            input=Input(name, name, name, name),
            policy=PolicyNote(name, (name,)),
            cost=CostNote(monthly_after=Decimal(1), currency=name, unpriced=(name,)),
        ),
        st.lists(findings(), max_size=4),
        st.lists(required, max_size=2).map(tuple),
        st.lists(texts, max_size=2).map(tuple),
        texts,
    )
