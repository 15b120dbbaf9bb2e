"""Everything that GitHub tells of a pull request that bears on an approval, read once and judged elsewhere."""

from collections.abc import Mapping, Sequence

from costguard.forges.forge import RequestName
from costguard.forges.github.access import associations_of, of_those_who_may_write
from costguard.forges.github.accounts import account, our_account, read_team
from costguard.forges.github.client import Client, path
from costguard.forges.github.comments import commanding, comment_statements, read_comments, shown_by_us
from costguard.forges.github.committers import read_makers, read_triggerers
from costguard.forges.github.edits import read_edits
from costguard.forges.github.reviews import read_reviews, review_statements
from costguard.forges.github.shapes import Pull, User
from costguard.model.approval import Act, ChangeRequest, Evidence, EvidenceKind, Shown, Statement
from costguard.model.errors import BadInput

FORGE = "github"


def read_evidence(
    client: Client, request: RequestName, teams: Sequence[str], environment: Mapping[str, str], comment_author: str
) -> Evidence:
    """Whose a pull request is, what was said and shown, and who is in the teams.

    Raises BadInput where its head moves while it is read: what was said of one commit is not mixed with another.
    """
    pull = read_pull(client, request)
    makers = read_makers(client, request.repository, pull)
    triggerers, why = read_triggerers(client, environment)
    comments = read_comments(client, request.repository, request.number)
    reviews = read_reviews(client, request.repository, request.number)
    ours = our_account(client, comment_author)
    shown, forged = shown_by_us(comments, ours)
    commands = commanding(comments, ours)
    edits = read_edits(client, commands)
    told = tuple(read_team(client, team) for team in dict.fromkeys(teams))
    if read_pull(client, request).head.sha != pull.head.sha:
        raise BadInput(f"{request} was pushed to while it was read; run again")
    change = ChangeRequest(
        forge=FORGE,
        repository=request.repository,
        number=pull.number,
        head=pull.head.sha,
        base=pull.base.ref,
        url=pull.html_url,
        author=account(pull.user) if pull.user is not None and not pull.user.is_shared else None,
        committers=makers.committers,
        triggerers=triggerers,
        unattributed=makers.unattributed,
        is_merged=pull.merged_at is not None,
    )
    said = sorted((*comment_statements(commands, edits), *review_statements(reviews)), key=lambda each: each.at)
    heard, unsure = of_those_who_may_write(client, request.repository, said, associations_of((*comments, *reviews)))
    notes = (*makers.notes, *filter(None, (why, _authorless(pull), _shared(ours, heard, shown))), *unsure, *forged)
    return Evidence(change, heard, shown, told, notes)


def _authorless(pull: Pull) -> str:
    """A note where the author is the account of every workflow: whoever started one is the author, and is not told."""
    if pull.user is None or not pull.user.is_shared:
        return ""
    return (
        f"the request is by {pull.user.login}, the account of every workflow, so that nobody can say whose it is; "
        "let a person open it, or an App of its own"
    )


def _shared(ours: User, heard: Sequence[Statement], shown: Sequence[Shown]) -> str:
    """A note where a plain review is of what a comment showed that every workflow can write."""
    plain = [each for each in heard if each.kind is EvidenceKind.REVIEW and each.act is Act.APPROVE]
    bound = (each for each in plain if not each.problem and not each.digest)
    if not ours.is_shared or not any(entry.digest and each.commit == entry.head for each in bound for entry in shown):
        return ""
    return (
        "reviews are bound through a comment that every workflow of this repository can write (github-actions[bot]); "
        "quote the digest in a comment, or use an account of its own"
    )


def read_pull(client: Client, request: RequestName) -> Pull:
    """The pull request as it is now."""
    return client.get(path("repos", request.repository, "pulls", request.number), Pull)
