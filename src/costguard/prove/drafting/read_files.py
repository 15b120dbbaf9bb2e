"""Reads files of any of the kinds that hold rules about tags, each by the reader of its kind."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Final

from costguard.model.errors import BadInput
from costguard.prove.drafting.documents import Written, read_documents
from costguard.prove.drafting.from_azure import read_azure
from costguard.prove.drafting.from_scp import read_scp_tags
from costguard.prove.drafting.mention import Reading, Remark, joined
from costguard.prove.drafting.read_tag_policy import read_tag_policy

_AZURE: Final = frozenset({"policyrule", "policydefinitions", "policydefinitionid"})


class _Kind(Enum):
    """What a document is."""

    TAG_POLICY = auto()
    SCP = auto()
    AZURE = auto()
    UNKNOWN = auto()


def read_files(paths: Sequence[str]) -> Reading:
    """What all the files say of tags. Azure's documents are read together, for they refer to each other.

    Raises BadInput where a file cannot be read at all, and where nothing in any of them says anything of a tag.
    """
    documents = [document for path in dict.fromkeys(paths) for document in read_documents(path)]
    azure = [document for document in documents if _kind(document.body) is _Kind.AZURE]
    reading = joined((*map(_read, documents), read_azure(azure)))
    if not reading.mentions:
        first = f": {reading.remarks[0]}" if reading.remarks else ""
        more = f" (and {len(reading.remarks) - 1} more)" if len(reading.remarks) > 1 else ""
        raise BadInput(f"nothing here says anything of a tag that can be drafted{first}{more}")
    return reading


def _read(document: Written) -> Reading:
    match _kind(document.body):
        case _Kind.TAG_POLICY:
            return read_tag_policy(document)
        case _Kind.SCP:
            return read_scp_tags(document)
        case _Kind.AZURE:
            return Reading()
        case _Kind.UNKNOWN:
            why = "it is no tag policy (`tags`), SCP (`Statement`) or Azure policy (`policyRule`); it is not read"
            return Reading(remarks=(Remark(document.place, "the document", why),))


def _kind(body: Mapping[str, object]) -> _Kind:
    keys = {str(key).lower(): value for key, value in body.items()}
    inner = keys.get("properties")
    fields = {str(key).lower() for key in inner} if isinstance(inner, Mapping) else keys.keys()
    if _AZURE & fields or {"if", "then"} <= fields:
        return _Kind.AZURE
    if "Statement" in body:
        return _Kind.SCP
    return _Kind.TAG_POLICY if "tags" in body else _Kind.UNKNOWN
