"""What Google's databases, caches and data processing bill for."""

REGION = "us-central1"


def test_redis_is_cheaper_by_the_gigabyte_the_more_there_are(bill):
    small = {"memory_size_gb": 4, "tier": "BASIC"}
    large = {"memory_size_gb": 101, "tier": "STANDARD_HA"}
    assert bill("google_redis_instance", small, region=REGION) == ["Redis instance (basic, M1): 4 GB x 35.77 = 143.08"]
    assert bill("google_redis_instance", large, region=REGION) == [
        "Redis instance (standard, M5): 101 GB x 21.9 = 2211.90"
    ]


def test_redis_without_its_size_is_unpriced(bill):
    assert bill("google_redis_instance", {}, region=REGION) == [
        "Redis instance: unpriced, `memory_size_gb` is not set, and its default is not known"
    ]


def test_a_redis_cluster_has_a_node_for_each_shard_and_each_replica(bill):
    values = {
        "shard_count": 1,
        "replica_count": 2,
        "node_type": "REDIS_STANDARD_SMALL",
        "persistence_config": [{"mode": "AOF"}],
        "automated_backup_config": [{"retention": "7"}],
    }
    assert bill("google_redis_cluster", values, region=REGION) == [
        "Cluster node (standard small): 2190 hours x 0.1425 = 312.08",
        "AOF persistence: 5110 GB x 0.000547945 = 2.80",
        "Backups: usage GB x 0.0811103",
    ]


def test_memcached_has_no_price_in_the_book(bill):
    values = {"node_count": 1, "node_config": [{"cpu_count": 1, "memory_size_mb": 1024}]}
    assert bill("google_memcache_instance", values, region=REGION)[0] == (
        "Memcached vCPUs: unpriced, the price book has no price of redis memcached/vcpu in us-central1"
    )


def test_a_dataset_says_what_a_terabyte_of_queries_costs_where_it_lies(bill):
    assert bill("google_bigquery_dataset", {"location": "EU"}, region="eu") == ["Queries (on-demand): usage TB x 6.25"]


def test_a_table_lies_where_its_dataset_does(bill, resource):
    dataset = resource("google_bigquery_dataset", {"location": "us-central1"})
    usage = {"monthly_active_storage_gb": 1000}
    assert bill("google_bigquery_table", {}, usage=usage, region=None, linked={"dataset_id": [dataset]})[0] == (
        "Active storage: 1000 GB x 0.023 = 23.00"
    )
    assert bill("google_bigquery_table", {}, usage=usage, region=None)[0] == "Active storage: 1000 GB x 0.02 = 20.00"


def test_reserved_slots_bill_by_the_hour(bill):
    values = {"location": "US", "slot_capacity": 100, "edition": "ENTERPRISE"}
    assert bill("google_bigquery_reservation", values, region="us") == [
        "Slots (enterprise): 73000 slot-hours x 0.06 = 4380.00"
    ]


def test_half_a_spanner_node_costs_half(bill):
    values = {"processing_units": 500, "edition": "ENTERPRISE"}
    assert bill("google_spanner_instance", values, region=REGION)[0] == (
        "Nodes (enterprise): 365 hours x 1.23 = 448.95"
    )


def test_each_bigtable_cluster_bills_in_its_own_region(bill):
    clusters = [{"zone": "us-central1-b", "num_nodes": 2}, {"zone": "europe-west3-a"}]
    lines = bill("google_bigtable_instance", {"cluster": clusters}, region="")
    assert lines[:2] == [
        "cluster[0] > Nodes: 1460 hours x 0.65 = 949.00",
        "cluster[1] > Nodes: 730 hours x 0.78 = 569.40",
    ]


def test_filestore_bills_its_capacity_by_tier(bill):
    values = {"tier": "BASIC_HDD", "location": "us-central1-a", "file_shares": [{"capacity_gb": 1024}]}
    assert bill("google_filestore_instance", values, region=REGION) == ["Capacity (BASIC_HDD): 1024 GB x 0.16 = 163.84"]


def test_an_alloydb_primary_has_two_nodes_unless_it_is_zonal(bill):
    machine = [{"cpu_count": 4}]
    two = bill("google_alloydb_instance", {"machine_config": machine}, region=REGION)
    one = bill("google_alloydb_instance", {"machine_config": machine, "availability_type": "ZONAL"}, region=REGION)
    assert two[0] == "vCPUs (4 x 2): 5840 hours x 0.06608 = 385.91"
    assert one[0] == "vCPUs (4 x 1): 2920 hours x 0.06608 = 192.95"


def test_dataproc_bills_for_machines_and_a_cent_for_each_of_their_vcpus(bill):
    disks = [{"boot_disk_size_gb": 100}]
    master = {"num_instances": 1, "machine_type": "e2-standard-4", "disk_config": disks}
    config = {"master_config": [master], "worker_config": [{"num_instances": 0}]}
    assert bill("google_dataproc_cluster", {"cluster_config": [config]}, region=REGION) == [
        "master_config > Instance usage (Linux/UNIX, on-demand, e2-standard-4): 730 hours x 0.13402284 = 97.84",
        "master_config > Dataproc: 730 hours x 0.04 = 29.20",
        "master_config > Standard provisioned storage (pd-standard): 100 GB x 0.04 = 4.00",
    ]


def test_composer_bills_what_its_components_ask_for(bill):
    worker = [{"cpu": 1, "memory_gb": 4, "storage_gb": 2, "min_count": 1, "max_count": 3}]
    values = {"config": [{"workloads_config": [{"worker": worker}]}]}
    assert bill("google_composer_environment", values, region=REGION)[0] == (
        "Composer 2 vCPUs: 730 hours x 0.045 = 32.85"
    )


def test_a_dataflow_job_bills_its_workers_hours(bill):
    usage = {"monthly_worker_hours": 100}
    assert bill("google_dataflow_job", {"machine_type": "n1-standard-2"}, usage=usage, region=REGION) == [
        "Workers' vCPUs (batch): 100 hours x 0.112 = 11.20",
        "Workers' memory (batch): 100 hours x 0.0266775 = 2.67",
        "Workers' disks (25 GB): 100 hours x 0.00135 = 0.14",
        "Shuffle data processed: usage GB x 0.011",
    ]


def test_recaptcha_is_flat_to_a_hundred_thousand_and_by_the_thousand_beyond(bill):
    assert bill("google_recaptcha_enterprise_key", {}, usage={"monthly_assessments": 150500}, region="") == [
        "reCAPTCHA Enterprise assessments (10K–100K tier): 1 monthly flat fee x 8 = 8.00",
        "reCAPTCHA Enterprise assessments (>100K tier): 51 1k assessments x 1 = 51.00",
    ]


def test_scheduled_jobs_workstations_and_feature_stores_say_their_prices(bill):
    nodes = {"online_serving_config": [{"fixed_node_count": 2}]}
    assert bill("google_cloud_scheduler_job", {}, region=REGION) == ["Cloud Scheduler jobs: 1 jobs x 0.1 = 0.10"]
    assert bill("google_workstations_workstation_cluster", {}, region=REGION) == [
        "Workstation cluster: 730 hours x 0.2 = 146.00"
    ]
    assert bill("google_vertex_ai_featurestore", nodes, region=REGION) == [
        "Online serving nodes: 1460 hours x 0.94 = 1372.40"
    ]


def test_a_streaming_job_bills_its_disks_or_its_engine(bill):
    usage = {"job_type": "streaming", "monthly_worker_hours": 10, "monthly_streaming_data_gb": 50}
    own = bill("google_dataflow_job", {}, usage=usage, region=REGION)
    engine = bill("google_dataflow_job", {"enable_streaming_engine": True}, usage=usage, region=REGION)
    assert own[2:] == ["Workers' disks (400 GB): 10 hours x 0.0216 = 0.22"]
    assert engine[2:] == [
        "Workers' disks (30 GB): 10 hours x 0.00162 = 0.02",
        "Streaming Engine data processed: 50 GB x 0.018 = 0.90",
    ]


def test_an_environment_that_does_not_say_what_it_asks_for_is_unpriced_and_not_free(bill):
    assert bill("google_composer_environment", {}, region=REGION) == [
        "Composer: unpriced, what its components ask for is not said in `workloads_config`",
        "Environment (small): unpriced, the price book has no price of composer environment/small in us-central1",
    ]


def test_composer_1_is_unpriced_and_not_free(bill):
    values = {"config": [{"software_config": [{"image_version": "composer-1.20.12-airflow-1.10.15"}]}]}
    assert bill("google_composer_environment", values, region=REGION) == [
        "Composer: unpriced, what the machines of Composer 1 cost is not in the price book"
    ]


def test_valkey_nodes_cost_what_those_of_a_redis_cluster_do(bill):
    values = {"shard_count": 3, "replica_count": 1, "node_type": "STANDARD_SMALL"}
    values |= {"persistence_config": [{"mode": "AOF"}], "automated_backup_config": [{}]}
    assert bill("google_memorystore_instance", values, region=REGION) == [
        "Node (standard small): 4380 hours x 0.1425 = 624.15",
        "AOF persistence: 14600 GB x 0.000547945 = 8.00",
        "Backups: usage GB x 0.0811103",
    ]


def test_what_a_node_of_an_unknown_size_keeps_on_disk_is_unpriced(bill):
    values = {"shard_count": 1, "node_type": "CUSTOM_PICO", "persistence_config": [{"mode": "AOF"}]}
    assert bill("google_memorystore_instance", values, region=REGION)[1] == (
        "Valkey persistence: unpriced, how much memory a node of the type custom pico has is not known"
    )


def test_spanner_in_several_regions_has_no_price_in_the_book(bill):
    assert bill("google_spanner_instance", {"config": "nam3", "num_nodes": 1}, region=REGION)[0] == (
        "Spanner nodes: unpriced, what the configuration nam3 of several regions costs is not in the price book"
    )


def test_alloydb_is_dearer_in_zurich(bill):
    values = {"machine_config": [{"cpu_count": 2}], "availability_type": "ZONAL"}
    assert bill("google_alloydb_instance", values, region="europe-west6") == [
        "vCPUs (2 x 1): 1460 hours x 0.0925113392 = 135.07",
        "Memory (16 GB x 1): 11680 hours x 0.015679888 = 183.14",
    ]
