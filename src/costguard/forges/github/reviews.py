"""Reviews as statements: the latest of each person, and all that took back what was said before, whatever came later.

REST tells of a review when it was submitted and not when its text was edited (schema `pull-request-review`, read
2026-11), and maintainers may edit it. So what a review decides counts, and a command in its text does not.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from costguard.forges.commands import read_commands
from costguard.forges.github.accounts import account
from costguard.forges.github.client import Client, path
from costguard.forges.github.shapes import Review
from costguard.model.approval import Act, EvidenceKind, Statement

_APPROVED: Final = "APPROVED"
_CHANGES: Final = "CHANGES_REQUESTED"
_DISMISSED: Final = "DISMISSED"
_DECIDING: Final = frozenset({_APPROVED, _CHANGES, _DISMISSED})


def read_reviews(client: Client, repository: str, number: int) -> tuple[Review, ...]:
    """Every review of a request."""
    pages = client.pages(path("repos", repository, "pulls", number, "reviews"), tuple[Review, ...])
    return tuple(review for page in pages for review in page)


def review_statements(reviews: Sequence[Review]) -> tuple[Statement, ...]:
    """What reviews decide, and the commands that are written where they cannot count, in the order of time.

    An approval stands where it is the latest deciding review of its account. What took back an approval, or a comment,
    is told even where the account has approved since: that was of something else.
    """
    submitted = [(review.submitted_at, review) for review in reviews if review.submitted_at is not None]
    deciding = sorted(
        ((at, review) for at, review in submitted if review.user is not None and review.state in _DECIDING),
        key=lambda pair: (pair[0], pair[1].id),
    )
    latest = {review.user.id: review.id for _, review in deciding if review.user is not None}
    decided = [
        _decision(review, at) for at, review in deciding if review.state != _APPROVED or review.id in latest.values()
    ]
    written = [statement for at, review in submitted for statement in _commands(review, at)]
    return tuple(sorted([*decided, *written], key=lambda statement: (statement.at, statement.url, statement.digest)))


def _decision(review: Review, at: datetime) -> Statement:
    """A request for changes takes back what its author agreed to; so does a dismissed review, whatever it said.

    GitHub does not tell what a dismissed review was: others who dismiss a request for changes revive nothing.
    """
    return Statement(
        EvidenceKind.REVIEW,
        Act.APPROVE if review.state == _APPROVED else Act.REVOKE,
        account(review.user),
        at,
        commit=review.commit_id or "",
        url=review.html_url,
        reason="the review was dismissed" if review.state == _DISMISSED else "",
    )


def _commands(review: Review, at: datetime) -> list[Statement]:
    """Commands in a review's text. Taking back counts wherever it is said: it lets nothing pass."""
    advice = "a command in a review does not count, for an edit of it would not show; write it as a comment"
    return [
        Statement(
            EvidenceKind.REVIEW,
            command.act,
            account(review.user),
            at,
            digest=command.digest,
            commit=review.commit_id or "",
            ceiling=command.ceiling,
            reason=command.reason,
            ticket=command.ticket,
            url=review.html_url,
            problem=command.problem if command.act is Act.REVOKE else advice,
        )
        for command in read_commands(review.body or "")
    ]
