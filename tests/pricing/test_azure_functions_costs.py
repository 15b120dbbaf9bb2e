"""What function apps and logic apps bill for."""

OLD_PLAN = "azurerm_app_service_plan"
PLAN = "azurerm_service_plan"
USAGE = {"monthly_executions": 3_540_123, "execution_duration_ms": 495, "memory_mb": 490}


def test_runs_pay_for_their_memory_in_steps_and_their_time(bill):
    assert bill("azurerm_linux_function_app", {}, usage=USAGE, region="eastus") == [
        "Execution time: 876180.4425 GB-seconds x 0.000016 = 14.02",
        "Executions: 3.540123 1M requests x 0.2 = 0.71",
    ]


def test_the_shortest_run_and_the_least_memory_are_billed(bill):
    usage = {"monthly_executions": 3_000_000, "execution_duration_ms": 50, "memory_mb": 10}
    assert bill("azurerm_function_app", {}, usage=usage, region="eastus")[0] == (
        "Execution time: 37500 GB-seconds x 0.000016 = 0.60"
    )


def test_without_usage_the_prices_are_shown(bill):
    assert bill("azurerm_windows_function_app", {}, region="westeurope") == [
        "Execution time: usage GB-seconds x 0.000016",
        "Executions: usage 1M requests x 0.2",
    ]


def test_a_premium_plan_pays_for_its_instances_not_for_runs(bill, resource):
    plan = resource(PLAN, {"sku_name": "EP2", "os_type": "Linux"})
    values = {"linked": {"service_plan_id": [plan]}, "region": "eastus"}
    assert bill("azurerm_linux_function_app", {}, usage={**USAGE, "instances": 2}, **values) == [
        "vCPU (EP2): 4 vCPU x 126.29 = 505.16",
        "Memory (EP2): 14 GB x 8.979 = 125.71",
    ]


def test_an_older_plan_is_premium_by_its_tier_or_kind(bill, resource):
    sku = {"size": "ep1", "tier": "Standard"}
    elastic = resource(OLD_PLAN, {"sku": [sku], "kind": "elastic"})
    plain = resource(OLD_PLAN, {"sku": [sku], "kind": "FunctionApp"})
    about = {"region": "eastus"}
    premium = bill("azurerm_function_app", {}, linked={"app_service_plan_id": [elastic]}, **about)
    runs = bill("azurerm_function_app", {}, linked={"app_service_plan_id": [plain]}, **about)
    assert [line.partition(":")[0] for line in premium] == ["vCPU (EP1)", "Memory (EP1)"]
    assert [line.partition(":")[0] for line in runs] == ["Execution time", "Executions"]


def test_a_plan_of_instances_has_everything_included(bill, resource):
    plan = resource(PLAN, {"sku_name": "S1", "os_type": "Windows"})
    assert bill("azurerm_windows_function_app", {}, region="eastus", linked={"service_plan_id": [plan]}) == []


def test_which_of_several_plans_is_not_guessed(bill, resource):
    plans = [resource(PLAN, {"sku_name": size, "os_type": "Linux"}, name=size) for size in ("EP1", "EP2")]
    assert bill("azurerm_linux_function_app", {}, region="eastus", linked={"service_plan_id": plans})[0] == (
        "Premium instances: unpriced, the code does not say which of several plans the app runs on"
    )


def test_a_logic_app_pays_for_its_plans_instance_and_connectors(bill, resource):
    plan = resource(OLD_PLAN, {"sku": [{"size": "WS1", "tier": "WorkflowStandard"}], "kind": "elastic"})
    usage = {"monthly_standard_connector_calls": 2_000_000}
    about = {"region": "westeurope", "linked": {"app_service_plan_id": [plan]}}
    assert bill("azurerm_logic_app_standard", {}, usage=usage, **about) == [
        "Workflow vCore (WS1): 1 vCore x 143.956 = 143.96",
        "Workflow memory (WS1): 3.5 GB x 10.293 = 36.03",
        "Standard connectors: 2000000 calls x 0.000125 = 250.00",
        "Enterprise connectors: usage calls x 0.001",
    ]


def test_usage_may_tell_the_size_of_a_plan_elsewhere(bill):
    unknown = bill("azurerm_logic_app_standard", {}, region="westeurope")
    told = bill("azurerm_logic_app_standard", {}, usage={"sku": "WS2"}, region="westeurope")
    assert unknown[0] == "Workflow vCore (unknown SKU): usage vCore x 143.956"
    assert told[0] == "Workflow vCore (WS2): 2 vCore x 143.956 = 287.91"


def test_integration_accounts_and_environments(bill):
    account, environment = "azurerm_logic_app_integration_account", "azurerm_integration_service_environment"
    assert bill(account, {"sku_name": "basic"}, region="eastus") == [
        "Integration Account (Basic): 730 hours x 0.410958904 = 300.00"
    ]
    assert bill(account, {"sku_name": "Free"}, region="eastus") == []
    assert bill(environment, {"sku_name": "Premium_3"}, region="eastus") == [
        "Base units: 730 hours x 6.64 = 4847.20",
        "Scale units: 2190 hours x 3.32 = 7270.80",
    ]
    assert bill(environment, {"sku_name": "Developer_0"}, region="eastus") == ["Base units: 730 hours x 1.027 = 749.71"]
