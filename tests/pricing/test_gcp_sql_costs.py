"""What Cloud SQL bills for."""

from typing import Any

REGION = "us-central1"


def _instance(version: str = "POSTGRES_15", **settings: Any) -> dict[str, Any]:
    return {"database_version": version, "settings": [settings]}


def test_a_regional_instance_costs_twice_in_a_dearer_region(bill):
    values = _instance(tier="db-custom-4-15360", availability_type="REGIONAL", disk_size=100)
    assert bill("google_sql_database_instance", values, region="europe-west3") == [
        "vCPUs (4, regional): 2920 hours x 0.09912 = 289.43",
        "Memory (15 GB, regional): 15 GB x 12.264 = 183.96",
        "Storage (SSD, regional): 100 GB x 0.408 = 40.80",
        "Backups: usage GB x 0.096",
        "IP address (if unused): 730 hours x 0.01 = 7.30",
    ]


def test_an_older_mysql_tier_is_one_line(bill):
    private = [{"ipv4_enabled": False}]
    values = _instance("MYSQL_8_0", tier="db-n1-standard-2", disk_type="PD_HDD", ip_configuration=private)
    assert bill("google_sql_database_instance", values, region=REGION) == [
        "SQL instance (db-n1-standard-2, zonal): 730 hours x 0.1351 = 98.62",
        "Storage (HDD, zonal): 10 GB x 0.09 = 0.90",
        "Backups: usage GB x 0.08",
    ]


def test_sql_server_is_licensed_for_four_vcpus_at_least_and_has_ssd_alone(bill):
    values = _instance("SQLSERVER_2019_STANDARD", tier="db-custom-2-7680", disk_type="PD_HDD")
    assert bill("google_sql_database_instance", values, region=REGION)[2:4] == [
        "Licence (SQL Server Standard, 4 vCPUs): 730 hours x 0.52 = 379.60",
        "Storage (SSD, zonal): 10 GB x 0.17 = 1.70",
    ]


def test_sql_server_express_has_no_licence(bill):
    values = _instance("SQLSERVER_2019_EXPRESS", tier="db-custom-2-7680")
    assert not any("Licence" in line for line in bill("google_sql_database_instance", values, region=REGION))


def test_enterprise_plus_has_prices_of_its_own_and_a_data_cache(bill):
    cache = [{"data_cache_enabled": True}]
    values = _instance(tier="db-perf-optimized-N-8", edition="ENTERPRISE_PLUS", data_cache_config=cache)
    assert bill("google_sql_database_instance", values, region=REGION)[:4] == [
        "vCPUs (8, zonal): 5840 hours x 0.0537 = 313.61",
        "Memory (64 GB, zonal): 64 GB x 6.643 = 425.15",
        "Storage (SSD, zonal): 10 GB x 0.17 = 1.70",
        "Data cache (zonal): 375 GB x 0.16 = 60.00",
    ]


def test_a_stopped_instance_bills_for_its_storage_and_address(bill):
    values = _instance(tier="db-f1-micro", activation_policy="NEVER")
    assert bill("google_sql_database_instance", values, region=REGION) == [
        "Storage (SSD, zonal): 10 GB x 0.17 = 1.70",
        "Backups: usage GB x 0.08",
        "IP address (if unused): 730 hours x 0.01 = 7.30",
    ]


def test_a_replica_is_billed_once_as_the_instance_that_it_is(bill):
    values = {**_instance("MYSQL_8_0", tier="db-custom-1-3840"), "replica_configuration": [{"username": "x"}]}
    assert bill("google_sql_database_instance", values, region=REGION)[:2] == [
        "vCPUs (1, zonal): 730 hours x 0.0413 = 30.15",
        "Memory (3.75 GB, zonal): 3.75 GB x 5.11 = 19.16",
    ]


def test_an_unknown_tier_leaves_the_storage(bill):
    values = _instance(disk_size=20)
    unknown = {"settings": [{"tier": True}]}
    lines = bill("google_sql_database_instance", values, region=REGION, unknown=unknown, unset=False)
    assert lines[0] == "Compute: unpriced, `settings.tier` is known only after apply"
    assert lines[1] == "Storage (SSD, zonal): 20 GB x 0.17 = 3.40"


def test_a_tier_that_does_not_exist_is_unpriced(bill):
    assert bill("google_sql_database_instance", _instance(tier="db-large"), region=REGION)[0] == (
        "Compute: unpriced, what the tier `db-large` consists of is not known"
    )


def test_an_address_bills_for_the_hours_in_which_its_instance_is_stopped(bill):
    usage = {"monthly_stopped_hrs": 365}
    lines = bill("google_sql_database_instance", _instance(tier="db-f1-micro"), usage=usage, region=REGION)
    assert lines[-1] == "IP address (if unused): 365 hours x 0.01 = 3.65"


def test_sql_server_is_licensed_by_the_core_where_each_runs_one_thread(bill):
    threads = [{"threads_per_core": 1}]
    values = _instance("SQLSERVER_2022_ENTERPRISE", tier="db-custom-16-65536", advanced_machine_features=threads)
    assert bill("google_sql_database_instance", values, region=REGION)[2] == (
        "Licence (SQL Server Enterprise, 8 vCPUs): 730 hours x 3.76 = 2744.80"
    )


def test_a_stopped_instance_carries_no_licence(bill):
    values = _instance("SQLSERVER_2022_WEB", tier="db-custom-4-15360", activation_policy="NEVER")
    assert bill("google_sql_database_instance", values, region=REGION)[0] == (
        "Storage (SSD, zonal): 10 GB x 0.17 = 1.70"
    )
