"""What the services that applications are built of bill for, most of them by use."""


def test_a_user_pool_is_of_the_essentials_plan_unless_told_otherwise(bill):
    usage = {"monthly_active_users": 110_000}
    assert bill("aws_cognito_user_pool", {}, usage=usage) == [
        "Active users (essentials, over 10k): 100000 users x 0.015 = 1500.00",
        "Federated users (over 50): usage users x 0.015",
    ]


def test_the_lite_plan_has_tiers(bill):
    lines = bill("aws_cognito_user_pool", {"user_pool_tier": "LITE"}, usage={"monthly_active_users": 110_000})
    assert lines[:2] == [
        "Active users (lite, next 90k): 90000 users x 0.0055 = 495.00",
        "Active users (lite, next 900k): 10000 users x 0.0046 = 46.00",
    ]


def test_the_plus_plan_has_no_free_users(bill):
    lines = bill("aws_cognito_user_pool", {"user_pool_tier": "PLUS"}, usage={"monthly_active_users": 100})
    assert lines[0] == "Active users (plus): 100 users x 0.02 = 2.00"


def test_a_graphql_api_bills_by_query_update_and_minute(bill):
    assert bill("aws_appsync_graphql_api", {}, usage={"monthly_requests": 2_000_000}, region="eu-west-1") == [
        "Query and data modification operations: 2 1M requests x 4 = 8.00",
        "Real-time updates: usage 1M updates x 2",
        "Connection duration: usage 1M minutes x 0.08",
    ]


def test_a_graphql_cache_whose_price_is_not_known_is_unpriced(bill):
    assert bill("aws_appsync_api_cache", {"type": "LARGE"}) == [
        "Cache (LARGE): unpriced, the price book has no price of appsync cache/large in us-east-1"
    ]


def test_an_index_bills_by_edition_and_capacity(bill):
    assert bill("aws_kendra_index", {"edition": "DEVELOPER_EDITION"}) == [
        "Index (developer): 730 hours x 1.125 = 821.25"
    ]
    assert bill("aws_kendra_index", {"capacity_units": [{"query_capacity_units": 2}]}) == [
        "Index (enterprise): 730 hours x 1.4 = 1022.00",
        "Additional query capacity: 1460 hours x 0.7 = 1022.00",
    ]


def test_a_quicksight_user_bills_by_role(bill):
    assert bill("aws_quicksight_user", {"user_role": "READER"}) == ["User (reader): 1 users x 3 = 3.00"]
    assert bill("aws_quicksight_user", {"user_role": "ADMIN_PRO"}) == ["User (admin pro): 1 users x 40 = 40.00"]


def test_a_budget_that_acts_bills_by_the_day(bill):
    assert bill("aws_budgets_budget_action", {}, region="")[0].endswith("days x 0.1 = 3.04")


def test_a_contact_centre_bills_by_minute_and_message(bill):
    assert bill("aws_connect_instance", {}, usage={"monthly_voice_mins": 1000}) == [
        "Voice usage: 1000 minutes x 0.018 = 18.00",
        "Chat messages: usage messages x 0.004",
    ]


def test_a_topic_rule_bills_by_firing_and_acting(bill):
    assert bill("aws_iot_topic_rule", {}, usage={"monthly_rules_triggered": 2_000_000}) == [
        "Rules triggered: 2 1M rules x 0.15 = 0.30",
        "Actions executed: usage 1M actions x 0.15",
    ]


def test_a_timestream_table_bills_for_writing_and_keeping(bill):
    assert bill("aws_timestreamwrite_table", {}, usage={"monthly_writes": 2_000_000, "magnetic_store_gb": 100}) == [
        "Writes: 2 1M writes x 0.5 = 1.00",
        "Memory store: usage GB-hours x 0.036",
        "Magnetic store: 100 GB x 0.03 = 3.00",
    ]


def test_a_ledger_bills_for_writing_reading_and_keeping(bill):
    assert bill("aws_qldb_ledger", {}, usage={"journal_storage_gb": 100})[2] == "Journal storage: 100 GB x 0.03 = 3.00"


def test_throughput_of_a_model_that_the_book_lacks_is_unpriced_but_counted(bill):
    values = {"model_arn": "arn:aws:bedrock:us-east-1::foundation-model/m:1", "model_units": 2}
    assert bill("aws_bedrock_provisioned_model_throughput", values) == [
        "Model units (m:1): unpriced, the price book has no price of bedrock throughput/m:1/none in us-east-1"
    ]


def test_a_guardrail_bills_for_each_policy_that_it_has(bill):
    values = {"topic_policy_config": [{}], "content_policy_config": []}
    assert bill("aws_bedrock_guardrail", values, usage={"monthly_text_units": 10_000}) == [
        "Denied topics: 10 1k text units x 0.15 = 1.50"
    ]


def test_a_gateway_bills_at_most_a_limit_a_month(bill):
    assert bill("aws_storagegateway_gateway", {}, usage={"monthly_data_written_gb": 100_000}) == [
        "Data written: 12500 GB x 0.01 = 125.00"
    ]


def test_a_copy_task_bills_by_its_mode(bill):
    assert bill("aws_datasync_task", {}, usage={"monthly_data_copied_gb": 1000}) == [
        "Data copied: 1000 GB x 0.0125 = 12.50"
    ]
    assert bill("aws_datasync_task", {"task_mode": "ENHANCED"}, usage={"monthly_executions": 2}) == [
        "Data copied: usage GB x 0.015",
        "Task executions: 2 executions x 0.55 = 1.10",
    ]


def test_a_desktop_that_the_book_lacks_is_unpriced(bill):
    values = {"workspace_properties": [{"compute_type_name": "VALUE", "running_mode": "AUTO_STOP"}]}
    assert bill("aws_workspaces_workspace", values) == [
        "Workspace (value): unpriced, the price book has no price of workspaces auto_stop/value/month in us-east-1",
        "Usage (value): unpriced, the price book has no price of workspaces auto_stop/value/hour in us-east-1",
    ]


def test_a_dedicated_address_for_mail_bills_by_the_month(bill):
    assert bill("aws_sesv2_dedicated_ip_assignment", {}) == ["Dedicated IP: 1 addresses x 24.95 = 24.95"]
