"""When comments were last edited, which REST does not tell for sure.

REST's `updated_at` may be a second after `created_at` though nobody edited anything (palantir/policy-bot#459, 2022-08),
and an edit within the second of writing does not move it. GraphQL's `lastEditedAt` is null until there was an edit
(GitHub's GraphQL schema, `IssueComment`, 2026-11).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from costguard.forges.github.client import Client
from costguard.forges.github.faults import GithubError
from costguard.forges.github.shapes import Comment

# `nodes` takes no more identifiers in one query (GitHub's GraphQL API, 2026-11).
_BATCH: Final = 100
_QUERY: Final = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on IssueComment { lastEditedAt } } }"


class _Node(msgspec.Struct, frozen=True, rename="camel"):
    last_edited_at: datetime | msgspec.UnsetType | None = msgspec.UNSET


class _Data(msgspec.Struct, frozen=True):
    nodes: tuple[_Node | None, ...] = ()


class _Answer(msgspec.Struct, frozen=True):
    data: _Data | None = None


def read_edits(client: Client, comments: Sequence[Comment]) -> Mapping[int, datetime | None]:
    """The last edit of each comment by its number, None for none. What GraphQL does not tell is left out."""
    asked = [comment for comment in comments if comment.node_id]
    batches = [asked[start : start + _BATCH] for start in range(0, len(asked), _BATCH)]
    try:
        return {number: edit for batch in batches for number, edit in _told(client, batch)}
    except GithubError:  # REST's times are left then: they take a comment for edited rather too often
        return {}


def edited_at(comment: Comment, edits: Mapping[int, datetime | None]) -> datetime | None:
    """When a comment was last edited, None for never; where no edit is told, a change counts as one."""
    if comment.id in edits:
        return edits[comment.id]
    return None if comment.created_at == comment.updated_at else comment.updated_at


def _told(client: Client, batch: Sequence[Comment]) -> Iterator[tuple[int, datetime | None]]:
    """Nodes come in the order in which they were asked for; one that is gone, or may not be read, is null."""
    answer = client.query(_QUERY, {"ids": [comment.node_id for comment in batch]}, _Answer)
    nodes = answer.data.nodes if answer.data is not None else ()
    if len(nodes) != len(batch):
        return
    for comment, node in zip(batch, nodes, strict=True):
        if node is not None and not isinstance(node.last_edited_at, msgspec.UnsetType):
            yield comment.id, node.last_edited_at
