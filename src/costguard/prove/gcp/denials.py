"""What custom constraints and Google's own constraints deny of a creation, part by part."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from costguard.catalog.gcp_org_policy import KNOWN_CONSTRAINTS, NONEXISTENT_CONSTRAINTS, GcpType
from costguard.emit.gcp.locations import CONSTRAINT as LOCATIONS
from costguard.prove.decide import satisfying
from costguard.prove.formula import FALSE, Flag, Formula, atoms_in, conjunction, disjunction
from costguard.prove.gcp.cel_macros import expanded
from costguard.prove.gcp.cel_meaning import meaning
from costguard.prove.gcp.cel_syntax import read_cel
from costguard.prove.gcp.cel_tokens import NotCel
from costguard.prove.gcp.context import Context
from costguard.prove.gcp.enforcement import denied_places, enforced
from costguard.prove.gcp.org_policy import CustomConstraint, OrgPolicy
from costguard.prove.question import Denial
from costguard.prove.space import Domain, spaces

_ERRS: Final = (
    "its condition cannot be evaluated for some requests, such as one without a label that it looks at; "
    "Google does not document what happens then"
)


def denial_of(
    constraint: CustomConstraint,
    context: Context,
    live: Iterable[OrgPolicy],
    domains: Mapping[str, Domain],
    *,
    is_dry_run: bool,
) -> Denial | None:
    """What a custom constraint denies of a creation; None where nothing enforces it, or it is about updates only."""
    enforcement = enforced(constraint.short_name, live, is_dry_run=is_dry_run)
    if enforcement.formula == FALSE or "CREATE" not in constraint.method_types:
        return None
    formula, misread = _broken(constraint, context, domains)
    return Denial(constraint.short_name, conjunction((enforcement.formula, formula)), (*enforcement.misread, *misread))


def managed_denials(kind: GcpType | None, live: Sequence[OrgPolicy], *, is_dry_run: bool) -> Iterator[Denial]:
    """What Google's own constraints deny: places are compared, others are named as not compared."""
    located = [policy for policy in live if policy.constraint == LOCATIONS]
    if located and kind is not None and kind.location_policy:
        places = denied_places(located, is_dry_run=is_dry_run)
        yield Denial(LOCATIONS, places.formula, places.misread)
    for name in dict.fromkeys(policy.constraint for policy in live):
        if name in NONEXISTENT_CONSTRAINTS:
            words = f"`{name}` does not exist, so the policy denies nothing; use a custom constraint"
        elif name == LOCATIONS or name.startswith("custom."):
            continue
        else:
            known = " known, but" if name in KNOWN_CONSTRAINTS else ""
            words = f"`{name}` is{known} not compared with rules"
        yield Denial(name, FALSE, (words,))


def _broken(
    constraint: CustomConstraint, context: Context, domains: Mapping[str, Domain]
) -> tuple[Formula, tuple[str, ...]]:
    """When a request breaks the constraint: ALLOW is broken where the condition is false, DENY where it is true."""
    name = constraint.short_name
    if constraint.action_type not in ("ALLOW", "DENY"):
        return Flag(name), (f"`{name}` is left open: its actionType is neither ALLOW nor DENY",)
    try:
        found = meaning(expanded(read_cel(constraint.condition)), context)
    except NotCel as error:
        return Flag(name), (f"the condition of `{name}` is left open: {error}",)
    verdict = found.verdict
    broken = verdict.holds if constraint.action_type == "DENY" else verdict.fails
    if verdict.errs == FALSE or not _is_possible(verdict.errs, domains):
        return broken, found.misread
    open_error = conjunction((verdict.errs, Flag(f"an error of {name} denies")))
    return disjunction((broken, open_error)), (*found.misread, f"`{name}` is partly left open: {_ERRS}")


def _is_possible(formula: Formula, domains: Mapping[str, Domain]) -> bool:
    return satisfying(formula, spaces(atoms_in(formula), domains)) is not None
