"""Says a run's verdict on the pull request: one comment kept up to date, a check, and results for code scanning."""

from collections.abc import Sequence

import msgspec

from costguard.forges.comment_state import has_marker, read_state, remembering, with_state
from costguard.forges.forge import RequestName
from costguard.forges.github.accounts import our_account
from costguard.forges.github.checks import publish_check
from costguard.forges.github.client import Client, path
from costguard.forges.github.code_scanning import upload
from costguard.forges.github.comments import ours_of, read_comments
from costguard.forges.github.evidence import read_pull
from costguard.forges.github.shapes import Comment, User
from costguard.model.approval import Shown
from costguard.model.publication import Publication, Published


def publish(
    client: Client, request: RequestName, head: str, publication: Publication, comment_author: str, *, with_check: bool
) -> Published:
    """Say it all. Nothing is said of a commit that is no longer the head, nor where a newer run has spoken."""
    if (tip := read_pull(client, request).head.sha) != head:
        moved = f"the request has moved on from {head[:12]} to {tip[:12]}; nothing was published"
        return Published(notes=(moved,))
    ours = our_account(client, comment_author)
    own = _own_comment(client, request, publication.project, ours)
    shown = read_state(own.body or "") if own is not None else ()
    if _is_older(publication.shown, shown):
        return Published(notes=("a newer run has already spoken of this commit; nothing was published",))
    body = with_state(publication.comment, publication.project, remembering(shown, _showing(publication)))
    if own is not None:
        url, notes = _updated(client, request, own, body), list[str]()
    else:
        url, notes = _commented(client, request, publication, ours, body)
    check_url = ""
    if with_check:
        check_url, of_check = publish_check(client, request, head, publication, url)
        notes += of_check
    if publication.sarif and (why := upload(client, request, head, publication.sarif)):
        notes.append(why)
    return Published(url, check_url, tuple(notes))


def _own_comment(client: Client, request: RequestName, project: str, ours: User) -> Comment | None:
    """The oldest comment that is ours for this project: where runs once raced, one is kept up to date."""
    comments = ours_of(read_comments(client, request.repository, request.number), ours)
    return next((comment for comment in comments if has_marker(comment.body or "", project)), None)


def _is_older(said: Shown | None, shown: Sequence[Shown]) -> bool:
    """Whether the comment shows something newer of the same commit than this run has to say."""
    if said is None:
        return False
    return any(entry.at > said.at and entry.head == said.head and entry.digest != said.digest for entry in shown)


def _updated(client: Client, request: RequestName, own: Comment, body: str) -> str:
    """Bring our comment up to date, where it is not. What is returned is its address."""
    if _text(own.body or "") != _text(body):
        where = path("repos", request.repository, "issues", "comments", own.id)
        client.write("PATCH", where, {"body": body}, Comment, is_repeatable=True)
    return own.html_url


def _commented(
    client: Client, request: RequestName, publication: Publication, ours: User, body: str
) -> tuple[str, list[str]]:
    """Write our first comment, unless the run is a quiet one. What is returned is its address, and notes."""
    if publication.is_quiet:
        return "", []
    where = path("repos", request.repository, "issues", request.number, "comments")
    written = client.write_once(
        where, {"body": body}, Comment, lambda: _own_comment(client, request, publication.project, ours)
    )
    if written.user is None or written.user.id == ours.id:
        return written.html_url, []
    unknown = (
        f"this token writes as {written.user.login}, whose comments are not known for ours; "
        f"give --comment-author {written.user.id} here, to check and to verify"
    )
    return written.html_url, [unknown]


def _showing(publication: Publication) -> Shown | None:
    """What the comment shows, as the comment's project: a reader tells projects apart by it."""
    if publication.shown is None:
        return None
    return msgspec.structs.replace(publication.shown, project=publication.project)


def _text(body: str) -> str:
    """A body as it is compared: forges keep or change the ends of lines as they like."""
    return body.replace("\r\n", "\n").strip()
