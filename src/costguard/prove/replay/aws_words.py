"""Says in a few words what a record lacks, the same words for all events that lack the same."""

from collections.abc import Iterable
from typing import Final

from costguard.prove.aws.context import ACCOUNT, PRINCIPAL, REGION, RESOURCE
from costguard.prove.tags import is_of_tags

_PLAIN: Final = {
    ACCOUNT: "the record does not tell the account",
    PRINCIPAL: "the record does not tell who sent it",
    REGION: "the record does not tell the region",
}
_NO_TAGS: Final = "the record does not hold the tags that were sent"
_TWICE: Final = "a tag key is sent in two spellings, of which IAM leaves open what they come to"
_IS_THERE: Final = " is in the request"


def words_of(variable: str, keys: Iterable[str], *, holds_tags: bool) -> str:
    """What the record lacks, where this variable is what decides; `holds_tags` unless it lacks all tags.

    `keys` are the condition keys as the statement spells them; variables ignore case.
    """
    if variable in _PLAIN:
        return _PLAIN[variable]
    if is_of_tags(variable):
        return _TWICE if holds_tags else _NO_TAGS
    if variable.startswith(RESOURCE):
        return f"the record does not tell which {variable.removeprefix(RESOURCE)} it is about"
    name = variable.removesuffix(_IS_THERE)
    key = next((key for key in keys if key.lower() == name.lower()), "")
    return f"the record does not hold `{key}`" if key else f"left open: {variable}"
