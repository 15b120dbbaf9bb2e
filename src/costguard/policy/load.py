"""Loads a policy: files are found, read, checked against the language, and lowered to a PolicySet."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from costguard.model.location import Location
from costguard.policy.approvals import read_approvals, read_break_glass, read_trust
from costguard.policy.cases import read_cases
from costguard.policy.check import check
from costguard.policy.context import Context, refuse_our_ids, refuse_repeated_ids
from costguard.policy.digest import digest_of
from costguard.policy.document import parse
from costguard.policy.faults import Faults
from costguard.policy.files import find_files, read_text
from costguard.policy.language.policy import POLICY
from costguard.policy.nodes import MapNode, get, pairs, text
from costguard.policy.people import group_places, read_groups, read_people
from costguard.policy.policy_set import PolicySet
from costguard.policy.projects import read_projects
from costguard.policy.registry import registry_path
from costguard.policy.rules import read_rules
from costguard.policy.spending import read_budgets
from costguard.policy.taxonomy import read_taxonomy
from costguard.policy.waivers import read_waivers


def load(paths: Sequence[Path], today: date) -> PolicySet:
    """The policy that lies in `paths`, each a file or a folder of YAML, as it holds on the day `today`.

    Files merge, and their order changes nothing but the order of rules. Raises BadPolicy with every problem
    found, sorted by place.
    """
    faults = Faults()
    files = find_files(paths, faults)
    if not paths:
        faults.add(Location("policy"), "no file is named; name a file or a folder")
    documents = tuple(document for file in files if (document := _document(file, faults)) is not None)
    policy = _read(Context(today, documents, faults))
    faults.raise_if_any()
    registries = _registries(documents)
    names = dict.fromkeys(path.as_posix() for path in (*files, *registries))
    return msgspec.structs.replace(policy, files=tuple(names), digest=digest_of(documents, registries))


def _document(file: Path, faults: Faults) -> MapNode | None:
    """The file's root, checked; None when it cannot be read at all."""
    written = read_text(file, faults)
    if written is None:
        return None
    before = len(faults.problems)
    root = parse(written, file.as_posix(), faults)
    if root is None:
        if len(faults.problems) == before:
            faults.add(Location(file.as_posix()), "the file is empty; write a section such as `rules:`, or remove it")
        return None
    check(root, POLICY, "a policy", faults)
    return root if isinstance(root, MapNode) else None


def _read(context: Context) -> PolicySet:
    """Everything, names before what uses them: dimensions and groups, then rules, then what speaks of rules."""
    refuse_repeated_ids(context, "rules", "approvals")
    refuse_repeated_ids(context, "budgets")
    refuse_our_ids(context, "rules", "approvals")
    context = msgspec.structs.replace(context, dimensions=read_taxonomy(context), groups=read_groups(context))
    context = msgspec.structs.replace(
        context, rule_ids=tuple(text(get(rule, "id")) for rule in context.entries("rules"))
    )
    return PolicySet(
        today=context.today,
        taxonomy=context.dimensions,
        rules=read_rules(context),
        approvals=read_approvals(context),
        groups=context.groups,
        people=read_people(context),
        projects=read_projects(context),
        trust=read_trust(context),
        break_glass=read_break_glass(context),
        budgets=read_budgets(context),
        waivers=read_waivers(context),
        cases=read_cases(context),
        group_places=group_places(context),
    )


def _registries(documents: Sequence[MapNode]) -> tuple[Path, ...]:
    dimensions = (pair.value for document in documents for pair in pairs(get(document, "taxonomy")))
    sources = (get(get(dimension, "values"), "from_csv") for dimension in dimensions)
    return tuple(path for source in sources if source is not None and (path := registry_path(source)) is not None)
