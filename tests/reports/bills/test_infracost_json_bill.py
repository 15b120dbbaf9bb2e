"""The JSON that tools made for Infracost read: totals, parts, differences."""

import json
from decimal import Decimal

import pytest
from bill_samples import change, cost, line, rich_bill

from costguard.model.change import Action
from costguard.model.estimate import Estimate
from costguard.reports.options import BillOptions
from costguard.reports.registry import render_bill


@pytest.fixture
def document():
    return json.loads(render_bill("infracost-json", rich_bill(), BillOptions(title="plan.json")))


def test_the_totals_are_those_of_the_bill(document):
    bill = rich_bill()
    assert Decimal(document["totalMonthlyCost"]) == bill.monthly_after
    assert Decimal(document["pastTotalMonthlyCost"]) == bill.monthly_before
    assert Decimal(document["diffTotalMonthlyCost"]) == bill.monthly_delta


def test_the_components_of_a_breakdown_add_up_to_its_total(document):
    def costs(resource):
        own = [Decimal(each["monthlyCost"] or 0) for each in resource.get("costComponents", ())]
        return sum(own, Decimal(0)) + sum((costs(part) for part in resource.get("subresources", ())), Decimal(0))

    (project,) = document["projects"]
    total = sum((costs(resource) for resource in project["breakdown"]["resources"]), Decimal(0))
    assert total == Decimal(project["breakdown"]["totalMonthlyCost"])


def test_a_part_is_a_subresource(document):
    web = next(each for each in document["projects"][0]["breakdown"]["resources"] if each["name"] == "aws_instance.web")
    assert [part["name"] for part in web["subresources"]] == ["root_block_device"]


def test_parts_nest():
    made = cost("azurerm_kubernetes_cluster.a", line("Storage", part="default_node_pool.os_disk"))
    bill = Estimate((change(Action.CREATE, None, made),))
    (project,) = json.loads(render_bill("infracost-json", bill, BillOptions()))["projects"]
    (resource,) = project["breakdown"]["resources"]
    assert resource["subresources"][0]["subresources"][0]["costComponents"][0]["name"] == "Storage"


def _resource(*lines, before=None):
    made = cost("a.b", *lines)
    was = None if before is None else cost("a.b", *before)
    bill = Estimate((change(Action.CREATE if was is None else Action.UPDATE, was, made),))
    return json.loads(render_bill("infracost-json", bill, BillOptions()))["projects"][0]


@pytest.mark.parametrize("part", [".os_disk", "pool.", "pool..os_disk", ".", "a." * 5000, "a" * 5000])
def test_no_name_of_a_part_loses_its_line(part):
    (resource,) = _resource(line(part=part), line(part="pool.os_disk"))["breakdown"]["resources"]

    def costs(piece):
        own = sum(Decimal(each["monthlyCost"]) for each in piece.get("costComponents", ()))
        return own + sum(costs(each) for each in piece.get("subresources", ()))

    assert costs(resource) == Decimal(resource["monthlyCost"])


def test_lines_of_one_name_are_each_compared_with_their_own():
    disks = (line("Disk", "10"), line("Disk", "20"))
    (resource,) = _resource(*disks, line("Disk", "30"), before=disks)["diff"]["resources"]
    assert [each["monthlyQuantity"] for each in resource["costComponents"]] == ["30"]
    assert Decimal(resource["monthlyCost"]) == Decimal(resource["costComponents"][0]["monthlyCost"])


def test_a_component_without_a_price_is_not_zero(document):
    odd = next(
        each for each in document["projects"][0]["breakdown"]["resources"] if each["name"] == "aws_db_instance.odd"
    )
    (component,) = odd["costComponents"]
    assert (component["price"], component["monthlyCost"], component["priceNotFound"]) == (None, None, True)


def test_what_is_unsupported_and_what_is_free_are_counted(document):
    summary = document["summary"]
    assert summary["unsupportedResourceCounts"] == {"aws_quantum_task": 1}
    assert summary["noPriceResourceCounts"] == {"aws_iam_role": 1}


def test_the_difference_of_a_component_is_after_less_before(document):
    (workers,) = (each for each in document["projects"][0]["diff"]["resources"] if each["name"].endswith("workers"))
    assert sum(Decimal(each["monthlyCost"]) for each in workers["costComponents"]) == Decimal(workers["monthlyCost"])


def test_a_total_that_lacks_prices_says_so_at_the_top(document):
    assert document["metadata"]["costguardComplete"] is False
