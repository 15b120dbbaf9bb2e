"""Reads the YAML files that a bill takes: safely, and with the place where one is no YAML."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from costguard.model.errors import BadInput


def read_yaml(path: str, option: str) -> tuple[bytes, Mapping[str, Any]]:
    """The bytes of a file and the mapping in it, empty for an empty file. Raises BadInput, naming `option`."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}; give {option} a file") from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        document = yaml.load(content, Loader=loader)  # noqa: S506  (a safe loader, libyaml's where it is there)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}:{mark.column + 1}" if mark is not None else ""
        reason = getattr(error, "problem", None) or " ".join(str(error).split())
        raise BadInput(f"{path}{where} is no YAML ({reason}); mend it") from error
    if document is None:
        return content, {}
    if not isinstance(document, dict) or not all(isinstance(key, str) for key in document):
        raise BadInput(f"{path} holds no mapping of names; {option} takes a file with one")
    return content, document
