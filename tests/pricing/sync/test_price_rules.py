"""The rules that give a vendor's products our names: they speak of items that there are."""

import re

import pytest

from costguard.model.cloud import Cloud
from costguard.pricing.book.embedded import shelf
from costguard.pricing.sync.rules import PARTS, Rule, read_rules

CLOUDS = (Cloud.AWS, Cloud.AZURE, Cloud.GCP)
RULES = [
    pytest.param(cloud, rule, id=f"{cloud}-{rule.table}-{rule.item}-{number}")
    for cloud in CLOUDS
    for number, rule in enumerate(read_rules(cloud).rules)
    if rule.table != PARTS
]


def units_of(cloud, table):
    """The unit of each item of a table."""
    if (grid := shelf(cloud).grid(table)) is not None:
        return dict.fromkeys(grid.items(), grid.unit)
    cells = shelf(cloud).table(table)
    assert cells is not None, f"the price book has no table {table}"
    return {item: next(iter(by_region.values()))[0][0] for item, by_region in cells.cells.items()}


@pytest.mark.parametrize(("cloud", "rule"), RULES)
def test_a_rule_speaks_of_items_that_the_book_has_in_their_unit(cloud, rule):
    units = units_of(cloud, rule.table)
    assert {unit for item, unit in units.items() if rule.shape.fullmatch(item)} == {rule.unit}


@pytest.mark.parametrize(("cloud", "rule"), RULES)
def test_the_places_of_an_item_are_attributes_or_groups(cloud, rule):  # noqa: ARG001  (the rules come with it)
    groups = {group for pattern in rule.like.values() for group in re.compile(pattern).groupindex}
    places = {place.partition("|")[0] for place in re.findall(r"\{([^}]+)\}", rule.item + rule.less)}
    attributes = {*rule.where, *rule.like, "instanceType", "armSkuName"}
    assert places <= groups | attributes | set(rule.names)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_composed_machine_is_in_the_book_and_its_parts_have_a_rule(cloud):
    parts = [rule.shape for rule in read_rules(cloud).rules if rule.table == PARTS]
    for each in read_rules(cloud).composed:
        assert any(re.fullmatch(each.items, item) for item in units_of(cloud, each.table)), each.items
        assert all(any(shape.fullmatch(part) for shape in parts) for part in (each.core, each.ram)), each.items


@pytest.mark.parametrize("cloud", CLOUDS)
def test_choosing_all_tables_leaves_every_rule(cloud):
    rules = read_rules(cloud)
    assert rules.only(rules.tables()).rules == rules.rules


def test_a_table_brings_the_rules_of_what_is_taken_off():
    chosen = read_rules(Cloud.AWS).only(["ec2"])
    assert {rule.table for rule in chosen.rules} == {"ec2", "ec2_linux"}


class TestFit:
    """Whether a product fits a rule."""

    RULE = Rule(
        service="S", table="t", item="{kind}/{size|lower}", unit="hours", of=("Hrs",),
        where={"group": ("a", "")}, like={"usage": "^(?P<size>[A-Z]+)-Use"}, unlike={"usage": "Spot"},
        names={"kind": {"Big": "large"}},
    )  # fmt: skip

    def test_names_and_groups_fill_the_item(self):
        found = self.RULE.fit({"group": "a", "usage": "XL-Use", "kind": "Big"})
        assert found is not None
        assert found.item == "large/xl"

    def test_an_absent_attribute_is_empty(self):
        assert self.RULE.fit({"usage": "XL-Use", "kind": "Big"}) is not None

    @pytest.mark.parametrize(
        "product",
        [
            {"group": "b", "usage": "XL-Use", "kind": "Big"},
            {"usage": "xl-Use", "kind": "Big"},
            {"usage": "XL-Use Spot", "kind": "Big"},
            {"usage": "XL-Use", "kind": "Small"},
        ],
    )
    def test_what_fails_one_test_does_not_fit(self, product):
        assert self.RULE.fit(product) is None

    def test_the_shape_of_its_items_knows_the_names(self):
        assert self.RULE.shape.fullmatch("large/xl")
        assert not self.RULE.shape.fullmatch("small/xl")
