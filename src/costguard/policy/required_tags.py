"""A policy from nothing but tag keys, for a first look before anybody has written one."""

from collections.abc import Sequence
from datetime import date

from costguard.model.condition import Operator, TagSubject
from costguard.model.errors import BadUsage
from costguard.model.finding import Level
from costguard.model.location import Location
from costguard.policy.digest import digest_of_text
from costguard.policy.faults import Faults
from costguard.policy.policy_set import ANY_VALUE, Dimension, Effect, PolicySet, Rule, Scope
from costguard.policy.tag_limits import check_key
from costguard.policy.taxonomy import CLOUDS, accepted_on


def from_keys(keys: Sequence[str], today: date) -> PolicySet:
    """One rule, `require-tags`: every taggable resource has these keys, each with a value that is not empty.

    The key is the same on every cloud; Google Cloud compares it in lower case. Raises BadUsage for a key that is
    empty, named twice, or more than a cloud takes.
    """
    names = tuple(key.strip() for key in keys)
    _refuse_bad_keys(names)
    dimensions = {name: _dimension(name) for name in names}
    rule = Rule(
        id="require-tags",
        scope=Scope(taggable=True),
        effect=Effect(plan=Level.DENY),
        tags=tuple(dimensions.values()),
        title=f"Every taggable resource carries {', '.join(names)}",
    )
    digest = digest_of_text("\n".join(("require-tags", *sorted(names))))
    return PolicySet(today=today, taxonomy=dimensions, rules=(rule,), digest=digest)


def _refuse_bad_keys(names: tuple[str, ...]) -> None:
    if not names:
        raise BadUsage("no tag key is named; write keys with commas between them, as `CostCenter,Owner`")
    seen: dict[str, str] = {}
    for name in names:
        if not name:
            raise BadUsage("a tag key is empty; write keys with one comma between them, as `CostCenter,Owner`")
        faults = Faults()
        check_key(name, Location("require-tags"), faults)
        if faults.problems:
            raise BadUsage(faults.problems[0].message)
        if name in seen.values():
            raise BadUsage(f"the tag key `{name}` is named twice; name it once")
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise BadUsage(f"the tag keys `{other}` and `{name}` are one key on Azure and Google Cloud; name it once")


def _dimension(key: str) -> Dimension:
    subject = TagSubject(key, dict.fromkeys(CLOUDS, key))
    return Dimension(
        name=key,
        subject=subject,
        accepts={cloud: accepted_on(cloud, subject, Operator.LIKE, (ANY_VALUE,)) for cloud in CLOUDS},
        is_raw=True,
    )
