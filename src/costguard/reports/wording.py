"""The words that all reports share, so that a person who reads two of them reads the same thing twice."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, assert_never

from costguard.model.digest import short
from costguard.model.finding import Finding, Level
from costguard.model.money import to_cents
from costguard.model.verdict import ApproverGroup, CostNote, Outcome, PolicyNote, RequiredApproval, Verdict
from costguard.reports import agreement
from costguard.reports.listing import listed
from costguard.reports.neutral import HUMAN_LIMIT, plain
from costguard.reports.sorting import sections_of

ROOT_MODULE: Final = "root module"

_NAMED: Final = 20  # people of a group


def count(number: int, noun: str, nouns: str = "") -> str:
    """`1 violation`, `1,234 violations`."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def verdict_word(verdict: Verdict) -> str:
    """The outcome in capitals, as the first word of a report's last line."""
    match verdict.outcome:
        case Outcome.DENY:
            return "DENIED"
        case Outcome.APPROVAL:
            return "APPROVAL NEEDED"
        case Outcome.ADVISE | Outcome.PASS:
            if verdict.broken_glass is not None:
                return "GLASS BROKEN"
            return "APPROVED" if agreement.is_agreed(verdict) else verdict.outcome.value.upper()
        case _:
            assert_never(verdict.outcome)


def verdict_sentence(verdict: Verdict) -> str:
    """What the verdict means for the change, after its word; counts included."""
    found = counted_findings(verdict)
    match verdict.outcome:
        case Outcome.DENY:
            return f"{found}; may not merge" if found else "may not merge"
        case Outcome.APPROVAL:
            people = groups(agreement.missing(verdict.required))
            return "; ".join(part for part in (f"by {people}" if people else "", found) if part)
        case Outcome.ADVISE | Outcome.PASS:
            said = (_let_pass_by(verdict), found or "nothing to mend", "may merge")
            return "; ".join(part for part in said if part)
        case _:
            assert_never(verdict.outcome)


def _let_pass_by(verdict: Verdict) -> str:
    """Thanks to whom a change may merge that rules hold up; empty where none does."""
    if verdict.broken_glass is not None:
        return agreement.broken_glass_text(verdict.broken_glass)
    return f"by {agreement.givers(verdict.required)}" if agreement.is_agreed(verdict) else ""


def counted_findings(verdict: Verdict) -> str:
    """`5 violations (3 deny, 2 advise), 2 undecided, 1 waived`; empty when nothing was found."""
    summary = verdict.summary
    parts: list[str] = []
    if summary.violations:
        levels = by_level(sections_of(verdict.findings).violations)
        parts.append(count(summary.violations, "violation") + (f" ({levels})" if levels else ""))
    if summary.undecided:
        parts.append(f"{summary.undecided:,} undecided")
    if summary.waived:
        parts.append(f"{summary.waived:,} waived")
    return ", ".join(parts)


def by_level(findings: Iterable[Finding]) -> str:
    """`3 deny, 1 approval`, the strictest first."""
    return levels_text(Counter(finding.level for finding in findings))


def levels_text(numbers: Mapping[Level, int]) -> str:
    """`3 deny, 1 approval`: how many there are of each level, the strictest first."""
    return ", ".join(f"{numbers[level]:,} {level}" for level in Level if numbers.get(level))


def groups(approvers: Iterable[ApproverGroup]) -> str:
    """`finops (1), security (2)`: of a group that several rules ask for, the larger number."""
    needed: dict[str, int] = {}
    for each in approvers:
        needed[each.group] = max(each.count, needed.get(each.group, 0))
    return ", ".join(f"{plain(group, HUMAN_LIMIT)} ({number:,})" for group, number in needed.items())


def members(approvers: Iterable[ApproverGroup]) -> str:
    """`1 of finops: ana, bo`, for each group whose people the policy names; neutralised."""
    said = (
        f"{each.count:,} of {plain(each.group, HUMAN_LIMIT)}: "
        + listed((plain(name, HUMAN_LIMIT) for name in each.members), most=_NAMED)
        for each in approvers
        if each.members
    )
    return "; ".join(said)


def judged(verdict: Verdict) -> str:
    """How much of the input was judged."""
    summary = verdict.summary
    return f"{summary.evaluated:,} of {count(summary.resources, 'resource')} judged"


def passed_sentence(verdict: Verdict) -> str:
    """How many of the resources that were judged have no finding; empty where that says nothing new."""
    # What is found of a part of a resource stands at `ADDRESS#part`; what is found of no resource has no type.
    flawed = {(each.plan, each.address.partition("#")[0]) for each in verdict.findings if each.type}
    passed = verdict.summary.evaluated - len(flawed)
    if not verdict.findings or passed <= 0:
        return ""
    return f"What passed: {passed:,} of {verdict.summary.evaluated:,} judged resources have no finding."


def policy_text(policy: PolicyNote) -> str:
    """The files of a policy and its digest; neutralised."""
    files = listed(plain(file, HUMAN_LIMIT) for file in policy.files)
    digest = plain(short(policy.digest), HUMAN_LIMIT)
    return f"{files} ({digest})" if files else digest


def module_title(plan: int, module: str, *, several_plans: bool) -> str:
    """A module, raw, as a reader calls it; with the number of its plan, from 1, where the input holds several."""
    name = module or ROOT_MODULE
    return f"plan {plan + 1}, {name}" if several_plans else name


def plan_mark(finding: Finding) -> str:
    """` (plan 2)` after an address that is not the first plan's, as addresses of several plans may be the same."""
    return f" (plan {finding.plan + 1})" if finding.plan else ""


def shown_value(finding: Finding) -> str:
    """The value as a report may show it, raw: a sensitive one never, and nothing where there is none."""
    if finding.sensitive:
        return "(sensitive)"
    return finding.value or ""


def excuse(finding: Finding) -> str:
    """Why a finding is waived, raw: its ticket, until when, by whom and the reason."""
    if finding.waiver is None:
        return "waived"
    note = finding.waiver
    return f"{note.ticket}, until {note.expires}, by {note.approved_by}: {note.reason}"


def addresses(required: RequiredApproval) -> list[str]:
    """The addresses that an approval is asked for, neutralised."""
    return [plain(address, HUMAN_LIMIT) for address in required.addresses]


def delta_text(cost: CostNote) -> str:
    """`at least +1,234.50 USD a month`: by how much the change raises the cost; empty when nothing was estimated."""
    if cost.monthly_delta is None:
        return ""
    least = "" if cost.complete or cost.delta_complete else "at least "
    return f"{least}{money(cost.monthly_delta, sign='+')} {plain(cost.currency, HUMAN_LIMIT)} a month"


def cost_sentence(cost: CostNote) -> str:
    """What the change costs a month, rounded to cents: what lacks a price is said, and never counts as zero.

    Empty when nothing was estimated.
    """
    least = "" if cost.complete else "at least "
    before = "an unknown amount" if cost.monthly_before is None else money(cost.monthly_before)
    if total := delta_text(cost):
        if cost.monthly_after is not None:
            total += f", from {before} to {least}{money(cost.monthly_after)}"
    elif cost.monthly_after is not None:
        total = f"{least}{money(cost.monthly_after)} {plain(cost.currency, HUMAN_LIMIT)} a month"
    else:
        return ""
    if not cost.unpriced:
        return total
    return f"{total}; without a price: {listed(plain(name, HUMAN_LIMIT) for name in cost.unpriced)}"


def money(amount: Decimal, sign: str = "-") -> str:
    """`1,234.50`, rounded to the cent; `+1,234.50` where `sign` is `+`."""
    return format(to_cents(amount), f"{sign},.2f")
