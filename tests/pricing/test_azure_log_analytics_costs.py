"""What Log Analytics workspaces bill for."""

_WORKSPACE = "azurerm_log_analytics_workspace"


def test_logs_bill_by_the_gigabyte(bill):
    assert bill(_WORKSPACE, {}, usage={"monthly_log_data_ingestion_gb": 100}, region="westeurope") == [
        "Log data ingestion: 100 GB x 2.99 = 299.00",
        "Log data export: usage GB x 0.13",
        "Basic log data ingestion: usage GB x 0.65",
        "Basic log search queries: usage GB searched x 0.0065",
        "Archive data: usage GB x 0.026",
        "Archive data restored: usage GB x 0.13",
        "Archive data searched: usage GB x 0.0065",
    ]


def test_a_connector_makes_sentinel_read_the_workspace(bill, resource):
    connector = resource("azurerm_sentinel_data_connector_office_365", {})
    assert bill(_WORKSPACE, {"sku": "PerGB2018"}, users=[connector], region="eastus")[1] == (
        "Sentinel data ingestion: usage GB x 2.3"
    )


def test_a_commitment_is_rounded_down_to_a_tier(bill):
    values = {"sku": "CapacityReservation", "reservation_capacity_in_gb_per_day": 150}
    assert bill(_WORKSPACE, values, region="westeurope")[0] == (
        "Log data ingestion: 30 100 GB (per day) x 252.84 = 7585.20"
    )


def test_31_days_are_kept_for_nothing_and_90_with_sentinel(bill):
    kept = "Log data retention: usage GB x 0.1"
    assert kept not in bill(_WORKSPACE, {"retention_in_days": 31}, region="eastus")
    assert kept in bill(_WORKSPACE, {"retention_in_days": 60}, region="eastus")
    usage = {"monthly_sentinel_data_ingestion_gb": 1}
    assert kept not in bill(_WORKSPACE, {"retention_in_days": 60}, usage=usage, region="eastus")


def test_free_is_free_and_a_legacy_tier_is_unpriced(bill):
    assert bill(_WORKSPACE, {"sku": "Free"}, region="eastus") == []
    assert bill(_WORKSPACE, {"sku": "Premium"}, region="eastus") == [
        "Data ingestion: unpriced, `premium` is a legacy pricing tier, whose prices are no longer listed",
    ]
