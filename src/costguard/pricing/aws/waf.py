"""Web ACLs: by the ACL, the rule and the group of rules, and by the request that they look at."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

_TABLE: Final = "waf"
_GROUP: Final = "rule_group_reference_statement"
_MANAGED: Final = "managed_rule_group_statement"
# Groups of AWS that cost a subscription each (https://aws.amazon.com/waf/pricing/, 2025-01).
_SUBSCRIPTIONS: Final = {
    "AWSManagedRulesBotControlRuleSet": ("Bot control", "bot_control"),
    "AWSManagedRulesATPRuleSet": ("Fraud control (account takeover prevention)", "fraud_control"),
    "AWSManagedRulesACFPRuleSet": ("Fraud control (account creation)", "fraud_control"),
}
_NOT_COUNTED: Final = "rules inside rule groups count only as the usage file says"


def web_acl(_: Subject) -> Iterator[Line]:
    """The ACL itself."""
    yield monthly("Web ACL usage", "months", 1, Rate(_TABLE, "acl"))


def rules(acl: Subject) -> Iterator[Line]:
    """The ACL's own rules, and those of its groups that the usage file counts."""
    own = [rule for rule in _own(acl) if not _groups_of(rule, _GROUP, _MANAGED)]
    in_groups = _counted(acl, "rule_group_rules") + _counted(acl, "managed_rule_group_rules")
    count = len(own) + in_groups
    if count:
        has_groups = len(own) < len(_own(acl))
        assumption = _NOT_COUNTED if has_groups and not in_groups else ""
        yield monthly("Rules", "rules", count, Rate(_TABLE, "rule"), assumption=assumption)


def rule_groups(acl: Subject) -> Iterator[Line]:
    """The groups that it refers to: each costs as a rule does."""
    for name, kind in (("Rule groups", _GROUP), ("Managed rule groups", _MANAGED)):
        count = sum(len(_groups_of(rule, kind)) for rule in _own(acl))
        if count:
            yield monthly(name, "groups", count, Rate(_TABLE, "group"))


def subscriptions(acl: Subject) -> Iterator[Line]:
    """Bot and fraud control, by the month; what they look at bills besides."""
    groups = [group for rule in _own(acl) for group in _groups_of(rule, _MANAGED)]
    for group in groups:
        called = _SUBSCRIPTIONS.get(group.text("name"))
        if called is not None:
            yield monthly(called[0], "months", 1, Rate(_TABLE, called[1]))


def classic_rules(acl: Subject) -> Iterator[Line]:
    """The rules of a WAF Classic ACL, and those of its groups that the usage file counts."""
    own = len(_classic(acl)) - _classic_groups(acl)
    yield monthly("Rules", "rules", own + _counted(acl, "rule_group_rules"), Rate(_TABLE, "rule"))


def classic_rule_groups(acl: Subject) -> Iterator[Line]:
    """The groups of a WAF Classic ACL."""
    yield monthly("Rule groups", "groups", _classic_groups(acl), Rate(_TABLE, "group"))


def _own(acl: Subject) -> tuple[Values, ...]:
    if acl.has("rule_json"):
        raise NotKnown("`rule_json` holds the rules, and what it holds is not read")
    return acl.blocks("rule")


def _groups_of(rule: Values, *kinds: str) -> list[Values]:
    return [group for statement in rule.blocks("statement") for kind in kinds for group in statement.blocks(kind)]


def _classic(acl: Subject) -> tuple[Values, ...]:
    """The rules; the regional type calls them by the singular."""
    return acl.blocks("rules") + acl.blocks("rule")


def _classic_groups(acl: Subject) -> int:
    return sum(rule.text("type", "REGULAR") == "GROUP" for rule in _classic(acl))


def _counted(acl: Subject, key: str) -> Decimal:
    return acl.usage.number_or(key, 0)


_requests = use_cost("Requests", "1M requests", "monthly_requests", Rate(_TABLE, "requests"), 1_000_000)

MODELS: Final[Models] = {
    "aws_wafv2_web_acl": (web_acl, rules, rule_groups, subscriptions, _requests),
    "aws_waf_web_acl": (web_acl, classic_rules, classic_rule_groups, _requests),
    "aws_wafregional_web_acl": (web_acl, classic_rules, classic_rule_groups, _requests),
}
