"""What a comment on a pull request says of approvals: who is waited for, who agreed, and how to agree."""

import re
from collections.abc import Iterator
from typing import Final

from costguard.model.approval import EvidenceKind, GivenApproval, RefusedStatement
from costguard.model.moment import utc_text
from costguard.model.verdict import RequiredApproval, Verdict
from costguard.reports import agreement
from costguard.reports.listing import listed
from costguard.reports.markdown_page import Row, Section
from costguard.reports.neutral import PROSE_LIMIT
from costguard.reports.neutral_markdown import markdown, markdown_code

_NAMED: Final = 20  # people of a group
_URL_LIMIT: Final = 500  # characters
# A host and a path of letters that neither end a Markdown link nor begin a reference; no user, no brackets, no quotes.
_LINK: Final = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/?#=&%+,:-]*)?", re.ASCII)


def broken_glass_lines(verdict: Verdict) -> list[str]:
    """Who broke the glass and why, in words that nobody overlooks; empty where nobody did."""
    glass = verdict.broken_glass
    if glass is None:
        return []
    told = markdown(agreement.broken_glass_text(glass), PROSE_LIMIT)
    reason = markdown(glass.reason, PROSE_LIMIT) or "no reason was given"
    return [
        f"> **GLASS BROKEN: this change passes as an emergency, not because it was approved**, {told}.",
        f"> Reason: {reason}",
        "",
    ]


def approval_sections(verdict: Verdict) -> Iterator[Section]:
    """Who has to agree, and what was said that does not count; nothing where nobody has to and nobody spoke."""
    required, refused = verdict.required, verdict.refused
    heading = "**Approval needed**\n"
    if agreement.is_agreed(verdict):
        heading = "**Approved**\n"
    elif verdict.broken_glass is not None:
        heading = "**Approval that was not waited for**\n"
    rows = map(_required, required)
    yield Section(heading, rows, len(required), "approval", after="\n".join(_how_to_approve(verdict)))
    yield Section("", map(_refused, refused), len(refused), "statement", "Said, but does not count")


def link(text: str, url: str) -> str:
    """A link to an address that is plainly one; else the text alone. The text is Markdown of ours."""
    return f"[{text}]({url})" if len(url) <= _URL_LIMIT and _LINK.fullmatch(url) else text


def _required(required: RequiredApproval) -> Row:
    asked = ", ".join(
        f"{markdown_code(each.group)} {required.given_by(each.group):,}/{each.count:,}" for each in required.approvers
    )
    concerned = listed(markdown_code(address) for address in required.addresses)
    what = markdown(required.reason, PROSE_LIMIT) or concerned
    lines = [f"- {asked or 'nobody is named'}, by {markdown_code(required.rule)}" + (f", for {what}" if what else "")]
    lines += [f"  - {_given(each)}" for each in required.given]
    lines += [f"  - {said}" for said in (agreement.terms(required),) if said and not required.is_met]
    lines += [
        f"  - people of {markdown_code(each.group)}: {listed(map(markdown_code, each.members), most=_NAMED)}"
        for each in required.approvers
        if each.members and required.given_by(each.group) < each.count
    ]
    return Row("\n".join(lines))


def _given(given: GivenApproval) -> str:
    bound = f", up to {markdown(agreement.ceiling_text(given.ceiling))}" if given.ceiling is not None else ""
    reason = f": {markdown(given.reason, PROSE_LIMIT)}" if given.reason else ""
    how = f"{link(given.kind.value, given.url)} of {utc_text(given.at)}"
    until = utc_text(given.expires)
    return f"{markdown_code(given.name)} agreed for {markdown_code(given.group)} ({how}), until {until}{bound}{reason}"


def _refused(refused: RefusedStatement) -> Row:
    rule = f" for {markdown_code(refused.rule)}" if refused.rule else ""
    how = f"{link(refused.kind.value, refused.url)} of {utc_text(refused.at)}"
    return Row(f"- {markdown_code(refused.name)} ({how}){rule}: {markdown(refused.why, PROSE_LIMIT)}")


def _how_to_approve(verdict: Verdict) -> Iterator[str]:
    if verdict.subject is None or not agreement.waits_for_people(verdict):
        return
    yield "**How to approve**\n"
    if agreement.is_taken(verdict, EvidenceKind.COMMENT):
        yield "Agree to this plan as it was judged, by a comment that holds this line and is not edited later:\n"
        yield f"```\n{agreement.approve_command(verdict.subject)}\n```\n"
        if agreement.ceiling_of(verdict.subject):
            yield "- `ceiling` is the increase a month that you agree to at most, whatever the plan turns out to be."
    if agreement.is_taken(verdict, EvidenceKind.REVIEW):
        yield "- An approving review of this commit says the same. Any further push makes it lapse, so review last."
    if agreement.is_taken(verdict, EvidenceKind.RECORD):
        yield f"- A signature on the JSON report does too, without the forge: `{agreement.signed_command()}`."
