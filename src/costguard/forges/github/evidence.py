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
from costguard.forges.github.shapes import Pull
from costguard.model.approval import ChangeRequest, Evidence
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
        FORGE,
        request.repository,
        pull.number,
        pull.head.sha,
        pull.base.ref,
        pull.html_url,
        account(pull.user) if pull.user is not None else None,
        makers.committers,
        triggerers,
        makers.unattributed,
    )
    said = sorted((*comment_statements(commands, edits), *review_statements(reviews)), key=lambda each: each.at)
    heard = of_those_who_may_write(client, request.repository, said, associations_of((*comments, *reviews)))
    notes = (*makers.notes, *([why] if why else []), *forged)
    return Evidence(change, heard, shown, told, notes)


def read_pull(client: Client, request: RequestName) -> Pull:
    """The pull request as it is now."""
    return client.get(path("repos", request.repository, "pulls", request.number), Pull)
