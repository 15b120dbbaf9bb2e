"""What managed Grafana and Prometheus bill for."""


def test_a_workspace_has_one_editor_unless_told_otherwise(bill):
    assert bill("aws_grafana_workspace", {}) == [
        "Editor/administrator licenses: 1 users x 9 = 9.00",
        "Viewer licenses: usage users x 5",
    ]


def test_the_usage_file_counts_users(bill):
    usage = {"editors_administrator_licenses": 2, "viewer_licenses": 3}
    assert bill("aws_grafana_workspace", {}, usage=usage, region="eu-west-1") == [
        "Editor/administrator licenses: 2 users x 9 = 18.00",
        "Viewer licenses: 3 users x 5 = 15.00",
    ]


def test_prometheus_bills_by_the_tiers_of_its_samples(bill):
    usage = {"monthly_samples_ingested": 3_000_000_000, "monthly_query_samples": 1_000_000_000, "storage_gb": 10}
    assert bill("aws_prometheus_workspace", {}, usage=usage) == [
        "Samples ingested (first 2B): 200 10M samples x 0.9 = 180.00",
        "Samples ingested (next 250B): 100 10M samples x 0.35 = 35.00",
        "Query samples processed: 1 1B samples x 0.1 = 0.10",
        "Metric storage: 10 GB x 0.03 = 0.30",
    ]


def test_a_region_that_the_book_lacks_is_unpriced(bill):
    assert bill("aws_grafana_workspace", {}, region="mars-1")[0] == (
        "Editor/administrator licenses: unpriced, the price book knows no region `mars-1`"
    )
