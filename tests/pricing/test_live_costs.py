"""What live resources cost: the same as in a plan where all is told, not known where something that counts is not."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_twins import HOME, TWINS, Twin, twin_of
from made_resources import make_resource

from costguard.catalog.live.attributes import as_text
from costguard.catalog.lookup import entry
from costguard.model.cloud import cloud_of
from costguard.model.inventory import Values
from costguard.pricing.book.book import Book
from costguard.pricing.estimate import cost_of
from costguard.pricing.live_costs import LiveCosts
from costguard.pricing.live_rules import EXTRAS, rules
from costguard.pricing.models import models

_COSTS = LiveCosts(Book())
_INSTANCE = {"instance_type": ("m5.large",), "capacity_type": ("on-demand",), "tenancy": ("default",),
             "monitoring": ("false",), "ebs_optimized": ("true",)}  # fmt: skip
_MACHINE = {"instance_type": ("Standard_D2s_v5",), "license_model": (), "ultra_disk": ("false",)}
_GOOGLE = {"instance_type": ("n2-standard-4",), "capacity_type": ("STANDARD",), "gpu_type": (), "gpu_count": ()}
_TOLD = [
    *((twin.type, twin.attributes) for twin in TWINS),
    ("aws_instance", _INSTANCE),
    ("azurerm_linux_virtual_machine", {**_MACHINE, "image": ("RHEL",), "capacity_type": ("Spot",)}),
    ("azurerm_linux_virtual_machine", {**_MACHINE, "image": ("debian-12",), "capacity_type": ("Regular",)}),
    ("azurerm_windows_virtual_machine", {**_MACHINE, "capacity_type": ("Regular",)}),
    ("google_compute_instance", {**_GOOGLE, "preemptible": ("true",)}),
    ("google_compute_address", {"address_type": ("INTERNAL",), "purpose": (), "attached_to": ()}),
]


def _live(resource_type: str, attributes: Mapping[str, Values], region: str | None = "") -> Decimal | None:
    home = HOME[cloud_of(resource_type)] if region == "" else region
    return _COSTS.monthly_cost(resource_type, home, attributes)


def _known_cost(resource_type: str, attributes: Mapping[str, Values]) -> Decimal:
    cost = _live(resource_type, attributes)
    assert cost is not None
    return cost


def _planned(resource_type: str, values: Mapping[str, Any]) -> Decimal:
    cost = cost_of(make_resource(resource_type, values, region=HOME[cloud_of(resource_type)]), Book())
    assert cost.is_complete
    return cost.monthly_cost


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.type)
def test_a_live_resource_costs_what_the_same_one_costs_in_a_plan(twin: Twin) -> None:
    assert _live(twin.type, twin.attributes) == _planned(twin.type, twin.planned) != 0


@pytest.mark.parametrize(
    ("resource_type", "told", "values", "parts"),
    [
        ("aws_instance", _INSTANCE, {"instance_type": "m5.large", "ebs_optimized": True}, "root_block_device"),
        ("azurerm_linux_virtual_machine", {**_MACHINE, "image": ("0001-com-ubuntu-server-jammy",)},
         {"size": "Standard_D2s_v5", "os_disk": [{"storage_account_type": "Premium_LRS"}]}, "os_disk"),
        ("azurerm_windows_virtual_machine", _MACHINE,
         {"size": "Standard_D2s_v5", "os_disk": [{"storage_account_type": "Premium_LRS"}]}, "os_disk"),
    ],
    ids=["aws", "azure linux", "azure windows"],
)  # fmt: skip
def test_a_machine_costs_its_bill_without_its_disks(
    resource_type: str, told: Mapping[str, Values], values: Mapping[str, Any], parts: str
) -> None:
    bill = cost_of(make_resource(resource_type, values, region=HOME[cloud_of(resource_type)]), Book())
    disks = sum(line.monthly_cost or 0 for line in bill.lines if line.part.startswith(parts))
    disk_attributes = {"root_volume_size_gb": ("64",), "root_volume_type": ("gp3",), "public_ip": ("true",)}

    assert disks > 0
    assert _live(resource_type, told) == bill.monthly_cost - disks
    assert _live(resource_type, {**told, **disk_attributes}) == bill.monthly_cost - disks


def test_a_google_machine_costs_what_it_costs_without_disk_and_address() -> None:
    assert _live("google_compute_instance", _GOOGLE) == _planned(
        "google_compute_instance", {"machine_type": "n2-standard-4"}
    )


@pytest.mark.parametrize(
    ("resource_type", "told"),
    [
        ("aws_autoscaling_group", {"instance_type": ("m5.large",), "desired_count": ("3",)}),
        ("aws_eks_node_group", {"instance_type": ("m5.large",), "desired_count": ("3",)}),
        ("aws_elasticache_replication_group", {"instance_type": ("cache.r6g.large",), "node_count": ("3",)}),
        ("aws_rds_cluster_instance", {"instance_type": ("db.r6gd.large",), "engine": ("postgres",)}),
        ("azurerm_kubernetes_cluster_node_pool", {"instance_type": ("Standard_D2s_v5",), "node_count": ("3",)}),
        ("azurerm_orchestrated_virtual_machine_scale_set", {"instance_type": ("Standard_D2s_v5",)}),
        ("azurerm_mssql_database", {"sku": ("ElasticPool",)}),
        ("google_container_node_pool", {"instance_type": ("n2-standard-4",), "node_count": ("3",)}),
    ],
)
def test_what_is_listed_as_other_resources_is_counted_there_alone(
    resource_type: str, told: Mapping[str, Values]
) -> None:
    assert _live(resource_type, told) == 0


def test_the_nodes_of_a_cluster_are_not_counted_with_it() -> None:
    azure = {"tier": ("Standard",), "instance_type": ("Standard_D2s_v5",), "node_count": ("9",)}
    google = {"autopilot": ("false",), "instance_type": ("n2-standard-4",), "node_count": ("9",)}

    assert _live("azurerm_kubernetes_cluster", azure) == 73
    assert _live("google_container_cluster", google) == 73


def test_free_types_cost_nothing_and_unpriced_ones_are_not_known() -> None:
    assert _live("aws_iam_role", {}, None) == 0
    assert _live("azurerm_resource_group", {}) == 0
    assert _live("aws_no_such_thing", {}) is None
    assert _COSTS.monthly_cost("kubernetes_pod", None, {}) is None


@pytest.mark.parametrize("resource_type", ["aws_s3_bucket", "aws_lambda_function", "aws_sqs_queue", "azurerm_lb"])
def test_what_bills_by_use_alone_is_not_known(resource_type: str) -> None:
    known = entry(resource_type)
    assert known is not None
    assert _live(resource_type, dict.fromkeys(known.attributes, ())) is None


def test_an_endpoint_that_bills_for_nothing_costs_nothing() -> None:
    assert _live("aws_vpc_endpoint", {"endpoint_type": ("Gateway",)}) == 0
    assert _live("aws_vpc_endpoint", {"endpoint_type": ("Interface",)}) is None


@pytest.mark.parametrize("region", [None, "mars-north-1"])
@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.type)
def test_a_region_that_is_not_known_makes_a_cost_not_known(twin: Twin, region: str | None) -> None:
    assert _live(twin.type, twin.attributes, region) is None


def test_a_resource_without_a_region_needs_none() -> None:
    assert _live("aws_route53_zone", {}, None) == Decimal("0.5")
    assert _live("azurerm_private_dns_zone", {}, None) == Decimal("0.5")


def test_a_price_that_the_book_lacks_makes_a_cost_not_known() -> None:
    assert _live("aws_instance", {**_INSTANCE, "instance_type": ("zz9.plural",)}) is None


@pytest.mark.parametrize(
    ("resource_type", "told", "untold"),
    [
        ("aws_instance", _INSTANCE, "instance_type"),
        ("aws_db_instance", twin_of("aws_db_instance").attributes, "storage_gb"),
        ("aws_opensearch_domain", twin_of("aws_opensearch_domain").attributes, "storage_gb"),
        ("aws_fsx_windows_file_system", twin_of("aws_fsx_windows_file_system").attributes, "size_gb"),
        ("azurerm_service_plan", twin_of("azurerm_service_plan").attributes, "operating_system"),
        ("google_redis_instance", twin_of("google_redis_instance").attributes, "replica_count"),
    ],
)
def test_what_sets_the_price_and_is_not_told_makes_it_not_known(
    resource_type: str, told: Mapping[str, Values], untold: str
) -> None:
    rest = {name: values for name, values in told.items() if name != untold}

    assert _live(resource_type, told) is not None
    assert _live(resource_type, rest) is None


def test_what_is_not_told_takes_the_default_that_the_catalog_documents() -> None:
    assert _live("aws_redshift_cluster", {"instance_type": ("dc2.large",)}) == _live(
        "aws_redshift_cluster", {"instance_type": ("dc2.large",), "node_count": ("1",)}
    )


def test_what_is_told_as_not_set_is_what_the_provider_leaves_it_at() -> None:
    told = {"volume_type": ("gp3",), "size_gb": ("100",)}

    assert _live("aws_ebs_volume", {**told, "iops": (), "throughput_mbps": ()}) == _planned(
        "aws_ebs_volume", {"type": "gp3", "size": 100}
    )
    assert _live("aws_ebs_volume", told) == _live("aws_ebs_volume", {**told, "iops": (), "throughput_mbps": ()})
    assert _live("aws_ebs_volume", {**told, "volume_type": ("io2",)}) is None


def test_disks_that_share_a_size_are_told_once_and_so_never_counted() -> None:
    scale_set = twin_of("azurerm_linux_virtual_machine_scale_set")
    data_disks = {"data_volume_size_gb": ("64",), "data_volume_type": ("Premium_LRS",)}

    assert _live("google_compute_instance", {**_GOOGLE, "scratch_volume_size_gb": ("375",)}) is None
    assert _live(scale_set.type, {**scale_set.attributes, **data_disks}) is None


def test_a_machine_runs_linux_unless_told() -> None:
    linux = _live("aws_instance", _INSTANCE)
    windows = _known_cost("aws_instance", {**_INSTANCE, "operating_system": ("Windows",)})
    any_system = {"instance_type": ("Standard_D2s_v5",), "license_model": (), "image": ()}

    assert _known_cost("aws_instance", {**_INSTANCE, "operating_system": ("linux",)}) == linux < windows
    assert _live("aws_instance", {**_INSTANCE, "operating_system": ("plan9",)}) is None
    assert _live("google_compute_instance", {**_GOOGLE, "operating_system": ("windows",)}) is None
    assert _live("azurerm_virtual_machine", {**any_system, "operating_system": ("Windows",)}) == _live(
        "azurerm_windows_virtual_machine", _MACHINE
    )


@pytest.mark.parametrize("image", ["RHEL", "sles-15-sp5"])
def test_an_image_that_bills_for_its_system_is_not_priced_as_a_free_one(image: str) -> None:
    free = _known_cost("azurerm_linux_virtual_machine", {**_MACHINE, "image": ("debian-12",)})
    licensed = {**_MACHINE, "image": (image,)}

    assert _live("azurerm_linux_virtual_machine", licensed) != free
    assert _live("azurerm_linux_virtual_machine", {**licensed, "license_model": ("RHEL_BYOS",)}) == free
    assert _live("azurerm_linux_virtual_machine", _MACHINE) == free  # untold, it counts as one without a licence


@pytest.mark.parametrize(
    ("resource_type", "told"),
    [
        ("aws_instance", _INSTANCE),
        ("azurerm_windows_virtual_machine", {**_MACHINE, "capacity_type": ("Regular",)}),
        ("google_compute_instance", _GOOGLE),
    ],
)
def test_a_spot_machine_is_not_priced_as_one_on_demand(resource_type: str, told: Mapping[str, Values]) -> None:
    on_demand, spot = _known_cost(resource_type, told), _live(resource_type, {**told, "capacity_type": ("spot",)})

    assert spot is None or spot < on_demand


def test_only_a_stopped_database_of_google_bills_for_its_address() -> None:
    twin = twin_of("google_sql_database_instance")
    stopped = {**twin.attributes, "activation_policy": ("NEVER",)}

    assert _known_cost(twin.type, stopped) - _known_cost(twin.type, {**stopped, "public_ip": ("false",)}) == Decimal(
        "7.3"
    )
    assert _known_cost(twin.type, twin.attributes) == _known_cost(
        twin.type, {**twin.attributes, "public_ip": ("false",)}
    )


def test_what_a_resource_is_attached_to_tells_no_price_but_of_an_address() -> None:
    disk, address = {"volume_type": ("gp3",), "size_gb": ("9",), "iops": (), "throughput_mbps": ()}, {"purpose": ()}

    assert _live("aws_ebs_volume", {**disk, "attached_to": ("i-1",)}) == _known_cost("aws_ebs_volume", disk)
    assert _known_cost("google_compute_address", {**address, "attached_to": ()}) > 0
    assert _live("google_compute_address", {**address, "attached_to": ("instances/a",)}) is None


@given(resource=st.sampled_from(_TOLD), data=st.data())
def test_leaving_out_what_is_told_changes_a_known_cost_by_documented_defaults_alone(
    resource: tuple[str, dict[str, Values]], data: st.DataObject
) -> None:
    resource_type, told = resource
    kept = data.draw(st.sets(st.sampled_from(sorted(told) or [""])))
    known = entry(resource_type)
    assert known is not None
    defaults = {
        name: (as_text(path.default),) if path.default is not None else ()
        for name, path in known.attributes.items()
        if name not in kept and name in told and (path.default is not None or name in EXTRAS)
    }
    cost = _live(resource_type, {name: values for name, values in told.items() if name in kept})

    assert cost is None or cost == _live(resource_type, {**told, **defaults})


_NAMES = ["instance_type", "size_gb", "storage_gb", "node_count", "sku", "engine", "iops", "volume_type", "tier"]
_WORDS = st.sampled_from(["-1", "0", "7", "1e400", "nan", "true", "", "Standard", "m5.large", "gp3", "postgres", "é"])


@given(
    resource_type=st.sampled_from(sorted({twin.type for twin in TWINS} | {name for name, _ in rules()})),
    attributes=st.dictionaries(st.sampled_from(_NAMES), st.lists(_WORDS, max_size=2).map(tuple)),
    region=st.sampled_from([None, "", "global", "us-east-1", "eastus", "us-central1"]),
)
def test_whatever_is_told_a_cost_is_never_negative(
    resource_type: str, attributes: dict[str, Values], region: str | None
) -> None:
    cost = _COSTS.monthly_cost(resource_type, region, attributes)

    assert cost is None or (cost.is_finite() and cost >= 0)


def test_every_rule_is_of_a_type_that_is_priced() -> None:
    priced = {name for cloud in ("aws_a", "azurerm_a", "google_a") for name in models(cloud_of(cloud))}

    assert [name for name, _ in rules() if name not in priced] == []


def test_every_condition_of_a_rule_is_on_a_word_of_the_vocabulary() -> None:
    def words(resource_type: str) -> set[str]:
        known = entry(resource_type)
        return {"operating_system", *(known.attributes if known is not None else ())}

    asked = [(name, word) for name, rule in rules() for word in rule.asked()]
    assert [(name, word) for name, word in asked if word not in words(name)] == []
