"""What every part of a policy is read with: the day, the names there are, and where problems go."""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from costguard.model.finding import OUR_RULES
from costguard.model.location import Location
from costguard.policy.faults import Faults
from costguard.policy.nodes import MapNode, Node, get, items, text
from costguard.policy.policy_set import Dimension
from costguard.policy.spelling import did_you_mean


class Context(msgspec.Struct, frozen=True):
    """The documents of a policy (file and root), and what was learned of them so far."""

    today: date
    documents: tuple[MapNode, ...]
    faults: Faults
    dimensions: Mapping[str, Dimension] = msgspec.field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    rule_ids: tuple[str, ...] = ()

    def sections(self, name: str) -> Iterator[Node]:
        """The section of that name in each document that has it."""
        return (section for document in self.documents if (section := get(document, name)) is not None)

    def only(self, name: str) -> Node | None:
        """The section of that name, None where no document has it. One at most may; another one is a problem."""
        first: Node | None = None
        for each in self.sections(name):
            if first is None:
                first = each
            elif each.at != first.at:
                self.faults.add(each.at, f"`{name}` is already at {first.at}; one policy has one of them")
        return first

    def entries(self, section: str) -> Iterator[MapNode]:
        """The mappings listed in a section, over all documents."""
        return (item for each in self.sections(section) for item in items(each) if isinstance(item, MapNode))

    def unknown(
        self, what: str, name: str, at: Location, known: Iterator[str] | Mapping[str, object] | tuple[str, ...]
    ) -> None:
        """Notes that a name is not known, with the one that was most likely meant."""
        self.faults.add(at, f"unknown {what} `{name}`{did_you_mean(name, known)}")


def refuse_repeated_ids(context: Context, *sections: str) -> None:
    """Notes ids that two entries of these sections share, whatever files they are in."""
    first: dict[str, Location] = {}
    for entry in (entry for section in sections for entry in context.entries(section)):
        node = get(entry, "id")
        name = text(node)
        if node is None or not name:
            continue
        if name in first and first[name] != node.at:
            context.faults.add(
                node.at, f"the id `{name}` is already used at {first[name]}; give one of them another id"
            )
        first.setdefault(name, node.at)


def refuse_our_ids(context: Context, *sections: str) -> None:
    """Notes ids that are those of costguard's own rules: nobody could tell whose finding it is."""
    for entry in (entry for section in sections for entry in context.entries(section)):
        node = get(entry, "id")
        if node is not None and text(node) in OUR_RULES:
            context.faults.add(node.at, f"the id `{text(node)}` is of a rule of costguard's own; choose another")
