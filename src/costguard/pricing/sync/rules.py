"""The rules that say what a vendor's product is called in the price book: data, one file a cloud.

A rule names a table and an item of ours, and tests on the product's attributes. Each rule stands for itself: a product
may be several items. `{name}` in an item stands for an attribute, or for a named group of a pattern, `{name|lower}` for
the same in lower case.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.cloud import Cloud

RULES: Final = Path(__file__).parent / "rules"
_ONE: Final = Decimal(1)
_PLACE: Final = re.compile(r"\{(\w+)(\|lower)?\}")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Which products of a vendor's `service` are an item of ours.

    `where` are attributes and the values that they may have (an absent one is empty), `like` patterns that must be
    found in them, `unlike` patterns that must not. `names` gives a value our name for it; a value without one does not
    fit. `per` says how many of the vendor's units, which are `of`, make one of ours. `start` is from which amount on
    the product bills, where it is a tier of its own. `region` is ours for what has none. `less` is an item (TABLE:ITEM)
    whose price is taken off. `free` says that the price may be zero. Where two rules name one item, that of the higher
    `rank` holds.
    """

    service: str
    table: str
    item: str
    unit: str
    of: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]] = {}
    like: Mapping[str, str] = {}
    unlike: Mapping[str, str] = {}
    names: Mapping[str, Mapping[str, str]] = {}
    per: Decimal = _ONE
    start: Decimal = Decimal(0)
    region: str = ""
    less: str = ""
    free: bool = False
    rank: int = 0

    def fit(self, attributes: Mapping[str, str]) -> "Target | None":
        """What the product is in the price book, or None where the rule does not speak of it."""
        if any(attributes.get(name, "") not in values for name, values in self.where.items()):
            return None
        if any(pattern.search(attributes.get(name, "")) for name, pattern in self._unlike.items()):
            return None
        words = dict(attributes)
        for name, pattern in self._like.items():
            found = pattern.search(attributes.get(name, ""))
            if found is None:
                return None
            words.update((group, text or "") for group, text in found.groupdict().items())
        for name, ours in self.names.items():
            word = ours.get(words.get(name, ""))
            if word is None:
                return None
            words[name] = word
        return Target(self, _filled(self.item, words), _filled(self.less, words))

    @property
    def is_open(self) -> bool:
        """Whether the item's name has places, so that one rule speaks of many items."""
        return _PLACE.search(self.item) is not None

    @property
    def shape(self) -> re.Pattern[str]:
        """What the names of its items look like."""
        places = [(found.start(), found.end()) for found in _PLACE.finditer(self.item)]
        starts, ends = [0, *(end for _, end in places)], [*(start for start, _ in places), None]
        between = [re.escape(self.item[start:end]) for start, end in zip(starts, ends, strict=True)]
        words = [self._words(found[1]) for found in _PLACE.finditer(self.item)]
        return re.compile("".join(text + word for text, word in zip(between, [*words, ""], strict=True)))

    def _words(self, place: str) -> str:
        ours = self.names.get(place)
        return ".+" if ours is None else "(?:" + "|".join(re.escape(word) for word in ours.values()) + ")"

    @cached_property
    def _like(self) -> Mapping[str, re.Pattern[str]]:
        return {name: re.compile(pattern) for name, pattern in self.like.items()}

    @cached_property
    def _unlike(self) -> Mapping[str, re.Pattern[str]]:
        return {name: re.compile(pattern) for name, pattern in self.unlike.items()}


class Target(msgspec.Struct, frozen=True):
    """What a product is in the price book."""

    rule: Rule
    item: str
    less: str = ""


class Composed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Machines that a vendor sells by core and by GB of memory: those of our table whose names fit `items`.

    The group `vcpus` of the pattern says how many cores, `vcpus` does where the name does not; memory is `gb`, or
    `gb_per_vcpu` times the cores. `core` and `ram` are items of the table `parts`.
    """

    table: str
    items: str
    core: str
    ram: str
    vcpus: Decimal | None = None
    gb_per_vcpu: Decimal = Decimal(0)
    gb: Decimal | None = None


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The rules of a cloud."""

    rules: tuple[Rule, ...]
    composed: tuple[Composed, ...] = ()
    digest: str = ""

    def of(self, service: str) -> tuple[Rule, ...]:
        """The rules that speak of a vendor's service, in order."""
        return tuple(rule for rule in self.rules if rule.service == service)

    def fits(self, service: str, attributes: Mapping[str, str]) -> tuple[Target, ...]:
        """What a product is in the price book."""
        found = (rule.fit(attributes) for rule in self._by_service.get(service, ()))
        return tuple(target for target in found if target is not None)

    def services(self) -> tuple[str, ...]:
        """The vendor's services that they speak of, sorted."""
        return tuple(sorted({rule.service for rule in self.rules}))

    def tables(self) -> tuple[str, ...]:
        """Our tables that they fill, sorted."""
        made = {each.table for each in self.composed}
        return tuple(sorted({rule.table for rule in self.rules if rule.table != PARTS} | made))

    def only(self, tables: Iterable[str]) -> "Rules":
        """The rules that these tables need."""
        wanted = set(tables)
        composed = tuple(each for each in self.composed if each.table in wanted)
        wanted |= {PARTS} if composed else set()
        wanted |= {rule.less.partition(":")[0] for rule in self.rules if rule.table in wanted}
        return msgspec.structs.replace(
            self, rules=tuple(rule for rule in self.rules if rule.table in wanted), composed=composed
        )

    @cached_property
    def _by_service(self) -> Mapping[str, tuple[Rule, ...]]:
        return {service: self.of(service) for service in self.services()}


PARTS: Final = "parts"
"""The table of what machines are composed of; it never reaches the book."""


@cache
def read_rules(cloud: Cloud) -> Rules:
    """The rules of a cloud, as they ship."""
    content = (RULES / f"{cloud}.json").read_bytes()
    rules = msgspec.json.decode(content, type=Rules)
    return msgspec.structs.replace(rules, digest=hashlib.sha256(content).hexdigest())


def _filled(template: str, words: Mapping[str, str]) -> str:
    def word(place: re.Match[str]) -> str:
        found = words.get(place[1], "")
        return found.lower() if place[2] else found

    return _PLACE.sub(word, template)
