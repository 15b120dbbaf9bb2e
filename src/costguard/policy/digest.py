"""A policy's digest: the same for the same content, wherever its files lie and however they are laid out."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from costguard.policy.nodes import ListNode, MapNode, Node, ScalarNode


def digest_of(documents: Sequence[Node], registries: Sequence[Path] = ()) -> str:
    """`sha256:` and the hash of what the documents and registries say.

    Comments, blank lines, key order, anchors, line endings, file names and the order of files do not count.
    """
    parts = sorted(
        [*(_hash(_canonical_yaml(each)) for each in documents), *(_hash(_lines(each)) for each in registries)]
    )
    return f"sha256:{_hash(chr(10).join(parts))}"


def digest_of_text(text: str) -> str:
    """The digest of a policy that was not read from a file."""
    return f"sha256:{_hash(text)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(path: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8-sig").splitlines())


def _canonical_yaml(node: Node) -> str:
    return json.dumps(_plain(node), sort_keys=True, separators=(",", ":"))


def _plain(node: Node) -> object:
    """Text as itself; what YAML takes for a number or a flag in a list of one, so that `"1"` and `1` differ."""
    match node:
        case MapNode(pairs=pairs):
            return {pair.key.text: _plain(pair.value) for pair in pairs}
        case ListNode(items=items):
            return ["list", *(_plain(item) for item in items)]
        case ScalarNode(text=text, value=str()):
            return text
        case ScalarNode(text=text):
            return [text]
        case _:
            assert_never(node)
