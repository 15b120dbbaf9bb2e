"""People, plans and policies that tests of approvals speak of."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from costguard.model.approval import Account, Act, ChangeRequest, Evidence, EvidenceKind, Shown, Statement, Subject
from costguard.model.verdict import ApproverGroup, Input, Outcome, PolicyNote, RequiredApproval, Summary, Verdict
from costguard.policy.policy_set import ApprovalRule, Binding, BreakGlass, Excluded, PolicySet

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEAD = "a" * 40
AUTHOR = Account("mallory", "13")
LEAD = Account("lead", "1")
ANALYST = Account("analyst", "2")
PLATFORM = Account("platform-lead", "3")
STRANGER = Account("stranger", "99")

SUBJECT = Subject(
    changes="sha256:c", outputs="sha256:o", variables="sha256:v", configuration="sha256:k", policy="sha256:p",
    prices="sha256:b", usage="", tool="costguard 0", project="shop", monthly_delta=Decimal("1240.00"),
    findings=("f1", "f2"), unpriced=("u1",),
)  # fmt: skip
GROUPS = {"finops": ("lead", "analyst"), "platform": ("platform-lead", "lead")}
CHANGE = ChangeRequest("github", "acme/shop", 12, HEAD, "main", "", AUTHOR, (), ())


def a_rule(**changes: Any) -> ApprovalRule:
    """An approval that asks one of finops."""
    asked = {"id": "large", "thresholds": (), "require": (ApproverGroup("finops", 1),)}
    return ApprovalRule(**{**asked, **changes})


def a_policy(*rules: ApprovalRule, **changes: Any) -> PolicySet:
    """A policy with these approvals."""
    return PolicySet(date(2026, 11, 23), **{"approvals": rules or (a_rule(),), "groups": GROUPS, **changes})


def a_verdict(policy: PolicySet, subject: Subject = SUBJECT, outcome: Outcome = Outcome.APPROVAL) -> Verdict:
    """A verdict for which every approval of a policy is needed."""
    required = tuple(
        RequiredApproval(
            rule.id, tuple(ApproverGroup(e.group, e.count, GROUPS.get(e.group, ())) for e in rule.require), ()
        )
        for rule in policy.approvals
    )
    return Verdict(
        Input("terraform-plan", "plan.json", "sha256:0"), PolicyNote("sha256:p", ()), outcome,
        Summary(1, 1, 1, 0, 0), (), required, subject=subject,
    )  # fmt: skip


def said(account: Account = LEAD, **changes: Any) -> Statement:
    """An approval in a comment of the plan at hand, an hour ago."""
    words = {
        "kind": EvidenceKind.COMMENT, "act": Act.APPROVE, "account": account, "at": NOW - timedelta(hours=1),
        "digest": SUBJECT.digest,
    }  # fmt: skip
    return Statement(**{**words, **changes})


def evidence(*statements: Statement, change: ChangeRequest = CHANGE, **changes: Any) -> Evidence:
    """What was said on the request; costguard showed the plan two hours ago."""
    shown = (Shown(SUBJECT.digest, HEAD, NOW - timedelta(hours=2), SUBJECT, "shop"),)
    return Evidence(**{"change": change, "statements": statements, "shown": shown, **changes})


CEILING = a_rule(binding=Binding.CEILING, headroom_percent=Decimal(5))
GLASS = BreakGlass((ApproverGroup("platform", 1),))
NOBODY_EXCLUDED: tuple[Excluded, ...] = ()
