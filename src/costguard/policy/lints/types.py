"""Warns of resource types that the catalog does not know: a rule may name them, but most are slips of the keyboard."""

from collections.abc import Iterator

from costguard.model.cloud import Cloud, cloud_of
from costguard.model.errors import Problem
from costguard.policy.glob import is_glob
from costguard.policy.lints.warning import warning
from costguard.policy.policy_set import PolicySet
from costguard.policy.spelling import did_you_mean


def warnings(policy: PolicySet) -> Iterator[Problem]:
    """Of each unknown type that a rule names, under `types` or `except`, or that a test is about."""
    from costguard.catalog.lookup import entries

    known = {entry.type for entry in entries()}
    named = [(rule.location, each) for rule in policy.rules for each in (*rule.scope.types, *rule.scope.excluded)]
    named += [(case.location, case.resource.type) for case in policy.cases]
    for at, name in named:
        if is_glob(name) or name in known:
            continue
        meant = did_you_mean(name, known)
        if meant or cloud_of(name) is Cloud.OTHER:
            yield warning(at, f"unknown resource type `{name}`{meant}")
        else:
            yield warning(at, f"unknown resource type `{name}`; of types that the catalog lacks only tags are checked")
