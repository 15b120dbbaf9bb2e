"""Decides whether a signed review of a broken glass answers for it: by somebody else, who may approve at all."""

from costguard.approvals.ledger import Ledger, broken_glasses
from costguard.approvals.ledger_entry import GlassBroken, PostReview
from costguard.approvals.people import People
from costguard.model.approval import Account, Act, Statement
from costguard.model.errors import BadInput
from costguard.policy.policy_set import PolicySet


def answer_of(statement: Statement, ledger: Ledger, policy: PolicySet) -> PostReview:
    """The answer that a statement gives to an entry of the ledger. Raises BadInput where it answers for nothing."""
    if why := _why_not(statement, ledger, policy):
        raise BadInput(f"`{statement.url}` {why}")
    return PostReview(statement.entry, statement.account.name, statement.reason, statement.at, statement.url)


def _why_not(statement: Statement, ledger: Ledger, policy: PolicySet) -> str:
    if statement.problem:
        return statement.problem
    if statement.act is not Act.POST_REVIEW:
        return "reviews no broken glass; sign one with `costguard approve --post-review ENTRY`"
    glass = dict(broken_glasses(ledger)).get(statement.entry)
    if glass is None:
        return f"answers {statement.entry}, which is no broken glass of `{ledger.path}`; see `costguard ledger show`"
    if any(entry.body == _answer(statement) for entry in ledger.entries):
        return "is in the ledger already"
    people = People.of(policy)
    if _is_of_those(statement.account, glass, people):
        return f"is of {statement.account.name}, who broke the glass; somebody else has to look at it"
    if not people.is_member(statement.account, [member for group in policy.groups.values() for member in group]):
        return f"is of {statement.account.name}, who is in no group of the policy; have one of them look at it"
    return ""


def _answer(statement: Statement) -> PostReview:
    return PostReview(statement.entry, statement.account.name, statement.reason, statement.at, statement.url)


def _is_of_those(account: Account, glass: GlassBroken, people: People) -> bool:
    return any(people.is_same(account, Account(name)) or _share_a_person(account, name, people) for name in glass.names)


def _share_a_person(account: Account, name: str, people: People) -> bool:
    """Whether both are accounts of one person of the policy: the ledger keeps names, so numbers are left out here."""
    names = {account.name.casefold(), name.casefold()}
    return any(
        names <= {person.casefold(), *(_login(each) for each in written)} for person, written in people.accounts.items()
    )


def _login(written: str) -> str:
    login, _, number = written.rpartition("#")
    return (login if login and number.isdecimal() else written).casefold()
