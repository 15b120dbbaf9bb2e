"""Judges recorded calls to AWS by service control policies, each authorisation with the values that its record holds.

SCPs bind neither service-linked roles nor the management account (AWS Organizations, "Service control policies",
2026-09).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from costguard.catalog import authorization
from costguard.model.guardrail import Document, DocumentKind
from costguard.prove.aws.read_scp import speaks_of_action
from costguard.prove.aws.scp_document import read_scp
from costguard.prove.replay.aws_authorisations import Authorisation, authorisations
from costguard.prove.replay.aws_contexts import Own, Spoken, StatementTruths, spoken
from costguard.prove.replay.aws_words import words_of
from costguard.prove.replay.judgement import Allowed, Denied, Judgement, NotBound, Undecided
from costguard.prove.replay.statement_rules import rules_of_statement
from costguard.prove.replay.three_valued import Answer, Unknown
from costguard.sources.audit_logs.recorded_request import RecordedRequest

_SERVICE_LINKED: Final = ":role/aws-service-role/"
_SERVICE_LINKED_NAME: Final = ":role/AWSServiceRoleFor"  # where the record leaves the path out
_ALLOWED: Final = Allowed()
_NOT_ASKED: Final = NotBound("no guardrail speaks of it, and it creates and tags nothing")


class AwsJudge:
    """The Deny statements of all SCPs."""

    def __init__(self, documents: Sequence[Document], management_account: str = "") -> None:
        self._management_account = management_account
        self._own = tuple(_deny_statements(documents))
        self._spoken: dict[str, Spoken] = {}
        self._truths = StatementTruths()

    def __call__(self, request: RecordedRequest) -> Judgement:
        """What the statements say of a call."""
        is_spoken_of = bool(self._spoken_of(request.operation).statements)
        if not is_spoken_of and authorization.action(request.operation) is None:
            return _NOT_ASKED
        if _SERVICE_LINKED in request.principal or _SERVICE_LINKED_NAME in request.principal:
            return NotBound("no service control policy binds a service-linked role")
        if self._management_account and request.account == self._management_account:
            return NotBound("no service control policy binds the management account")
        return self._judged(request)

    def _judged(self, request: RecordedRequest) -> Judgement:
        """Denied where a statement surely denies one authorisation; else undecided where one may."""
        sure: dict[Own, None] = {}
        possible: list[tuple[Own, ...]] = []
        doubt, has_certain = "", False
        for each in authorisations(request):
            answers = self._truths.of(each, self._spoken_of(each.action.name), request)
            denying = tuple(own for own, answer in answers if answer is True)
            if each.is_certain:
                sure.update(dict.fromkeys(denying))
            else:
                possible.append(denying)
            doubt = doubt or _doubt(answers, each)
            has_certain = has_certain or each.is_certain
        if not has_certain and all(possible):  # one of them is authorised, whichever it is
            sure.update(dict.fromkeys(own for denying in possible for own in denying))
        if sure:
            return _denied(sure)
        if doubt:
            return Undecided(f"`{request.operation}`: {doubt}")
        return _ALLOWED

    def _spoken_of(self, action: str) -> Spoken:
        found = self._spoken.get(action)
        if found is None:
            found = spoken(own for own in self._own if speaks_of_action(own.statement, action))
            self._spoken[action] = found
        return found


def _deny_statements(documents: Iterable[Document]) -> Iterator[Own]:
    for document in documents:
        if document.kind is DocumentKind.SCP:
            for statement in read_scp(document.text, document.path):
                if statement.is_deny:
                    yield Own(statement, rules_of_statement(document, statement.name))


def _doubt(answers: Iterable[tuple[Own, Answer]], authorisation: Authorisation) -> str:
    """Why it is not certain that nothing denies the authorisation; "" where it is."""
    for own, answer in answers:
        if isinstance(answer, Unknown):
            keys = (test.key for test in own.statement.tests)
            return words_of(answer.variable, keys, holds_tags=authorisation.tags is not None)
        if answer and not authorisation.is_certain:
            return f"the record does not tell whether a resource of the type `{authorisation.resource}` is in the call"
    return ""


def _denied(denying: Iterable[Own]) -> Denied:
    names = dict.fromkeys(own.statement.name for own in denying)
    rules = dict.fromkeys(rule for own in denying for rule in own.rules)
    return Denied(tuple(sorted(names)), tuple(sorted(rules)))
