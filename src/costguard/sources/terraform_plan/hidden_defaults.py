"""Hides default tags that a sensitive variable gives: a plan marks a resource's own values, never its provider's.

Seen with Terraform 1.11 and AWS provider 5.100: `tags_all` holds such values in clear, without a mark.
"""

from collections.abc import Iterator

import msgspec

from costguard.model.tags import Origin, Tag, Tags
from costguard.sources.terraform_plan.address import module_path
from costguard.sources.terraform_plan.configuration import ConfigIndex
from costguard.sources.terraform_plan.provider_defaults import default_tags_expression
from costguard.sources.terraform_plan.wire import ProviderConfig


class _Secrets(msgspec.Struct, frozen=True):
    """What may not be shown of one provider's defaults: everything, or what has one of these texts."""

    hides_all: bool = False
    texts: frozenset[str] = frozenset()


class HiddenDefaults(msgspec.Struct, frozen=True):
    """Knows which default tags of each provider instance come from variables that are declared sensitive."""

    config: ConfigIndex
    _found: dict[int, _Secrets] = msgspec.field(default_factory=dict)

    def hide(self, tags: Tags, provider: ProviderConfig | None) -> Tags:
        """The same tags, those sensitive that the provider took from a sensitive variable."""
        if provider is None or all(tag.origin is not Origin.PROVIDER for tag in tags.entries.values()):
            return tags
        secrets = self._secrets_of(provider)
        if not secrets.hides_all and not secrets.texts:
            return tags
        return Tags(entries={key: _hide(tag, secrets) for key, tag in tags.entries.items()}, incomplete=tags.incomplete)

    def _secrets_of(self, provider: ProviderConfig) -> _Secrets:
        identity = id(provider)  # the configuration lives as long as this index
        if identity not in self._found:
            self._found[identity] = self._find(provider)
        return self._found[identity]

    def _find(self, provider: ProviderConfig) -> _Secrets:
        """Told by what the defaults refer to. A local in between may hold any variable, changed by any function."""
        expression = default_tags_expression(provider)
        if expression is None or expression.constant is not None:
            return _Secrets()
        path, references = module_path(provider.module_address or ""), expression.references
        is_indirect = not references or any(not name.startswith("var.") for name in references)
        sensitive = [f"var.{name}" for name in self.config.sensitive_variables(path)]
        hides_all = any(is_indirect or name in references for name in sensitive)
        values = [self.config.variable(name, ()) for name in self.config.sensitive_variables(())]
        return _Secrets(hides_all=hides_all, texts=frozenset(_texts(values)))


def _hide(tag: Tag, secrets: _Secrets) -> Tag:
    if tag.origin is not Origin.PROVIDER or not (secrets.hides_all or tag.value in secrets.texts):
        return tag
    return Tag(value=tag.value, origin=tag.origin, sensitive=True)


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, however deep."""
    match value:
        case str():
            yield value
        case dict():
            yield from _texts(list(value.values()))
        case list():
            for inner in value:
                yield from _texts(inner)
        case _:
            return
