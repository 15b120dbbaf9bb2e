"""Reads what Azure policies ask of tags: definitions, initiatives and assignments, and Microsoft's built-ins."""

from collections.abc import Mapping, Sequence

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.prove.azure.policy_definition import Policy, parameter_values, read_policy
from costguard.prove.azure.policy_expression import Expression
from costguard.prove.azure.policy_values import Json
from costguard.prove.azure.read_documents import NotConstant, constant
from costguard.prove.drafting.azure_conditions import Parameters, cases_of, said, tag_of
from costguard.prove.drafting.azure_placing import Placed, place_definitions
from costguard.prove.drafting.cases import Case, demands, meet
from costguard.prove.drafting.documents import Written
from costguard.prove.drafting.mention import Mention, Place, Reading, Remark, joined
from costguard.prove.drafting.misread import Misread

_OBJECTING = ("deny", "audit")
_FILLING = ("append", "modify", "mutate")


def read_azure(documents: Sequence[Written]) -> Reading:
    """What the policies in these documents, taken together, ask of tags.

    `deny` and `audit` ask; `modify` and `append` fill a tag in, and so name it. Azure compares values without regard
    to case, which their languages say.
    """
    return joined(map(_read, place_definitions(documents)))


def _read(placed: Placed | Remark) -> Reading:
    if isinstance(placed, Remark):
        return Reading(remarks=(placed,))
    try:
        policy = read_policy(placed.definition)
        if not _speaks_of_tags(placed.definition):
            return Reading(remarks=(Remark(placed.place, "the policy", "it tests no tag"),))
        parameters = parameter_values(policy, placed.parameters)
        return _policy(policy, parameters, placed.place, placed.scope)
    except (BadInput, Misread) as error:
        return Reading(remarks=(Remark(placed.place, "the policy", str(error)),))


def _speaks_of_tags(definition: Mapping[str, Json]) -> bool:
    """Whether the text of the rule has the word at all: cheap, and never wrong in saying no."""
    return "tag" in str(definition).lower()


def _policy(policy: Policy, parameters: Parameters, place: Place, scope: str) -> Reading:
    effect = _effect(policy, parameters)
    if effect in _FILLING:
        return _filled(policy, parameters, place, scope)
    if effect not in _OBJECTING:
        why = (
            "the policy does nothing" if effect == "disabled" else "its effect asks nothing of tags that can be drafted"
        )
        return Reading(remarks=(Remark(place, f"the effect `{effect}`", why),))
    around = Case(scope=(scope,) if scope else ())
    cases = tuple(meet(case, around) for case in cases_of(policy.condition, parameters))
    found = demands(cases, Cloud.AZURE, place)
    if found.mentions or found.remarks:
        return found
    return Reading(remarks=(Remark(place, "the policy", "it tests no tag"),))


def _effect(policy: Policy, parameters: Parameters) -> str:
    try:
        return str(constant(policy.then.effect, parameters)).lower()
    except NotConstant:
        raise Misread("its effect depends on the request") from None


def _filled(policy: Policy, parameters: Parameters, place: Place, scope: str) -> Reading:
    """The tags that `modify` or `append` writes. They are the organisation's, and nobody is asked for them."""
    mentions, remarks = [], []
    for operation in policy.then.operations:
        tag = tag_of(operation.field, parameters)
        if tag is None:
            continue
        value = "" if operation.value is None else _value(operation.value, parameters)
        words = f"{'set' if operation.operation.lower() != 'remove' else 'removed'} by the policy{value}"
        mentions.append(Mention(Cloud.AZURE, tag, place, scope="; ".join(filter(None, (words, scope)))))
        why = "costguard asks for tags and writes none; see `costguard emit --azure-inherit` for those of a group"
        remarks.append(Remark(place, f"`{tag}` is {words}", why))
    if not mentions:
        return Reading(remarks=(Remark(place, "the policy", "it changes no tag"),))
    return Reading(tuple(mentions), tuple(remarks))


def _value(value: Expression, parameters: Parameters) -> str:
    try:
        return f" to `{constant(value, parameters)}`"
    except (NotConstant, BadInput):
        return f" to {said(value)}"
