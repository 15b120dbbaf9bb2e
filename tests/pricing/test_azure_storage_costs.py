"""What storage accounts and what is in them bill for."""

ACCOUNT = "azurerm_storage_account"
STANDARD = {"account_tier": "Standard", "account_replication_type": "LRS"}


def test_a_hot_account_shows_its_meters(bill):
    assert bill(ACCOUNT, STANDARD, region="westeurope") == [
        "Capacity: usage GB x 0.0196",
        "Write operations: usage 10k operations x 0.054",
        "List and create container operations: usage 10k operations x 0.054",
        "Read operations: usage 10k operations x 0.0043",
        "All other operations: usage 10k operations x 0.0043",
        "Blob index: usage 10k tags x 0.039",
    ]


def test_hot_storage_gets_cheaper_in_steps(bill):
    assert bill(ACCOUNT, STANDARD, usage={"storage_gb": 600_000}, region="eastus")[:3] == [
        "Capacity (first 50TB): 51200 GB x 0.0208 = 1064.96",
        "Capacity (next 450TB): 460800 GB x 0.019968 = 9201.25",
        "Capacity (over 500TB): 88000 GB x 0.019136 = 1683.97",
    ]


def test_a_cool_account_pays_for_reading_and_for_leaving_early(bill):
    usage = {"storage_gb": 1000, "monthly_data_retrieval_gb": 100, "monthly_write_operations": 1_000_000}
    assert bill(ACCOUNT, {**STANDARD, "access_tier": "Cool"}, usage=usage, region="eastus") == [
        "Capacity: 1000 GB x 0.0152 = 15.20",
        "Write operations: 100 10k operations x 0.1 = 10.00",
        "List and create container operations: usage 10k operations x 0.05",
        "Read operations: usage 10k operations x 0.01",
        "All other operations: usage 10k operations x 0.004",
        "Data retrieval: 100 GB x 0.01 = 1.00",
        "Blob index: usage 10k tags x 0.03",
        "Early deletion: usage GB x 0.0152",
    ]


def test_copies_in_another_region_are_paid(bill):
    values = {"account_tier": "Standard", "account_replication_type": "RAGRS"}
    assert bill(ACCOUNT, values, usage={"storage_gb": 100}, region="westeurope")[:2] == [
        "Capacity (first 50TB): 100 GB x 0.049 = 4.90",
        "Write operations: usage 10k operations x 0.108",
    ]


def test_a_hierarchy_of_folders_has_operations_of_its_own(bill):
    values = {**STANDARD, "access_tier": "Cool", "is_hns_enabled": "true"}
    assert [line.partition(":")[0] for line in bill(ACCOUNT, values, region="westeurope")] == [
        "Capacity",
        "Iterative write operations",
        "Write operations",
        "Iterative read operations",
        "Read operations",
        "All other operations",
        "Data retrieval",
        "Early deletion",
    ]


def test_an_account_of_files_has_the_meters_of_its_shares(bill):
    values = {**STANDARD, "account_kind": "FileStorage", "access_tier": "Cool"}
    lines = bill(ACCOUNT, values, usage={"data_at_rest_storage_gb": 100}, region="westeurope")
    assert lines[:2] == ["Data at rest: 100 GB x 0.015 = 1.50", "Snapshots: usage GB x 0.015"]
    assert lines[-1] == "Data retrieval: usage GB x 0.01"


def test_an_sftp_endpoint_bills_by_the_hour(bill):
    values = {**STANDARD, "is_hns_enabled": True, "sftp_enabled": True}
    assert bill(ACCOUNT, values, region="westeurope")[-1] == "SFTP endpoint: 730 hours x 0.3 = 219.00"


def test_premium_files_pay_for_what_is_provisioned_alone(bill):
    values = {"account_tier": "Premium", "account_kind": "FileStorage", "account_replication_type": "LRS"}
    assert [line.partition(":")[0] for line in bill(ACCOUNT, values, region="westeurope")] == [
        "Data at rest",
        "Snapshots",
    ]


def test_a_redundancy_known_only_after_apply_is_not_guessed(bill):
    unknown = {"account_replication_type": True}
    assert bill(ACCOUNT, {"account_tier": "Standard"}, region="eastus", unknown=unknown, unset=False) == [
        "Meters: unpriced, `account_replication_type` is known only after apply"
    ]


def test_a_queue_bills_where_its_account_is(bill, resource):
    account = resource(ACCOUNT, {**STANDARD, "account_replication_type": "GRS"}, region="westeurope")
    usage = {"monthly_storage_gb": 100, "monthly_class_1_operations": 1_000_000}
    links = {"storage_account_name": [account]}
    assert bill("azurerm_storage_queue", {}, usage=usage, region=None, linked=links) == [
        "Capacity: 100 GB x 0.06 = 6.00",
        "Class 1 operations: 100 10k operations x 0.008 = 0.80",
        "Class 2 operations: usage 10k operations x 0.004",
        "Geo-replication data transfer: usage GB x 0.02",
    ]


def test_a_premium_share_pays_for_its_quota(bill, resource):
    account = resource(ACCOUNT, {"account_tier": "Premium", "account_replication_type": "LRS"}, region="eastus2")
    links = {"storage_account_id": [account]}
    assert bill("azurerm_storage_share", {"quota": 100}, region=None, linked=links) == [
        "Data at rest: 100 GB x 0.16 = 16.00",
        "Snapshots: usage GB x 0.136",
    ]


def test_a_standard_share_pays_for_use(bill, resource):
    account = resource(ACCOUNT, STANDARD, region="westeurope")
    links = {"storage_account_id": [account]}
    usage = {"storage_gb": 1000, "monthly_list_operations": 10_000}
    assert bill("azurerm_storage_share", {"quota": 5000}, usage=usage, region=None, linked=links) == [
        "Data at rest: 1000 GB x 0.06 = 60.00",
        "Snapshots: usage GB x 0.06",
        "Read operations: usage 10k operations x 0.0015",
        "Write operations: usage 10k operations x 0.015",
        "List operations: 1 10k operations x 0.015 = 0.02",
        "Other operations: usage 10k operations x 0.0015",
    ]


def test_a_table_pays_for_each_kind_of_operation(bill, resource):
    account = resource(ACCOUNT, STANDARD, region="westeurope")
    lines = bill(
        "azurerm_storage_table",
        {},
        usage={"monthly_storage_gb": 10, "read_operations": 10_000_000},
        region=None,
        linked={"storage_account_name": [account]},
    )
    assert lines[:2] == ["Capacity: 10 GB x 0.045 = 0.45", "Batch Write operations: usage 10k operations x 0.00036"]
    assert lines[3] == "Read operations: 1000 10k operations x 0.00036 = 0.36"
    assert len(lines) == 7


def test_a_queue_without_its_account_says_what_is_missing(bill):
    assert bill("azurerm_storage_queue", {}, region=None) == [
        "Queue: unpriced, its storage account is not in the input, and that says how it keeps copies"
    ]
