"""Names and texts within what Azure takes, and the JSON form that every document has."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from costguard.model.errors import BadUsage

# Azure resource name rules, "Microsoft.Authorization" (2025-03).
MAX_NAME: Final = 64
MAX_ASSIGNMENT_NAME: Final = 24
"""Characters of an assignment's name at a management group."""
MAX_DISPLAY_NAME: Final = 128
MAX_DESCRIPTION: Final = 512
_REFUSED: Final = frozenset("<>*%&:\\?.+/#")

AUTHORIZATION: Final = "Microsoft.Authorization"


def check_prefix(prefix: str) -> None:
    """Raises BadUsage where no name of Azure can begin so."""
    if not prefix or len(prefix) > MAX_ASSIGNMENT_NAME or _REFUSED & set(prefix) or not prefix.isascii():
        raise BadUsage(
            f"`{prefix}` cannot begin a name in Azure; choose a prefix of 1 to {MAX_ASSIGNMENT_NAME} letters, digits "
            f"and hyphens"
        )


def name_of(*parts: str, limit: int = MAX_NAME) -> str:
    """The parts as one name; what is too long or has signs that Azure refuses ends in a digest, to stay its own."""
    wanted = "-".join(part for part in parts if part)
    name = "".join("-" if sign in _REFUSED else sign for sign in wanted)
    if name == wanted and len(name) <= limit:
        return name
    digest = sha256(wanted.encode()).hexdigest()[:8]
    return f"{name[: limit - 9].rstrip('-')}-{digest}"


def camel_case(name: str) -> str:
    """The name as Azure's own parameters are written: `required-tags` is `requiredTags`."""
    words = "".join(sign if sign.isalnum() else " " for sign in name).split()
    return "".join(word if place == 0 else word[:1].upper() + word[1:] for place, word in enumerate(words))


def shortened(text: str, limit: int) -> str:
    """The text on one line, cut where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def resource(scope: str, kind: str, name: str, properties: Mapping[str, object], **more: object) -> dict[str, object]:
    """A document as Azure's own exports show it. `kind` is the last part of its type, as in `policyDefinitions`."""
    return {
        "id": id_of(scope, kind, name),
        "type": f"{AUTHORIZATION}/{kind}",
        "name": name,
        **more,
        "properties": dict(properties),
    }


def id_of(scope: str, kind: str, name: str) -> str:
    """Where the document will live."""
    return f"{scope.rstrip('/')}/providers/{AUTHORIZATION}/{kind}/{name}"


def text_of(document: Mapping[str, object]) -> str:
    """The document's text: two blanks a level, for people read it, and a line's end at the end."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
