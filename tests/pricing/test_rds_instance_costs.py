"""What an RDS instance bills for."""

import pytest

_MYSQL = {"engine": "mysql", "instance_class": "db.t3.large", "allocated_storage": 20}


def test_an_instance_bills_for_the_machine_and_its_volume(bill):
    assert bill("aws_db_instance", _MYSQL) == [
        "Database instance (on-demand, Single-AZ, db.t3.large): 730 hours x 0.136 = 99.28",
        "Storage (general purpose SSD, gp2): 20 GB x 0.115 = 2.30",
    ]


def test_a_pair_in_two_zones_costs_twice_with_its_storage(bill):
    assert bill("aws_db_instance", {**_MYSQL, "multi_az": True}) == [
        "Database instance (on-demand, Multi-AZ, db.t3.large): 730 hours x 0.272 = 198.56",
        "Storage (general purpose SSD, gp2): 20 GB x 0.23 = 4.60",
    ]


def test_mariadb_costs_what_mysql_costs(bill):
    assert bill("aws_db_instance", {**_MYSQL, "engine": "mariadb"}) == bill("aws_db_instance", _MYSQL)


def test_another_region_has_its_own_prices(bill):
    assert bill("aws_db_instance", _MYSQL, region="eu-west-1") == [
        "Database instance (on-demand, Single-AZ, db.t3.large): 730 hours x 0.144 = 105.12",
        "Storage (general purpose SSD, gp2): 20 GB x 0.127 = 2.54",
    ]


def test_a_licence_is_added_to_the_machine(bill):
    values = {"engine": "sqlserver-se", "instance_class": "db.m5.xlarge", "allocated_storage": 20}
    assert bill("aws_db_instance", values)[0] == (
        "Database instance (on-demand, Single-AZ, db.m5.xlarge): 730 hours x 1.224 = 893.52"
    )


def test_a_licence_of_ones_own_is_not_billed(bill):
    values = {**_MYSQL, "engine": "oracle-se2", "license_model": "bring-your-own-license"}
    assert bill("aws_db_instance", values)[0] == (
        "Database instance (on-demand, Single-AZ, db.t3.large): 730 hours x 0.136 = 99.28"
    )


@pytest.mark.parametrize(
    ("size_gb", "iops", "line"),
    [
        (20, 3000, None),
        (399, 4000, "Provisioned GP3 IOPS (above 3,000): 1000 IOPS x 0.02 = 20.00"),
        (400, 12000, None),
        (400, 14000, "Provisioned GP3 IOPS (above 12,000): 2000 IOPS x 0.02 = 40.00"),
    ],
)
def test_gp3_includes_iops_and_more_of_them_from_400_gb_on(bill, size_gb, iops, line):
    values = {**_MYSQL, "storage_type": "gp3", "allocated_storage": size_gb, "iops": iops}
    assert bill("aws_db_instance", values)[2:] == ([] if line is None else [line])


def test_gp3_throughput_above_the_included_is_billed(bill):
    values = {**_MYSQL, "storage_type": "gp3", "allocated_storage": 500, "storage_throughput": 700}
    assert bill("aws_db_instance", values)[2] == (
        "Provisioned GP3 throughput (above 500 MBps): 200 MBps x 0.08 = 16.00"
    )


def test_sql_server_never_stripes_gp3(bill):
    values = {
        "engine": "sqlserver-se",
        "instance_class": "db.m5.large",
        "storage_type": "gp3",
        "allocated_storage": 500,
        "iops": 4000,
    }
    assert bill("aws_db_instance", values)[2] == "Provisioned GP3 IOPS (above 3,000): 1000 IOPS x 0.02 = 20.00"


def test_provisioned_storage_has_a_floor_of_100_gb_and_1000_iops(bill):
    assert bill("aws_db_instance", {**_MYSQL, "storage_type": "io1", "iops": 500})[1:] == [
        "Storage (provisioned IOPS SSD, io1): 100 GB x 0.125 = 12.50",
        "Provisioned IOPS: 1000 IOPS x 0.1 = 100.00",
    ]


def test_iops_without_a_type_mean_io1(bill):
    assert bill("aws_db_instance", {**_MYSQL, "iops": 2000})[1].startswith("Storage (provisioned IOPS SSD, io1)")


def test_magnetic_storage_bills_by_the_request_too(bill):
    usage = {"monthly_standard_io_requests": 3_000_000}
    assert bill("aws_db_instance", {**_MYSQL, "storage_type": "standard"}, usage=usage)[1:] == [
        "Storage (magnetic): 20 GB x 0.1 = 2.00",
        "I/O requests: 3 1M requests x 0.1 = 0.30",
    ]


def test_kept_backups_are_shown_and_cost_once_their_size_is_told(bill):
    values = {**_MYSQL, "backup_retention_period": 7}
    assert bill("aws_db_instance", values)[2] == "Additional backup storage: usage GB x 0.095"
    assert bill("aws_db_instance", values, usage={"additional_backup_storage_gb": 100})[2] == (
        "Additional backup storage: 100 GB x 0.095 = 9.50"
    )


def test_a_replica_has_the_engine_and_the_storage_of_its_source(bill, resource):
    source = resource("aws_db_instance", {"engine": "postgres", "allocated_storage": 50}, name="source")
    values = {"instance_class": "db.t3.large", "replicate_source_db": "source"}
    assert bill("aws_db_instance", values, linked={"replicate_source_db": [source]}) == [
        "Database instance (on-demand, Single-AZ, db.t3.large): 730 hours x 0.145 = 105.85",
        "Storage (general purpose SSD, gp2): 50 GB x 0.115 = 5.75",
    ]


def test_long_retention_of_performance_insights_bills_by_the_core(bill):
    values = {**_MYSQL, "performance_insights_enabled": True, "performance_insights_retention_period": 731}
    assert bill("aws_db_instance", values)[2:] == [
        "Performance Insights Long Term Retention (db.t3.large): 2 vCPU-month x 2.95 = 5.90",
        "Performance Insights API: usage 1000 requests x 0.01",
    ]


def test_a_shorter_retention_bills_for_its_months(bill):
    values = {**_MYSQL, "performance_insights_enabled": True, "performance_insights_retention_period": 93}
    assert bill("aws_db_instance", values)[2] == (
        "Performance Insights Long Term Retention (db.t3.large): 2 vCPU-month x 1.6298 = 3.26"
    )


def test_seven_days_of_performance_insights_are_free(bill):
    values = {**_MYSQL, "performance_insights_enabled": True}
    assert bill("aws_db_instance", values)[2:] == ["Performance Insights API: usage 1000 requests x 0.01"]


def test_cpu_credits_bill_by_the_core(bill):
    assert bill("aws_db_instance", _MYSQL, usage={"monthly_cpu_credit_hrs": 30})[2] == (
        "CPU credits: 60 vCPU-hours x 0.075 = 4.50"
    )


def test_extended_support_bills_each_core_of_both_of_a_pair(bill):
    values = {**_MYSQL, "engine_version": "5.7.44", "multi_az": True}
    assert bill("aws_db_instance", values)[2] == "Extended support (year 3): 2920 vCPU-hours x 0.2 = 584.00"


@pytest.mark.parametrize("version", ["8.4", "8.4.3", "57.1"])
def test_a_version_in_standard_support_has_no_fee(bill, version):
    assert len(bill("aws_db_instance", {**_MYSQL, "engine_version": version})) == 2


def test_extended_support_can_be_declined(bill):
    values = {
        **_MYSQL,
        "engine_version": "5.7",
        "engine_lifecycle_support": "open-source-rds-extended-support-disabled",
    }
    assert len(bill("aws_db_instance", values)) == 2


def test_a_reserved_instance_costs_less_by_the_hour(bill):
    usage = {"reserved_instance_term": "1_year", "reserved_instance_payment_option": "no_upfront"}
    assert bill("aws_db_instance", _MYSQL, usage=usage)[0] == (
        "Database instance (reserved, Single-AZ, db.t3.large): 730 hours x 0.0957 = 69.86"
    )


def test_a_reserved_instance_paid_up_front_has_no_hourly_price(bill):
    usage = {"reserved_instance_term": "3_year", "reserved_instance_payment_option": "all_upfront"}
    assert bill("aws_db_instance", _MYSQL, usage=usage)[0] == (
        "Database instance (reserved, Single-AZ, db.t3.large): 730 hours x 0 = 0.00"
    )


def test_a_term_that_is_not_sold_is_said_and_leaves_the_storage_priced(bill):
    usage = {"reserved_instance_term": "2_year", "reserved_instance_payment_option": "no_upfront"}
    assert bill("aws_db_instance", _MYSQL, usage=usage) == [
        "Database instance: unpriced, `reserved_instance_term` is `2_year`; it takes one of 1_year, 3_year",
        "Storage (general purpose SSD, gp2): 20 GB x 0.115 = 2.30",
    ]


def test_an_unknown_class_leaves_the_storage_priced(bill):
    assert bill("aws_db_instance", _MYSQL, unknown={"instance_class": True}, unset=False) == [
        "Database instance: unpriced, `instance_class` is known only after apply",
        "Storage (general purpose SSD, gp2): 20 GB x 0.115 = 2.30",
    ]


def test_an_engine_without_prices_is_unpriced(bill):
    assert bill("aws_db_instance", {**_MYSQL, "engine": "db2-se"})[0] == (
        "Database instance: unpriced, prices of the engine `db2-se` are not known"
    )


def test_an_absurd_size_is_unpriced(bill):
    assert bill("aws_db_instance", {**_MYSQL, "allocated_storage": -5})[1] == (
        "Storage: unpriced, `allocated_storage` is negative, which no cloud sells"
    )
