"""Takes Terraform addresses apart. Keys may hold dots, brackets and quotes, so nothing is ever split on dots."""

import re
from functools import lru_cache
from typing import Final

# One step of an address: `module`, a name, and an index that is a number or a quoted key.
_STEP: Final = re.compile(r'([^.\[\]"]+)((?:\[(?:[^"\]]*|"(?:[^"\\]|\\.)*")\])*)(?:\.|$)')


@lru_cache(maxsize=4096)
def module_path(module_address: str) -> tuple[str, ...]:
    """The names of the module calls on the way to a module: `module.a["x.y"].module.b` is `("a", "b")`."""
    names = [match[1] for match in _STEP.finditer(module_address)]
    return tuple(names[1::2])


def module_of(address: str) -> str:
    """The module part of a resource's address, or "" at the root, for plans that do not say it themselves."""
    position = end = 0
    while (match := _STEP.match(address, position)) and match[1] == "module":
        call = _STEP.match(address, match.end())
        if call is None:
            break
        position = end = call.end()
    return address[:end].rstrip(".")


def block_name(address: str, module_address: str) -> str:
    """The name of the resource block that an address belongs to: `module.a.aws_x.name["k.v"]` is `name`."""
    local = address[len(module_address) + 1 :] if module_address else address
    steps = [match[1] for match in _STEP.finditer(local)]
    return steps[1] if len(steps) > 1 else ""
