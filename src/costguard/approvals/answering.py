"""Decides whether a signed review of a broken glass answers for it: by somebody else, who may approve at all."""

from costguard.approvals.ledger import Ledger, broken_glasses
from costguard.approvals.ledger_entry import PostReview
from costguard.approvals.people import People
from costguard.model.approval import Account, Act, Statement
from costguard.model.errors import BadInput
from costguard.policy.policy_set import PolicySet


def answer_of(statement: Statement, ledger: Ledger, policy: PolicySet) -> PostReview:
    """The answer that a statement gives to an entry of the ledger. Raises BadInput where it answers for nothing."""
    answer = PostReview(
        entry=statement.entry,
        name=statement.account.name,
        reason=statement.reason,
        at=statement.at,
        url=statement.url,
    )
    if why := _why_not(statement, answer, ledger, policy):
        raise BadInput(f"`{statement.url}` {why}")
    return answer


def _why_not(statement: Statement, answer: PostReview, ledger: Ledger, policy: PolicySet) -> str:
    if statement.problem:
        return statement.problem
    if statement.act is not Act.POST_REVIEW:
        return "reviews no broken glass; sign one with `costguard approve --post-review ENTRY`"
    glass = dict(broken_glasses(ledger)).get(answer.entry)
    if glass is None:
        return f"answers {answer.entry}, which is no broken glass of `{ledger.path}`; see `costguard ledger show`"
    if any(entry.body == answer for entry in ledger.entries):
        return "is in the ledger already"
    people = People.of(policy)
    if any(people.is_same(statement.account, Account(name)) for name in glass.names):
        return f"is of {answer.name}, who broke the glass; somebody else has to look at it"
    if not people.is_member(statement.account, [member for group in policy.groups.values() for member in group]):
        return f"is of {answer.name}, who is in no group of the policy; have one of them look at it"
    return ""
