"""Writes the YAML files that gcloud takes: keys in the order given, conditions as blocks that read line by line."""

from collections.abc import Mapping
from typing import Final

import yaml

_WIDTH: Final = 10_000  # no value is ever folded over lines


class Block(str):
    """A text of several lines, written as a block."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """SafeDumper, which knows Block too and shares no nodes."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  (PyYAML's interface)
        """Nothing is written as a reference to something above."""
        return True


def _block(dumper: yaml.SafeDumper, data: Block) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(data), style="|")


_Dumper.add_representer(Block, _block)


def yaml_text(document: Mapping[str, object]) -> str:
    """The document as YAML text; what reads like a number or a boolean is quoted."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
