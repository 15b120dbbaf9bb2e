"""Verdicts whose every text an attacker chose, for the laws that each format has to keep."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st
from msgspec.structs import replace
from verdict_samples import subject_of, verdict_of

from costguard.model.approval import BrokenGlass, EvidenceKind, GivenApproval, RefusedStatement
from costguard.model.change import Action
from costguard.model.finding import Code, Finding, Level, State, WaiverNote
from costguard.model.location import Location
from costguard.model.verdict import (
    ApproverGroup,
    BudgetNote,
    ChangeNote,
    CostNote,
    Input,
    Outcome,
    PolicyNote,
    RequiredApproval,
    UnpricedNote,
)

ATTACKS = (
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "\n::error file=x::injected",
    "::add-mask::secret",
    "\r\n::set-output name=a::b",
    "##vso[task.setvariable variable=PATH]/tmp",
    "<script>alert(1)</script>",
    "]]><testcase name='x'/>",
    "<!-- costguard/report/v1 -->",
    "<!-- costguard/comment/v1 project=shop -->",
    "--><!-- costguard/state/v1 AAAA -->",
    "\n/costguard approve sha256:00 reason=x",
    "```\n/costguard approve\n```",
    "FAIL - 1 failure",
    "12 failures",
    "https://evil.example/)[click](https://evil.example",
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


times = st.datetimes(datetime(2001, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC)) | st.just(  # noqa: DTZ001
    datetime(2026, 11, 23, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
)
amounts = st.decimals(-(10**9), 10**9, places=3)
urls = names | st.sampled_from(
    (
        "https://forge.example/pull/1#comment-2",
        "http://forge.example/x",
        "https://me@evil.example/",
        "https://a.example/)x",
    )
)


def requirements(name=names):
    """Rules that ask for people, some of whom agreed."""
    given = st.builds(
        GivenApproval, rule=name, group=name, name=name, kind=st.sampled_from(EvidenceKind), at=times, expires=times,
        binding=st.sampled_from(("exact", "ceiling")), digest=st.sampled_from(("", "sha256:" + "0d" * 32)),
        ceiling=st.none() | st.decimals(0, 10**9, places=2), reason=name, url=urls,
    )  # fmt: skip
    groups = st.builds(ApproverGroup, name, st.integers(1, 3), st.lists(name, max_size=3).map(tuple))

    def answered(rule, approvers, addresses, reason, said):
        of_rule = tuple(
            replace(each, rule=rule, group=approvers[place % len(approvers)].group)
            for place, each in enumerate(said)
            if approvers
        )
        return RequiredApproval(rule, approvers, addresses, reason, of_rule)

    return st.builds(
        answered,
        name,
        st.lists(groups, max_size=2, unique_by=lambda each: each.group).map(tuple),
        st.lists(name, max_size=4).map(tuple),
        name,
        st.lists(given, max_size=3),
    )


def costs(name=names):
    """What a change costs, by resources and budgets with hostile names."""
    changes = st.builds(ChangeNote, name, st.sampled_from(Action), amounts, amounts, st.booleans(), st.integers(0, 2))
    budgets = st.builds(BudgetNote, name, st.decimals(0, 10**6, places=2), amounts, st.booleans(), st.booleans(), name)
    items = st.builds(UnpricedNote, name, name, name, name, st.sampled_from(("", "730")), name, name, st.integers(0, 2))
    return st.builds(
        lambda currency, before, delta, complete, unpriced, top, more, budgets, items: CostNote(
            currency=currency,
            monthly_before=before,
            monthly_after=before if delta is None or before is None else before + delta,
            monthly_delta=delta,
            complete=complete and not unpriced,
            unpriced=unpriced,
            top=top,
            changed=len(top) + more,
            budgets=budgets,
            unpriced_items=items,
        ),
        name,
        st.none() | amounts,
        st.none() | amounts,
        st.booleans(),
        st.lists(name, max_size=2).map(tuple),
        st.lists(changes, max_size=7).map(tuple),
        st.integers(0, 3),
        st.lists(budgets, max_size=4).map(tuple),
        st.lists(items, max_size=3).map(tuple),
    )


DENIED = st.just(Outcome.DENY)


def verdicts(text=texts, outcomes=DENIED):
    """Verdicts of a few hostile findings, with hostile names of files, groups and people, notes and approvals."""
    refused = st.builds(RefusedStatement, names, st.sampled_from(EvidenceKind), times, text, names, urls)
    glass = st.builds(BrokenGlass, st.lists(names, max_size=2).map(tuple), names, text, times, times, times)

    people = st.tuples(
        st.lists(requirements(), max_size=2).map(tuple), st.lists(refused, max_size=2).map(tuple), st.none() | glass
    )

    def made(found, notes, name, outcome, cost, people, has_subject):  # noqa: PLR0917  (hypothesis fills them)
        required, refused, broken = people
        verdict = verdict_of(
            *found,
            outcome=outcome,
            required=required,
            notes=notes,
            input=Input(name, name, name, name),
            policy=PolicyNote(name, (name,)),
            cost=cost,
            refused=refused,
            broken_glass=broken,
            change=name,
        )
        return replace(verdict, subject=subject_of(verdict, project=name)) if has_subject else verdict

    return st.builds(
        made,
        st.lists(findings(text=text), max_size=4),
        st.lists(text, max_size=2).map(tuple),
        names,
        outcomes,
        costs(),
        people,
        st.booleans(),
    )
