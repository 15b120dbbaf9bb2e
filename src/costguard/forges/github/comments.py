"""Comments: the commands that people wrote, and our own comment, which is ours by its author and not by its marker."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from costguard.forges.commands import Command, read_commands
from costguard.forges.comment_state import is_marked, read_state
from costguard.forges.github.accounts import account
from costguard.forges.github.client import Client, path
from costguard.forges.github.edits import edited_at
from costguard.forges.github.shapes import Comment, User
from costguard.model.approval import Act, EvidenceKind, Shown, Statement

# A runner notes the time before GitHub does, and by a clock of its own.
_CLOCK_SKEW: Final = timedelta(minutes=1)


def read_comments(client: Client, repository: str, number: int) -> tuple[Comment, ...]:
    """Every comment of a request, the oldest first. Comments on lines of code are not among them."""
    pages = client.pages(path("repos", repository, "issues", number, "comments"), tuple[Comment, ...])
    found = {comment.id: comment for page in pages for comment in page}  # a page may move on while it is read
    return tuple(found[number] for number in sorted(found))


def commanding(comments: Iterable[Comment], ours: User) -> tuple[Comment, ...]:
    """The comments that hold commands. Our own comment only shows how one is written."""
    said = (comment for comment in comments if not (is_by(comment, ours) and is_marked(comment.body or "")))
    return tuple(comment for comment in said if read_commands(comment.body or ""))


def comment_statements(comments: Iterable[Comment], edits: Mapping[int, datetime | None]) -> tuple[Statement, ...]:
    """The commands of comments, in their order; `edits` tells when each comment was last edited."""
    return tuple(
        _statement(comment, command, edited_at(comment, edits))
        for comment in comments
        for command in read_commands(comment.body or "")
    )


def shown_by_us(comments: Iterable[Comment], ours: User) -> tuple[tuple[Shown, ...], tuple[str, ...]]:
    """What our own comments showed, in the order of time, and a note on each comment that only says to be ours.

    A comment showed nothing before there was one: what it dates back further is ignored.
    """
    marked = [comment for comment in comments if is_marked(comment.body or "")]
    shown = [
        entry
        for comment in marked
        if is_by(comment, ours)
        for entry in read_state(comment.body or "")
        if entry.at >= comment.created_at - _CLOCK_SKEW
    ]
    forged = [comment for comment in marked if not is_by(comment, ours)]
    return tuple(sorted(shown, key=lambda entry: entry.at)), tuple(map(_forged, forged))


def is_by(comment: Comment, user: User) -> bool:
    """Whether an account wrote a comment, by number."""
    return comment.user is not None and comment.user.id == user.id


def _statement(comment: Comment, command: Command, edited: datetime | None) -> Statement:
    """A command as a statement. What takes back counts from its last edit on: it lets nothing pass."""
    takes_back = command.act is Act.REVOKE and not command.problem
    statement = Statement(
        EvidenceKind.COMMENT,
        command.act,
        account(comment.user, by_app=comment.performed_via_github_app is not None),
        edited if takes_back and edited is not None else comment.created_at,
        digest=command.digest,
        ceiling=command.ceiling,
        reason=command.reason,
        ticket=command.ticket,
        url=comment.html_url,
    )
    return msgspec.structs.replace(statement, problem=_problem(comment, command, edited))


def _problem(comment: Comment, command: Command, edited: datetime | None) -> str:
    if command.problem:
        return command.problem
    if comment.user is None:
        return "the account that wrote it is gone"
    if edited is not None and command.act is not Act.REVOKE:
        at = f"{edited:%Y-%m-%d %H:%M:%S} UTC"
        return f"the comment was edited at {at}, so that nobody can say who wrote it; write a new one"
    return ""


def _forged(comment: Comment) -> str:
    login = comment.user.login if comment.user is not None else "ghost"
    return f"a comment by {login} has the marker of ours and is ignored ({comment.html_url})"


def ours_of(comments: Sequence[Comment], ours: User) -> tuple[Comment, ...]:
    """The comments that our account wrote."""
    return tuple(comment for comment in comments if is_by(comment, ours))
