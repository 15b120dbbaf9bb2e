"""One comparison to be made: what rules ask of an operation, against what documents deny of it."""

from collections.abc import Mapping

import msgspec

from costguard.emit.demand import Demand
from costguard.model.cloud import Cloud
from costguard.prove.formula import TRUE, Formula, disjunction
from costguard.prove.space import Domain
from costguard.prove.tags import TagModel


class Denial(msgspec.Struct, frozen=True):
    """One part of a document that can deny, by the name that a person finds it by, and when it does.

    `misread` are its parts that were not understood, in words; they are left open: they may hold or not.
    """

    name: str
    formula: Formula
    misread: tuple[str, ...] = ()


class Question(msgspec.Struct, frozen=True):
    """An operation of a cloud: the demands on it, the denials that documents hold, and what a request can be.

    `resource` tells operations apart that the cloud calls alike: the IAM resource types that one call is about.

    `assumption` bounds the requests that count (one spelling of a key, no exempt principal).
    """

    cloud: Cloud
    operation: str
    demands: tuple[Demand, ...]
    denials: tuple[Denial, ...]
    tags: TagModel
    domains: Mapping[str, Domain] = msgspec.field(default_factory=dict)
    assumption: Formula = TRUE
    resource: str = ""

    @property
    def label(self) -> str:
        """The operation in words: `ec2:CreateTags on instance`."""
        return f"{self.operation} on {self.resource}" if self.resource else self.operation

    @property
    def denied(self) -> Formula:
        """When any document denies."""
        return disjunction(denial.formula for denial in self.denials)
