"""Tells apart what one AWS action makes, where a rule speaks of some of it and not of the rest."""

from collections.abc import Iterable
from typing import Final

from costguard.catalog import authorization, aws_operations
from costguard.catalog.lookup import entry
from costguard.emit.tree import ALWAYS, AttributeValue, Tree, Unsayable
from costguard.languages.language import exactly

_ENGINE: Final = "rds:DatabaseEngine"
# DocumentDB and Neptune are made by the actions of RDS, under engine names of their own
# (Amazon RDS API Reference, CreateDBCluster and CreateDBInstance, parameter Engine, 2026-09).
_ENGINES: Final = {"AWS::DocDB": "docdb", "AWS::Neptune": "neptune"}


def other_things(action: str, resource: str, types: Iterable[str]) -> tuple[str, ...]:
    """Terraform types of other things that the action makes as the same IAM resource type.

    Types with one name in CloudFormation are one thing: what two providers call apart, AWS does not.
    """
    own = {_thing(each) for each in types}
    made = {each.terraform_type for each in aws_operations.operations_by_action().get(action, ())
            if each.resource_type == resource}  # fmt: skip
    return tuple(sorted(each for each in made if _thing(each) not in own))


def only_these(action: str, resource: str, types: tuple[str, ...], others: tuple[str, ...]) -> Tree:
    """When a call makes one of these types, and none of the others: by the database engine, or nobody can say."""
    if not others:
        return ALWAYS
    own_engines, other_engines = _engines_of(types), _engines_of(others)
    if authorization.supports(action, resource or None, _ENGINE) and own_engines.isdisjoint(other_engines):
        return _by_engine(own_engines)
    listed = ", ".join(f"`{each}`" for each in others)
    return Unsayable(
        f"it makes {', '.join(types)}", f"the action makes {listed} too, and no condition key tells them apart"
    )


def _by_engine(wanted: frozenset[str]) -> Tree:
    """The engine is one of the wanted; "" stands for every engine of RDS proper."""
    unwanted = tuple(exactly(engine) for engine in sorted(set(_ENGINES.values()) - wanted))
    if "" in wanted:
        return AttributeValue(_ENGINE, unwanted, holds=False) if unwanted else ALWAYS
    return AttributeValue(_ENGINE, tuple(exactly(engine) for engine in sorted(wanted)))


def _engines_of(types: Iterable[str]) -> frozenset[str]:
    return frozenset(_ENGINES.get(_thing(each).rpartition("::")[0], "") for each in types)


def _thing(terraform_type: str) -> str:
    known = entry(terraform_type)
    return known.api_name or terraform_type if known is not None else terraform_type
