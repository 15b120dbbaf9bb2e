"""Writes a made-up Terraform plan of any size, and beside it the findings that a right judge makes of it.

    python benchmarks/plans.py 50000 OUT.json --seed 7

The same count and seed give the same bytes. Nothing is held in memory: each section walks the estate anew.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TextIO

from bodies import applied_body, former_body, planned_body, template, unknown_mask
from estate import Block, Resource, Service, services
from providers import provider_config, variables
from truth import expected_findings

_HEAD: Final = '{"format_version":"1.2","terraform_version":"1.11.4"'
_TAIL: Final = ',"timestamp":"2026-05-11T08:30:00Z","applyable":true,"complete":true,"errored":false}\n'


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, help="how many resources the plan holds")
    parser.add_argument("path", type=Path, metavar="OUT.json", help="where to write the plan")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    write_plan(given.count, given.path, given.seed)
    print(f"{given.path}: {given.path.stat().st_size / 1e6:.1f} MB; the truth is in {truth_path(given.path)}")


def write_plan(count: int, path: Path, seed: int) -> None:
    """Write the plan of `count` resources to `path`, and its truth to `truth_path(path)`."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for piece in _document(count, seed):
            out.write(piece)
    with truth_path(path).open("w", encoding="utf-8", newline="\n") as out:
        _write_truth(out, count, seed)


def truth_path(path: Path) -> Path:
    """Where the truth of a plan lies: NDJSON, one array a finding (rule, address, key, code, state)."""
    return path.with_suffix(".truth.ndjson")


def _write_truth(out: TextIO, count: int, seed: int) -> None:
    for resource in _resources(count, seed):
        out.writelines(f"{json.dumps(expected)}\n" for expected in expected_findings(resource))


def _document(count: int, seed: int) -> Iterator[str]:
    yield f'{_HEAD},"variables":{_text(variables())},"planned_values":'
    yield from _values(count, seed, _value_after)
    yield ',"resource_changes":'
    yield from _array(_change(resource) for resource in _resources(count, seed))
    yield ',"output_changes":{},"prior_state":{"format_version":"1.0","terraform_version":"1.11.4","values":'
    yield from _values(count, seed, _value_before)
    yield f'}},"configuration":{{"provider_config":{_text(provider_config())},"root_module":'
    yield from _configuration(count, seed)
    yield "}" + _TAIL


def _resources(count: int, seed: int) -> Iterator[Resource]:
    return (resource for service in services(count, seed) for resource in service.resources)


def _change(resource: Resource) -> str:
    sensitive = template(resource.block.type).sensitive
    before, after = _before(resource) or "null", _after(resource) or "null"
    members = {
        "before": before,
        "after": after,
        "after_unknown": unknown_mask(resource) if resource.creates else "{}" if after != "null" else "null",
        "before_sensitive": sensitive if before != "null" else "false",
        "after_sensitive": sensitive if after != "null" else "false",
    }
    change = ",".join(f'"{name}":{text}' for name, text in members.items())
    module = f'"module_address":{_text(resource.module)},' if resource.module else ""
    return f'{{{_identity(resource)},{module}"change":{{"actions":{_text(resource.actions)},{change}}}}}'


def _identity(resource: Resource) -> str:
    index = "" if resource.index is None else f',"index":{_text(resource.index)}'
    return (
        f'"address":{_text(resource.address)},"mode":"managed","type":"{resource.block.type}",'
        f'"name":"{resource.block.name}"{index},"provider_name":"{template(resource.block.type).provider}"'
    )


def _before(resource: Resource) -> str | None:
    if resource.actions == ("create",):
        return None
    return former_body(resource) if resource.actions == ("update",) else applied_body(resource)


def _after(resource: Resource) -> str | None:
    if resource.actions == ("delete",):
        return None
    return planned_body(resource) if resource.creates else applied_body(resource)


def _value_after(resource: Resource) -> str | None:
    return _value(resource, _after(resource))


def _value_before(resource: Resource) -> str | None:
    return _value(resource, _before(resource))


def _value(resource: Resource, body: str | None) -> str | None:
    """A resource as `planned_values` and `prior_state` list it; None where it is not there."""
    if body is None:
        return None
    sensitive = template(resource.block.type).sensitive
    return f'{{{_identity(resource)},"schema_version":1,"values":{body},"sensitive_values":{sensitive}}}'


def _values(count: int, seed: int, write: Callable[[Resource], str | None]) -> Iterator[str]:
    """Resources by module: the root's, which is the first service, and below it those of the others."""
    for number, service in enumerate(services(count, seed)):
        if number == 0:
            yield '{"root_module":{"resources":'
            yield from _array(_written(service.resources, write))
            yield ',"child_modules":['
        else:
            yield "," * (number > 1)
            yield from _module_values(service, write)
    yield "]}}"


def _module_values(service: Service, write: Callable[[Resource], str | None]) -> Iterator[str]:
    by_module: dict[str, list[Resource]] = {}
    for resource in service.resources:
        by_module.setdefault(resource.module, []).append(resource)
    own = f"module.{service.name}"
    yield f'{{"address":"{own}","resources":'
    yield from _array(_written(by_module.pop(own, []), write))
    yield ',"child_modules":'
    yield from _array(_nested(address, _written(resources, write)) for address, resources in by_module.items())
    yield "}"


def _nested(address: str, resources: Iterable[str]) -> str:
    return f'{{"address":{_text(address)},"resources":{"".join(_array(resources))}}}'


def _written(resources: Iterable[Resource], write: Callable[[Resource], str | None]) -> Iterator[str]:
    return (text for resource in resources if (text := write(resource)) is not None)


def _configuration(count: int, seed: int) -> Iterator[str]:
    for number, service in enumerate(services(count, seed)):
        if number == 0:
            yield '{"resources":'
            yield from _array(map(_block, service.blocks))
            yield ',"variables":{"far_region":{},"default_tags":{}},"module_calls":{'
        else:
            yield f'{"," * (number > 1)}"{service.name}":{_text(_call(service))}'
    yield "}}"


def _call(service: Service) -> dict[str, Any]:
    stack = {
        "source": "./modules/stack",
        "for_each_expression": {"references": ["var.stacks"]},
        "module": {"resources": [_block_config(block) for block in service.nested_blocks]},
    }
    own = [_block_config(block) for block in service.blocks]
    return {"source": "./modules/service", "module": {"resources": own, "module_calls": {"stack": stack}}}


def _block(block: Block) -> str:
    return _text(_block_config(block))


def _block_config(block: Block) -> dict[str, Any]:
    of_type = template(block.type)
    expressions = {**of_type.expressions, **(_tags_expression(of_type.tags) if block.sets_tags else {})}
    repetitions: dict[str, dict[str, Any]] = {
        "": {},
        "count": {"count_expression": {"constant_value": block.copies}},
        "for_each": {"for_each_expression": {"references": ["var.colours"]}},
    }
    return {
        "address": f"{block.type}.{block.name}",
        "mode": "managed",
        "type": block.type,
        "name": block.name,
        "provider_config_key": block.provider.key,
        "expressions": expressions,
        "schema_version": 1,
        **repetitions[block.repeats],
    }


def _tags_expression(path: str) -> dict[str, Any]:
    block, _, name = path.rpartition(".")
    expression = {name: {"references": ["local.tags", "each.value"]}}
    return {block: [expression]} if block else expression


def _text(value: object) -> str:
    """JSON as Terraform writes it, without spaces."""
    return json.dumps(value, separators=(",", ":"))


def _array(elements: Iterable[str]) -> Iterator[str]:
    yield "["
    for number, element in enumerate(elements):
        yield "," * (number > 0) + element
    yield "]"


if __name__ == "__main__":
    main()
