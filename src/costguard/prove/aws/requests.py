"""Says which requests there can be to AWS: the values that each variable has, and how they hang together."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from costguard.catalog import authorization
from costguard.languages.language import Language, Linear, Notation, exactly, glob, pattern
from costguard.languages.unsupported import Unsupported
from costguard.model.errors import BadInput
from costguard.prove.aws.context import ACCOUNT, IS_SERVICE, PRINCIPAL, REGION, VIA_SERVICE, Context
from costguard.prove.aws.iam_text import arn_language
from costguard.prove.formula import Formula, Lies, atoms_in, conjunction, disjunction, lies_in, negation
from costguard.prove.question import Denial
from costguard.prove.space import Domain
from costguard.prove.tags import OTHER_KEY, TagModel

_FLAGS: Final[Domain] = (exactly("true"), exactly("false"))
_DOMAINS: Final[Mapping[str, Domain]] = {
    ACCOUNT: (pattern("[0-9]{12}"),),
    REGION: (pattern("[a-z]{2,4}(-[a-z]{2,12})+-[0-9]"),),
    # A session is told by its role ("AWS global condition context keys", aws:PrincipalArn, IAM User Guide, 2026-09).
    PRINCIPAL: (
        pattern("arn:aws:iam::[0-9]{12}:((role|user)/.+|root)"),
        pattern("arn:aws:sts::[0-9]{12}:federated-user/.+"),
    ),
    IS_SERVICE: (exactly("false"),),  # an SCP binds no service principal
    VIA_SERVICE: _FLAGS,
}
_OF_ANY_ACCOUNT: Final = {"*": "[^:]*", "?": "[^:]"}


def domains(tags: TagModel, given: Mapping[str, str], contexts: Iterable[Context]) -> Mapping[str, Domain]:
    """What each variable can be; `given` are the condition keys that rules compare, of which a flag has two values."""
    flags = {name: _FLAGS for name in given.values() if authorization.key_type(name) == "Bool"}
    names = {
        context.resource_variable: (_names(context.arn.split(":", 5)[-1]),)
        for context in contexts
        if context.arn != "*"
    }
    return {**tags.domains(), **_DOMAINS, **flags, **names}


@lru_cache(maxsize=4096)
def _names(resource: str) -> Language:
    """What resources of a type can be called, by the last part of their ARN.

    Where an ARN has several names they hold no colon and no slash: one would be taken for the next.
    """
    parts = resource.split("*")
    return glob(resource) if len(parts) <= 2 else pattern("[^:/]*".join(map(re.escape, parts)))


def assumption(tags: TagModel, exempt: Sequence[str], denials: Iterable[Denial]) -> Formula:
    """The other key is none of those that are named, and the principal is none that is let off, of its own account.

    Raises BadInput for an exempt principal that is no pattern of ARNs.
    """
    other = (negation(Lies(OTHER_KEY, exactly(key, folded=True))) for key in tags.keys)
    bound = (negation(lies_in(PRINCIPAL, map(_let_off, exempt))),) if exempt else ()
    return conjunction((*other, *bound, *_of_one_account(denials)))


def _let_off(written: str) -> Language:
    try:
        found = arn_language(written)
    except Unsupported as error:
        raise BadInput(f"the exempt principal {error}; write it as arn:aws:iam::*:role/NAME") from error
    if found is None:
        raise BadInput(f"the exempt principal `{written}` holds a policy variable; name the principal itself")
    return found


def _of_one_account(denials: Iterable[Denial]) -> Iterator[Formula]:
    """Where denials speak of the principal and of its account: both are of the same one."""
    atoms = dict.fromkeys(atom for denial in denials for atom in atoms_in(denial.formula) if isinstance(atom, Lies))
    if not any(atom.variable == PRINCIPAL for atom in atoms):
        return
    for atom in atoms:
        language = atom.language
        if atom.variable != ACCOUNT or not isinstance(language, Linear):
            continue
        wild = _OF_ANY_ACCOUNT if language.notation is Notation.GLOB else {}
        if not set(language.text) - wild.keys() <= set("0123456789"):
            continue
        account = "".join(wild.get(sign, sign) for sign in language.text)
        same = Lies(PRINCIPAL, pattern(f"arn:aws:(iam|sts)::{account}:.*"))
        yield conjunction((disjunction((atom, negation(same))), disjunction((negation(atom), same))))
