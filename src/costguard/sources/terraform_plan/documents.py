"""Finds the JSON documents in a text: one, several in a row (terragrunt), or one inside a CI wrapper's output."""

import json
import re
from typing import Final

from costguard.model.errors import BadInput

# What the GitHub action `setup-terraform` prints around a command's output, with its wrapper on (v1 to v3).
_WRAPPER_LINE: Final = re.compile(r"\[command\].*|::[a-z][a-z-]*( [^:]*)?::.*|(%0A)+|\s*")


def split_documents(content: bytes, name: str) -> tuple[bytes, ...]:
    """Every JSON document of the text, in order, as UTF-8.

    Raises BadInput when there is none, or when something that is neither a document nor a known wrapper is left.
    """
    text = content.decode()
    position = _skip_wrapper(text, 0)
    documents: list[bytes] = []
    while position < len(text):
        if documents and text[position] != "{":
            raise BadInput(_broken(text, position, name, "something that is not JSON stands after the plan"))
        end = _end_of_document(text, position, name)
        documents.append(text[position:end].encode())
        position = _skip_wrapper(text, end)
    return tuple(documents)


def _skip_wrapper(text: str, position: int) -> int:
    """The place of the first line that is not a wrapper's; the rest of the present line counts as a line."""
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end].rstrip("\r")
        if not _WRAPPER_LINE.fullmatch(line):
            return position + len(line) - len(line.lstrip())
        position = end + 1
    return position


def _end_of_document(text: str, start: int, name: str) -> int:
    try:
        _, end = json.JSONDecoder().raw_decode(text, start)
    except RecursionError as error:
        raise BadInput(f"{name} is nested too deeply to be a plan") from error
    except ValueError as error:
        position = error.pos if isinstance(error, json.JSONDecodeError) else start
        raise BadInput(_broken(text, position, name, "it is not complete JSON")) from error
    return end


def _broken(text: str, position: int, name: str, what: str) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"{name}: {what} (line {line}, column {column}); write it again with `terraform show -json tfplan`"
