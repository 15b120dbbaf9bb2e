"""What a policy asks of one operation of a cloud: the meeting point of rules, documents and proofs."""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from costguard.emit.tree import NEVER, Every, Fact, Some, Tree, every, some
from costguard.model.cloud import Cloud
from costguard.policy.policy_set import CloudEffect


class Kind(StrEnum):
    """What an operation does to a resource."""

    CREATE = "create"
    TAG = "tag"
    UNTAG = "untag"


class Demand(msgspec.Struct, frozen=True):
    """One rule on one operation.

    `meant` is when the rule is broken, `said` the part of it that the cloud's language can say; both in the
    cloud's own names of attributes. They are equal unless `reasons` tell why not. `types` are the Terraform types
    that the operation makes and the rule speaks of; `others` those that it makes too and cannot be told apart.
    `is_whole` where the rule speaks of everything that the operation's service has.
    """

    rule: str
    cloud: Cloud
    operation: str
    kind: Kind
    meant: Tree
    said: Tree
    effect: CloudEffect
    resource: str = ""
    types: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    is_whole: bool = False

    @property
    def is_said(self) -> bool:
        """Whether a document can hold anything of it."""
        return self.said != NEVER


class Saying(msgspec.Struct, frozen=True):
    """A fact as a cloud can say it: None where it cannot, and the reason where it says another fact, or none."""

    fact: Tree | None
    reason: str = ""


def said_of(tree: Tree, say: Callable[[Fact], Saying]) -> tuple[Tree, tuple[str, ...]]:
    """The part of a tree that a cloud can say, with the reasons for what is lost; it denies no more than the tree.

    INVARIANT: `say` gives a fact that holds no more often than the one it was given (Azure's case folding is
    the one exception, and has its reason).
    """
    reasons: dict[str, None] = {}

    def walk(part: Tree) -> Tree:
        match part:
            case Every(parts):
                return every(tuple(walk(each) for each in parts))
            case Some(parts):
                return some(tuple(walk(each) for each in parts))
            case _:
                saying = say(part)
                if saying.reason:
                    reasons.setdefault(saying.reason)
                return NEVER if saying.fact is None else saying.fact

    said = walk(tree)
    return said, tuple(reasons)
