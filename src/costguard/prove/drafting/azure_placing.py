"""Finds which Azure definitions hold, and with which parameters: alone, in an initiative, or by an assignment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.prove.azure.policy_expression import read_expression
from costguard.prove.azure.policy_rule import named
from costguard.prove.azure.policy_values import Json, as_object, fold_key
from costguard.prove.azure.read_documents import NotConstant, constant
from costguard.prove.drafting.azure_built_ins import BUILT_INS
from costguard.prove.drafting.documents import Written
from costguard.prove.drafting.mention import Place, Remark

_MOST_SHOWN: Final = 3
_NARROWINGS: Final = {"notscopes": "notScopes", "resourceselectors": "resourceSelectors", "overrides": "overrides"}


class Placed(msgspec.Struct, frozen=True):
    """A definition with the parameters that reach it, and in words where it holds."""

    place: Place
    definition: Mapping[str, Json]
    parameters: Mapping[str, Json]
    scope: str = ""


class _Azure(msgspec.Struct, frozen=True):
    """A document: `whole` as it is, and its fields, out of `properties`. Names of both are in lower case."""

    place: Place
    whole: Mapping[str, Json]
    fields: Mapping[str, Json]

    @property
    def name(self) -> str:
        """What people call it."""
        return str(self.fields.get("displayname") or self.whole.get("name") or "")

    @property
    def identifiers(self) -> frozenset[str]:
        """What other documents call it: the last part of its id, and its name."""
        return frozenset(_last(str(self.whole[key])) for key in ("id", "name") if self.whole.get(key))


class _Library(msgspec.Struct, frozen=True):
    """What references can name."""

    policies: tuple[_Azure, ...]
    initiatives: tuple[_Azure, ...]


def place_definitions(documents: Sequence[Written]) -> Iterator[Placed | Remark]:
    """Every definition as often as it holds, and what of it is not understood.

    What an assignment or an initiative of these documents names holds through that; everything else with defaults.
    """
    parsed = []
    for written in documents:
        try:
            parsed.append(_parsed(written))
        except BadInput as error:
            yield Remark(written.place, "the document", str(error))
    library = _Library(
        policies=tuple(each for each in parsed if "policyrule" in each.fields),
        initiatives=tuple(each for each in parsed if "policydefinitions" in each.fields),
    )
    assignments = [each for each in parsed if "policydefinitionid" in each.fields]
    referred = {_last(str(each.fields["policydefinitionid"])) for each in assignments}
    referred |= {_last(target) for each in library.initiatives for target, _ in _members(each)}
    for each in assignments:
        yield from _assigned(each, library)
    for each in library.initiatives:
        if not each.identifiers & referred:
            yield from _in_initiative(each, {}, Placed(each.place, {}, {}), library)
    yield from (Placed(each.place, each.whole, {}) for each in library.policies if not each.identifiers & referred)


def _parsed(written: Written) -> _Azure:
    whole = named(as_object(written.body, "the document"), "the document")
    if {"if", "then"} <= whole.keys():  # the rule alone, as `az policy definition create --rules` takes it
        return _Azure(written.place, whole, {"policyrule": whole})
    inner = whole.get("properties")
    fields = named(inner, "`properties`") if isinstance(inner, dict) else whole
    read = _Azure(written.place, whole, fields)
    return msgspec.structs.replace(read, place=written.place.within(f"`{read.name}`")) if read.name else read


def _assigned(assignment: _Azure, library: _Library) -> Iterator[Placed | Remark]:
    fields = assignment.fields
    for key, written in _NARROWINGS.items():
        if fields.get(key):
            yield Remark(assignment.place, f"`{written}`", "the draft holds everywhere, and leaves nothing out")
    target = str(fields["policydefinitionid"])
    given = _values(fields.get("parameters"))
    initiative = next((each for each in library.initiatives if _last(target) in each.identifiers), None)
    placed = Placed(assignment.place, {}, given, _scope(fields))
    if initiative is not None:
        yield from _in_initiative(initiative, given, placed, library)
    elif (found := _definition(target, library)) is not None:
        scope = f"{found[0]}, {placed.scope}" if placed.scope else found[0]
        yield msgspec.structs.replace(placed, definition=found[1], scope=scope)
    else:
        yield _absent(assignment.place, [target])


def _scope(assignment: Mapping[str, Json]) -> str:
    scope = f"assigned to {assignment['scope']}" if assignment.get("scope") else "assigned"
    is_enforced = str(assignment.get("enforcementmode") or "Default").lower() == "default"
    return scope if is_enforced else f"{scope} without enforcement"


def _in_initiative(
    initiative: _Azure, given: Mapping[str, Json], around: Placed, library: _Library
) -> Iterator[Placed | Remark]:
    """The members of an initiative; `around` says through what it holds."""
    declared = initiative.fields.get("parameters")
    defaults = {name: _field(each, "defaultvalue") for name, each in _object(declared).items()}
    values = {fold_key(name): value for name, value in (*defaults.items(), *given.items()) if value is not None}
    absent = []
    for target, passed in _members(initiative):
        found = _definition(target, library)
        if found is None:
            absent.append(target)
            continue
        place = around.place.within(found[0])
        try:
            parameters = {name: constant(read_expression(each), values) for name, each in _values(passed).items()}
            yield Placed(place, found[1], parameters, around.scope)
        except (NotConstant, BadInput) as error:
            yield Remark(place, "its parameters", str(error) or "they depend on the request")
    if absent:
        yield _absent(around.place, absent)


def _members(initiative: _Azure) -> Iterator[tuple[str, Json]]:
    members = initiative.fields["policydefinitions"]
    for member in members if isinstance(members, list) else []:
        yield str(_field(member, "policydefinitionid") or ""), _field(member, "parameters")


def _definition(target: str, library: _Library) -> tuple[str, Mapping[str, Json]] | None:
    """What a reference stands for, with its name; built-ins are known by their ids."""
    found = next((each for each in library.policies if _last(target) in each.identifiers), None)
    if found is not None:
        return f"`{found.name}`", found.whole
    name, rule = BUILT_INS.get(_last(target).lower(), ("", {}))
    return (f"`{name}`", as_object(rule, "a built-in")) if name else None


def _absent(place: Place, targets: Sequence[str]) -> Remark:
    names = ", ".join(f"`{target.rpartition('/')[2]}`" for target in targets[:_MOST_SHOWN])
    more = f" and {len(targets) - _MOST_SHOWN} more" if len(targets) > _MOST_SHOWN else ""
    why = "neither among the files nor a built-in for tags; give the file of the definition"
    return Remark(place, f"it refers to {names}{more}", why)


def _values(parameters: Json) -> dict[str, Json]:
    """Parameters out of the `value` in which assignments and initiatives wrap them."""
    return {
        name: _field(each, "value") if isinstance(each, dict) else each for name, each in _object(parameters).items()
    }


def _object(json: Json) -> dict[str, Json]:
    return json if isinstance(json, dict) else {}


def _field(json: Json, name: str) -> Json:
    return next((value for key, value in _object(json).items() if key.lower() == name), None)


def _last(identifier: str) -> str:
    """The last part of an id, by which documents refer to each other, in any case."""
    return fold_key(identifier.rstrip("/").rpartition("/")[2])
