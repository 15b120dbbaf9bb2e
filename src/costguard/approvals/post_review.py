"""Asks for the review that every broken glass owes: first as advice, once it is late as a denial of what follows."""

from collections.abc import Iterator
from datetime import datetime

from costguard.approvals.ledger import Ledger, OpenReview, open_reviews
from costguard.model.digest import short_digits
from costguard.model.finding import POST_REVIEW, Code, Finding, Level, State
from costguard.model.moment import in_utc, utc_text


def review_findings(ledger: Ledger, now: datetime) -> Iterator[Finding]:
    """A finding for every broken glass that nobody else has answered for; a denial where the answer is late."""
    for review in open_reviews(ledger, now):
        yield _finding(review)


def _finding(review: OpenReview) -> Finding:
    glass = review.glass
    when = "was not reviewed by" if review.is_overdue else "has to be reviewed by"
    ticket = f" for {glass.ticket}" if glass.ticket else ""
    return Finding(
        rule=POST_REVIEW,
        address=f"(broken glass {short_digits(review.entry)})",
        code=Code.FORBIDDEN,
        state=State.VIOLATION,
        level=Level.DENY if review.is_overdue else Level.ADVISE,
        message=f"the glass that {', '.join(glass.names)} broke on {in_utc(glass.at):%Y-%m-%d}{ticket} {when} "
        f"{utc_text(glass.review_by)}",
        title="Every broken glass is looked at by somebody else",
        why="An emergency lets a change pass that nobody had approved; somebody has to say that it was right.",
        fix=f"Sign an answer with `costguard approve --post-review {review.entry}`, and add it with "
        "`costguard ledger answer`.",
    )
