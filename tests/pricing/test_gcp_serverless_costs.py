"""What Cloud Run, functions, Pub/Sub, secrets, keys, logs and metrics bill for."""

REGION = "us-central1"


def test_a_service_bills_while_it_answers_and_for_instances_that_it_keeps(bill):
    limits = {"cpu": "2000m", "memory": "1Gi"}
    template = {"containers": [{"resources": [{"limits": limits}]}], "scaling": [{"min_instance_count": 1}]}
    usage = {"monthly_requests": 1000000, "average_request_duration_ms": 100}
    assert bill("google_cloud_run_v2_service", {"template": [template]}, usage=usage, region=REGION) == [
        "CPU allocation time: 200000 vCPU-seconds x 0.000024 = 4.80",
        "Memory allocation time: 100000 GiB-seconds x 0.0000025 = 0.25",
        "Number of requests: 1000000 requests x 0.0000004 = 0.40",
        "CPU of idle minimum instances: 5256000 vCPU-seconds x 0.0000025 = 13.14",
        "Memory of idle minimum instances: 2628000 GiB-seconds x 0.0000025 = 6.57",
    ]


def test_a_service_whose_cpu_is_always_there_bills_for_the_whole_month(bill):
    values = {
        "metadata": [{"annotations": {"run.googleapis.com/cpu-throttling": "false"}}],
        "template": [{"metadata": [{"annotations": {"autoscaling.knative.dev/minScale": "3"}}]}],
    }
    assert bill("google_cloud_run_service", values, region="europe-west3") == [
        "CPU allocation time (tier 2): 7884000 vCPU-seconds x 0.0000216 = 170.29",
        "Memory allocation time (tier 2): 3942000 GiB-seconds x 0.0000024 = 9.46",
    ]


def test_a_job_bills_for_its_tasks(bill):
    usage = {"monthly_job_executions": 10, "average_task_execution_mins": 2}
    values = {"template": [{"task_count": 3, "template": [{"containers": [{}]}]}]}
    assert bill("google_cloud_run_v2_job", values, usage=usage, region=REGION)[0] == (
        "CPU allocation time: 3600 vCPU-seconds x 0.000018 = 0.06"
    )


def test_an_amount_of_memory_that_is_none_is_said(bill):
    values = {"template": [{"containers": [{"resources": [{"limits": {"memory": "much"}}]}]}]}
    assert bill("google_cloud_run_v2_service", values, region=REGION) == ["Service v2: unpriced, `much` is no quantity"]


def test_a_function_bills_time_in_steps_of_a_tenth_of_a_second(bill):
    usage = {"monthly_function_invocations": 10000000, "request_duration_ms": 240, "monthly_outbound_data_gb": 100}
    assert bill("google_cloudfunctions_function", {}, usage=usage, region=REGION) == [
        "CPU: 1200000 GHz-seconds x 0.00001 = 12.00",
        "Memory: 750000 GB-seconds x 0.0000025 = 1.88",
        "Invocations: 10000000 invocations x 0.0000004 = 4.00",
        "Outbound data transfer: 100 GB x 0.12 = 12.00",
    ]


def test_a_function_of_the_second_generation_gets_its_cpu_by_its_memory(bill):
    usage = {"monthly_function_invocations": 1000000, "request_duration_ms": 200}
    values = {"service_config": [{"available_memory": "512M"}]}
    assert bill("google_cloudfunctions2_function", values, usage=usage, region=REGION)[:2] == [
        "CPU allocation time: 66600 vCPU-seconds x 0.000024 = 1.60",
        "Memory allocation time: 100000 GiB-seconds x 0.0000025 = 0.25",
    ]


def test_a_subscription_bills_for_what_it_delivers_and_keeps(bill):
    usage = {"monthly_message_data_tb": 10, "storage_gb": 20}
    assert bill("google_pubsub_subscription", {}, usage=usage, region="") == [
        "Message delivery data: 10 TiB x 40 = 400.00",
        "Retained acknowledged message storage: 20 GiB x 0.27 = 5.40",
        "Snapshot message backlog storage: usage GiB x 0.27",
    ]


def test_a_hardware_key_is_cheaper_beyond_two_thousand_versions(bill):
    template = [{"protection_level": "HSM", "algorithm": "RSA_SIGN_PSS_4096_SHA512"}]
    assert bill("google_kms_crypto_key", {"version_template": template}, usage={"key_versions": 2500}, region="") == [
        "Key versions (first 2K): 2000 months x 2.5 = 5000.00",
        "Key versions (over 2K): 500 months x 1 = 500.00",
        "Operations: usage 10k operations x 0.15",
    ]


def test_rotation_makes_versions(bill):
    assert bill("google_kms_crypto_key", {"rotation_period": "864000s"}, region="")[0] == (
        "Key versions: 3 months x 0.06 = 0.18"
    )


def test_a_secret_bills_in_each_of_its_places(bill, resource):
    managed = [{"replicas": [{"location": "us-east1"}, {"location": "us-west1"}]}]
    values = {"replication": [{"user_managed": managed}]}
    secret = resource("google_secret_manager_secret", values)
    usage = {"active_secret_versions": 100}
    assert bill("google_secret_manager_secret", values, usage=usage, region="")[0] == (
        "Active secret versions: 200 versions x 0.06 = 12.00"
    )
    assert bill("google_secret_manager_secret_version", {}, region="", linked={"secret": [secret]})[0] == (
        "Active secret versions: 2 versions x 0.06 = 0.12"
    )


def test_metrics_fall_in_tiers(bill):
    usage = {"monthly_monitoring_data_mb": 120000}
    assert bill("google_monitoring_metric_descriptor", {}, usage=usage, region="") == [
        "Monitoring data (first 100K): 100000 MB x 0.258 = 25800.00",
        "Monitoring data (next 150K): 20000 MB x 0.151 = 3020.00",
        "API calls: usage 1k calls x 0.01",
    ]


def test_every_sink_and_log_bucket_says_what_a_gigabyte_costs(bill):
    for owner in ("billing_account", "folder", "organization", "project"):
        assert bill(f"google_logging_{owner}_sink", {}, region="") == ["Logging data: usage GB x 0.5"]
        assert bill(f"google_logging_{owner}_bucket_config", {}, region="") == ["Logging data: usage GB x 0.5"]


def test_a_gpu_bills_as_long_as_its_instance_is_there_and_less_without_redundancy(bill):
    limits = {"cpu": "4", "memory": "16Gi", "nvidia.com/gpu": "1"}
    template = {"containers": [{"resources": [{"limits": limits, "cpu_idle": False}]}]}
    template |= {"scaling": [{"min_instance_count": 1}], "node_selector": [{"accelerator": "nvidia-l4"}]}
    kept = {**template, "gpu_zonal_redundancy_disabled": True}
    two_zones = bill("google_cloud_run_v2_service", {"template": [template]}, region="us-central1")
    one_zone = bill("google_cloud_run_v2_service", {"template": [kept]}, region="us-central1")
    assert two_zones[2] == "GPU allocation time (nvidia-l4): 2628000 GPU-seconds x 0.0002909 = 764.49"
    assert one_zone[2] == "GPU allocation time (nvidia-l4): 2628000 GPU-seconds x 0.0001867 = 490.65"


def test_the_gpu_of_a_job_bills_while_its_tasks_run(bill):
    template = {"containers": [{"resources": [{"limits": {"nvidia.com/gpu": "1"}}]}]}
    usage = {"monthly_job_executions": 10, "average_task_execution_mins": 6}
    values = {"template": [{"template": [template], "task_count": 2}]}
    assert bill("google_cloud_run_v2_job", values, usage=usage, region="europe-west4")[2] == (
        "GPU allocation time (nvidia-l4): 7200 GPU-seconds x 0.0001867 = 1.34"
    )


def test_a_number_of_gpus_that_is_none_is_said(bill):
    values = {"template": [{"containers": [{"resources": [{"limits": {"nvidia.com/gpu": "one"}}]}]}]}
    assert bill("google_cloud_run_v2_service", values, region="us-central1")[-1] == (
        "Service gpus: unpriced, `nvidia.com/gpu` is not a number"
    )


def test_delivery_into_bigquery_is_dearer(bill):
    usage = {"monthly_message_data_tb": 2}
    assert bill("google_pubsub_subscription", {"bigquery_config": [{"table": "t"}]}, usage=usage, region="")[0] == (
        "Message delivery data: 2 TiB x 50 = 100.00"
    )
