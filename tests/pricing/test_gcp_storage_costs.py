"""What Cloud Storage, Container Registry and Artifact Registry bill for."""


def test_a_regional_bucket_bills_by_its_class(bill):
    usage = {"storage_gb": 100, "monthly_data_retrieval_gb": 10, "monthly_class_a_operations": 20000}
    values = {"location": "EUROPE-WEST1", "storage_class": "NEARLINE"}
    assert bill("google_storage_bucket", values, usage=usage, region="europe-west1")[:3] == [
        "Storage (nearline): 100 GiB x 0.01 = 1.00",
        "Data retrieval: 10 GB x 0.01 = 0.10",
        "Object adds, bucket/object list (class A): 2 10k operations x 0.1 = 0.20",
    ]


def test_a_bucket_in_many_regions_is_dearer_to_store_in_and_to_write_to(bill):
    assert bill("google_storage_bucket", {"location": "EU"}, region="eu")[:2] == [
        "Storage (standard): usage GiB x 0.026",
        "Object adds, bucket/object list (class A): usage 10k operations x 0.1",
    ]


def test_a_pair_of_regions_bills_for_both(bill):
    values = {"location": "US", "custom_placement_config": [{"data_locations": ["US-EAST1", "US-WEST1"]}]}
    assert bill("google_storage_bucket", values, usage={"storage_gb": 100}, region="us")[0] == (
        "Storage (standard): 100 GiB x 0.044 = 4.40"
    )


def test_what_leaves_a_bucket_falls_in_tiers(bill):
    usage = {"monthly_egress_data_transfer_gb": {"worldwide": 12500}}
    lines = bill("google_storage_bucket", {"location": "US"}, usage=usage, region="us")
    name = "Network egress > Data transfer to worldwide excluding Asia, Australia"
    assert [line for line in lines if line.startswith(name)] == [
        f"{name} (first 1TB): 1024 GB x 0.12 = 122.88",
        f"{name} (next 9TB): 9216 GB x 0.11 = 1013.76",
        f"{name} (over 10TB): 2260 GB x 0.08 = 180.80",
    ]


def test_a_class_that_does_not_exist_is_unpriced(bill):
    values = {"location": "US", "storage_class": "GLACIER"}
    assert bill("google_storage_bucket", values, region="us")[0] == (
        "Storage (glacier): unpriced, the price book has no price of storage glacier/gb in us"
    )


def test_a_location_that_is_known_only_later_is_said(bill):
    lines = bill("google_storage_bucket", {}, region="us", unknown={"location": True}, unset=False)
    assert lines[0] == "Stored: unpriced, `location` is known only after apply"


def test_artifacts_that_are_pulled_bill_by_how_far_they_go(bill):
    usage = {
        "storage_gb": 150,
        "monthly_egress_data_transfer_gb": {"us_east1": 100, "us_west1": 100, "europe_north1": 50, "asia_east1": 50},
    }
    assert bill("google_artifact_registry_repository", {"location": "us-east1"}, usage=usage, region="us-east1") == [
        "Storage: 150 GB x 0.1 = 15.00",
        "Intercontinental (Excl Oceania): 100 GB x 0.08 = 8.00",
        "Data egress North America to North America: 100 GB x 0.01 = 1.00",
    ]


def test_a_multi_region_serves_its_own_continent_for_nothing(bill):
    usage = {"monthly_egress_data_transfer_gb": {"europe_west1": 100}}
    assert bill("google_artifact_registry_repository", {"location": "europe"}, usage=usage, region="europe") == [
        "Storage: usage GB x 0.1"
    ]
