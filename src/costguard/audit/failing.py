"""Whether an audit fails: as a check of a plan does, or by the bar that it was given."""

from costguard.model.audit import Audit, Facet
from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.model.verdict import Outcome

_AT_LEAST = {
    "deny": {Outcome.DENY},
    "approval": {Outcome.DENY, Outcome.APPROVAL},
    "advise": {Outcome.DENY, Outcome.APPROVAL, Outcome.ADVISE},
}


def exit_code(audit: Audit, fail_on: str | None) -> int:
    """The code to leave with: without a bar that of the outcome; with one, 1 where it is reached and 0 elsewhere.

    `undecided` is reached by anything undecided too; `new` by a violation that was none in the run
    before; where there is none, by any.
    """
    if fail_on is None:
        return audit.outcome.exit_code
    return int(_is_reached(audit, fail_on))


def was_anything_read(audit: Audit) -> bool:
    """Whether there is anything to go by: accounts that let nobody in are not compliant, and no audit passes them."""
    return not audit.coverage or any(_was_read(scope) for scope in audit.coverage)


def _was_read(scope: ScopeRead) -> bool:
    return scope.status is ReadStatus.COMPLETE or (scope.status is ReadStatus.PARTIAL and scope.resources > 0)


def _is_reached(audit: Audit, bar: str) -> bool:
    match bar:
        case "never":
            return False
        case "new":
            changes = audit.changes
            return audit.summary.violations > 0 if changes is None else changes.new_violations > 0
        case "undecided":
            silent = any(score.undecided for score in audit.scores if score.facet is Facet.TOTAL)
            return silent or audit.summary.undecided > 0 or audit.outcome is not Outcome.PASS
        case _:
            return audit.outcome in _AT_LEAST[bar]
