"""How neutral attributes become the configuration of a plan again."""

from collections.abc import Mapping
from typing import Any

from costguard.catalog.lookup import entry
from costguard.model.inventory import Values
from costguard.pricing.live_block import live_block
from costguard.pricing.not_known import NotKnown
from costguard.pricing.values import Values as Configuration


def _nothing(_path: str) -> bool:
    return False


def _read(resource_type: str, attributes: Mapping[str, Values], **about: Any) -> Configuration:
    return Configuration(live_block(entry(resource_type), attributes, _nothing, **about))


def _is_known(configuration: Configuration, path: str) -> bool:
    try:
        configuration.text(path, "")
    except NotKnown:
        return False
    return True


def test_attributes_lie_at_the_provider_s_paths_in_its_kinds() -> None:
    told = {"instance_type": ("db.m6g.large",), "multi_az": ("true",), "storage_gb": ("100",)}

    values = live_block(entry("aws_db_instance"), told, _nothing).values

    assert values["instance_class"] == "db.m6g.large"
    assert values["multi_az"] is True
    assert values["allocated_storage"] == 100


def test_a_unit_of_ours_becomes_the_provider_s_again() -> None:
    assert _read("aws_kinesis_stream", {"retention_days": ("2",)}).number("retention_period") == 48
    assert _read("azurerm_postgresql_server", {"storage_gb": ("5",)}).number("storage_mb") == 5120


def test_nested_attributes_are_a_block_in_a_list() -> None:
    told = {"desired_count": ("3",), "max_count": ("5",)}

    values = live_block(entry("aws_eks_node_group"), told, _nothing).values

    assert values["scaling_config"] == [{"desired_size": 3, "max_size": 5}]


def test_what_is_told_as_not_set_is_unset_and_what_is_not_told_is_unknown() -> None:
    volume = _read("aws_ebs_volume", {"iops": ()})

    assert not volume.has("iops")
    assert _is_known(volume, "iops")
    assert not _is_known(volume, "throughput")


def test_what_the_vocabulary_has_no_word_for_is_unknown() -> None:
    assert not _is_known(_read("aws_ebs_volume", {}), "snapshot_id")
    assert not _is_known(_read("no_such_type", {}), "anything")


def test_a_default_that_the_catalog_documents_is_no_unknown() -> None:
    assert _read("aws_ebs_volume", {}).text("type") == "gp2"
    assert _is_known(_read("aws_instance", {}), "instance_market_options.market_type")


def test_a_block_is_unknown_where_nothing_tells_of_it_and_unset_where_all_of_it_is() -> None:
    told: dict[str, Values] = {"min_capacity_units": (), "max_capacity_units": ()}

    assert _read("azurerm_application_gateway", told).block("autoscale_configuration") is None
    assert not _read("azurerm_application_gateway", {}).is_known("autoscale_configuration")


def test_several_values_of_one_block_are_unknown_as_none_tells_how_many_blocks_there_are() -> None:
    several = {"data_volume_size_gb": ("100", "200"), "data_volume_type": ("gp3",)}

    assert not _is_known(_read("aws_instance", several), "ebs_block_device.volume_size")
    assert _read("aws_eks_node_group", {"instance_type": ("m5.large", "m5a.large")}).texts("instance_types") == (
        "m5.large",
        "m5a.large",
    )


def test_one_value_of_a_repeated_block_is_unknown_too() -> None:
    told = {"data_volume_size_gb": ("100",)}

    assert _is_known(_read("aws_instance", told), "ebs_block_device.volume_size")
    assert not _is_known(_read("aws_instance", told, repeated=("ebs_block_device",)), "ebs_block_device.volume_size")


def test_what_is_implied_wins_and_what_is_left_out_is_dropped() -> None:
    told = {"public_ip": ("true",), "storage_gb": ("10",)}
    path = "settings.ip_configuration.ipv4_enabled"

    implied = _read("google_sql_database_instance", told, implied={path: False, "settings.edition": None})

    assert implied.flag(path) is False
    assert _is_known(implied, "settings.edition")
    assert implied.number("settings.disk_size") == 10
    assert not _is_known(_read("google_sql_database_instance", told, left_out=("settings",)), "settings.disk_size")


def test_each_unknown_that_is_read_is_asked_for_by_its_path() -> None:
    asked: list[str] = []

    def is_unset(path: str) -> bool:
        asked.append(path)
        return True

    block = Configuration(live_block(entry("aws_ebs_volume"), {}, is_unset))

    assert block.number("size", 8) == 8
    assert asked == ["size"]
