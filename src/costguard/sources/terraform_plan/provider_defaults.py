"""The tags that a provider instance puts on everything it creates, as far as the plan lets one know them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import Enum
from typing import Any, Final

import msgspec

from costguard.model.tags import Origin, Tag
from costguard.sources.terraform_plan.configuration import Expression, read_expression
from costguard.sources.terraform_plan.wire import ProviderConfig

# Labels that Google adds by itself; they say nothing of the provider's default_labels.
_GOOGLE_OWN_PREFIX: Final = "goog-"


class Certainty(Enum):
    """How much is known of a provider's default tags."""

    COMPLETE = "every default is known"
    PARTIAL = "the defaults seen on other resources are known; there may be more"
    NONE = "they refer to something that is known only after apply"


class Defaults(msgspec.Struct, frozen=True):
    """The default tags of one provider instance. `are_known_to_terraform`: its plan shows them where it can."""

    entries: Mapping[str, Tag] = msgspec.field(default_factory=dict)
    certainty: Certainty = Certainty.COMPLETE
    are_known_to_terraform: bool = True
    references: tuple[str, ...] = ()


NO_DEFAULTS: Final = Defaults()
# Per resource of an instance whose merged tags are known: the keys it sets itself, and the merged tags.
Sighting = tuple[frozenset[str], Mapping[str, Tag]]


class ProviderDefaults(msgspec.Struct, frozen=True):
    """Finds the defaults of each provider instance.

    `sightings` lists what its resources show, `variable` gives the value of a root variable; both when asked.
    """

    sightings: Callable[[ProviderConfig], Iterable[Sighting]]
    variable: Callable[[str], object]
    _known: dict[int, Defaults] = msgspec.field(default_factory=dict)

    def of(self, provider: ProviderConfig | None) -> Defaults:
        """The defaults of an instance; none when the plan shows no provider block for it."""
        if provider is None:
            return NO_DEFAULTS
        identity = id(provider)  # the configuration lives as long as this index
        if identity not in self._known:
            self._known[identity] = self._find(provider)
        return self._known[identity]

    def _find(self, provider: ProviderConfig) -> Defaults:
        expression = default_tags_expression(provider)
        if expression is None:
            return NO_DEFAULTS
        if isinstance(expression.constant, dict):
            entries = {
                key: Tag(value, Origin.PROVIDER) for key, value in expression.constant.items() if isinstance(value, str)
            }
            return Defaults(entries)
        return self._observe(provider, expression)

    def _observe(self, provider: ProviderConfig, expression: Expression) -> Defaults:
        """Defaults that are not written out show themselves in the merged tags of what the instance creates."""
        observed: dict[str, Tag] = {}
        for own_keys, merged in self.sightings(provider):
            extra = {key: tag for key, tag in merged.items() if is_default(key, own_keys)}
            if extra and not own_keys:  # it carries the defaults, and nothing else
                return Defaults(extra, references=expression.references)
            observed.update(extra)
        is_known = bool(observed) or (not provider.module_address and self._is_empty(expression))
        certainty = Certainty.PARTIAL if observed else Certainty.NONE
        return Defaults(observed, certainty, is_known, expression.references)

    def _is_empty(self, expression: Expression) -> bool:
        """Whether it is made of nothing but empty root variables: functions such as timestamp() leave no reference."""
        names = [name.removeprefix("var.").partition(".")[0] for name in expression.references]
        return expression.refers_to_root_variables_only and not any(self.variable(name) for name in names)


def is_default(key: str, own_keys: Collection[str]) -> bool:
    """Whether a key of the merged tags can only come from the provider's defaults."""
    return key not in own_keys and not key.startswith(_GOOGLE_OWN_PREFIX)


def default_tags_expression(provider: ProviderConfig) -> Expression | None:
    """What a provider block says of default tags; None where it says nothing.

    AWS writes a block `default_tags { tags = … }`; Google `default_labels = …` and azapi `default_tags = …`.
    """
    expressions: Mapping[str, Any] = provider.expressions or {}
    for name in ("default_tags", "default_labels"):
        given = expressions.get(name)
        if isinstance(given, list):
            blocks = [block for block in given if isinstance(block, dict)]
            return read_expression(blocks[0]["tags"]) if blocks and "tags" in blocks[0] else None
        if given is not None:
            return read_expression(given)
    return None
