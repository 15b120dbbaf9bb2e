"""Small plans in code, in the shape that Terraform writes, with as much of it as a test needs."""

import json
import os
import tempfile
from pathlib import Path

from costguard.sources.terraform_plan.read import read_plans

REPOSITORY = Path(__file__).parents[3]
PLANS = REPOSITORY / "tests" / "plans"
SHARED = REPOSITORY.parent / "shared"
# Why the tags of a resource may be more than can be seen, where the plan shows none of them.
UNSEEN = "its tags are known only after apply"


def block(kind, *, name="this", module="", after=None, unknown=None, sensitive=None, sets=(), provider="", **more):
    """One planned resource, and the block of the configuration that it comes from.

    `sets` are the arguments that the block sets (names, or expressions by name); `sets=None` leaves the block out of
    the configuration. `more` may hold `actions`, `before`, `before_sensitive`, `index` and `address`.
    """
    change = {
        "actions": list(more.get("actions", ["create"])),
        "before": more.get("before"),
        "after": after,
        "after_unknown": unknown or {},
        "before_sensitive": more.get("before_sensitive", False),
        "after_sensitive": sensitive or {},
    }
    prefix = f"{module}." if module else ""
    planned = {
        "address": more.get("address", f"{prefix}{kind}.{name}{more.get('index', '')}"),
        "mode": "managed",
        "type": kind,
        "name": name,
        "change": change,
    }
    if module:
        planned["module_address"] = module
    return {"planned": planned, "module": module, "configured": _configured(kind, name, sets, provider)}


def plan(*blocks, providers=None, variables=None, declared=None, calls=None, **more):
    """A plan document. `providers` is `provider_config`; `calls` the expressions of module calls, by address."""
    root = {"resources": [], "module_calls": {}, "variables": declared or {}}
    for each in blocks:
        if each["configured"] is not None:
            _module(root, each["module"], calls or {})["resources"].append(each["configured"])
    document = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "variables": {name: {"value": value} for name, value in (variables or {}).items()},
        "resource_changes": [each["planned"] for each in blocks],
        "configuration": {"provider_config": providers or {}, "root_module": root},
    }
    return document | more


def provider(name="aws", *, alias=None, module="", **arguments):
    """A provider block: its key, and what the plan says of it. Arguments are expressions (see `constant`)."""
    key = f"{name}.{alias}" if alias else name
    config = {"name": name, "expressions": arguments}
    if alias:
        config["alias"] = alias
    if module:
        config["module_address"] = module
    return {f"{module}:{key}" if module else key: config}


def constant(value):
    """An expression that is written out."""
    return {"constant_value": value}


def refers(*names):
    """An expression that refers to something."""
    return {"references": list(names)}


def default_tags(expression):
    """The nested block of the AWS provider."""
    return [{"tags": expression}]


def written(document):
    """The path of a file that holds a document (or text, or bytes); the caller removes it."""
    content = document if isinstance(document, str | bytes) else json.dumps(document)
    handle, path = tempfile.mkstemp(suffix=".json")
    with os.fdopen(handle, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return Path(path)


def read(document, **options):
    """What the reader makes of a document, a text, or bytes."""
    path = written(document)
    try:
        return read_plans(str(path), **options)
    finally:
        path.unlink()


def resources(document, **options):
    """Every resource that a document changes."""
    return tuple(read(document).resources(**options))


def resource(document, address="", **options):
    """The resource with this address, or the only one."""
    found = [each for each in resources(document, **options) if address in ("", each.address)]
    assert len(found) == 1
    return found[0]


def entries(document, address=""):
    """The tags of a resource: by key, the value and where it was set."""
    return {key: (tag.value, tag.origin) for key, tag in resource(document, address).tags.entries.items()}


def incomplete(document, address=""):
    """Why a resource may have more tags than can be seen; "" where it cannot."""
    return resource(document, address).tags.incomplete


def aws(expression=None, **more):
    """An AWS provider block, with default tags if there is an expression for them."""
    return provider(**({} if expression is None else {"default_tags": default_tags(expression)}), **more)


def _configured(kind, name, sets, provider_key):
    if sets is None:
        return None
    expressions = sets if isinstance(sets, dict) else {argument: {} for argument in sets}
    return {
        "address": f"{kind}.{name}",
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider_config_key": provider_key or kind.partition("_")[0],
        "expressions": expressions,
    }


def _module(root, address, calls):
    """The configuration of a module; every step of its address is `module.NAME`, without indices."""
    module, walked = root, []
    for name in address.split(".")[1::2]:
        walked.append(f"module.{name.partition('[')[0]}")
        call = module["module_calls"].setdefault(name.partition("[")[0], {"source": "./it"})
        call["expressions"] = calls.get(".".join(walked), {})
        module = call.setdefault("module", {"resources": [], "module_calls": {}})
    return module
