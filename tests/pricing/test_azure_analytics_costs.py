"""What Synapse, Data Factory, Databricks, HDInsight and Power BI bill for."""

import pytest

WORKSPACE = "azurerm_synapse_workspace"
SPARK = "azurerm_synapse_spark_pool"
MANAGED = "azurerm_data_factory_integration_runtime_managed"


def test_pipelines_in_a_managed_network_have_dearer_runtimes(bill):
    plain = bill(WORKSPACE, {}, region="westeurope")
    managed = bill(WORKSPACE, {"managed_virtual_network_enabled": True}, region="westeurope")
    name = "Data pipeline azure hosted integration runtime: usage hours x"
    assert f"{name} 0.005" in plain
    assert f"{name} 1" in managed
    assert len(plain) == len(managed) == 11


def test_usage_multiplies_units_with_hours(bill):
    usage = {
        "serverless_sql_pool_size_tb": 11,
        "dataflow_basic_instances": 1,
        "dataflow_basic_vcores": 8,
        "monthly_dataflow_basic_hours": 2,
        "monthly_datapipeline_azure_hosted_data_integration_units": 2,
        "monthly_datapipeline_azure_hosted_data_integration_hours": 31,
    }
    lines = bill(WORKSPACE, {}, usage=usage, region="westeurope")
    assert lines[0] == "Serverless SQL pool size: 11 TB x 5 = 55.00"
    assert lines[1] == "Data flow (basic): 16 vCore-hours x 0.267743 = 4.28"
    assert lines[4] == "Data pipeline azure hosted data integration units: 62 DIU-hours x 0.25 = 15.50"


def test_a_spark_pool_pays_for_its_nodes_where_its_workspace_is(bill, resource):
    workspace = resource(WORKSPACE, {}, region="westeurope")
    about = {"region": None, "linked": {"synapse_workspace_id": [workspace]}}
    fixed = bill(SPARK, {"node_size": "Small", "node_count": 3}, usage={"monthly_hours": 11}, **about)
    scaled = bill(SPARK, {"node_size": "Large", "auto_scale": [{"min_node_count": 4, "max_node_count": 8}]}, **about)
    assert fixed == ["small (3 nodes): 132 vCore-hours x 0.15456 = 20.40"]
    assert scaled == ["large (4 nodes): usage vCore-hours x 0.15456"]


def test_a_dedicated_pool_pays_for_its_units_and_storage(bill, resource):
    workspace = resource(WORKSPACE, {}, region="westeurope")
    about = {"region": None, "linked": {"synapse_workspace_id": [workspace]}}
    usage = {"storage_tb": 2, "disaster_recovery_enabled": False}
    assert bill("azurerm_synapse_sql_pool", {"sku_name": "DW300c"}, usage=usage, **about) == [
        "DWU blocks (DW300c): 730 hours x 4.53 = 3306.90",
        "Storage: 2 TB x 23 = 46.00",
    ]
    assert bill("azurerm_synapse_sql_pool", {"sku_name": "big"}, **about)[0] == (
        "Warehouse: unpriced, `big` is no size of a dedicated SQL pool, such as DW100c"
    )


def test_ssis_nodes_pay_by_size_edition_and_licence(bill):
    included = bill(MANAGED, {"node_size": "Standard_D8_v3"}, region="westeurope")
    own = {"node_size": "Standard_D1_v2", "license_type": "BasePrice", "number_of_nodes": 4}
    assert included[0] == "Compute (D8 v3, Standard, license included): 730 hours x 1.938 = 1414.74"
    assert bill(MANAGED, own, region="westeurope")[0] == "Compute (D1 v2, Standard): 2920 hours x 0.202 = 589.84"


def test_what_pipelines_do_bills_by_use(bill):
    lines = bill(
        MANAGED, {"node_size": "Standard_D8_v3"}, usage={"monthly_orchestration_runs": 10_000}, region="westeurope"
    )
    assert lines[1:] == [
        "Orchestration: 10 1k runs x 1 = 10.00",
        "Data movement activity: usage hours x 0.25",
        "Pipeline activity: usage hours x 1",
        "External pipeline activity: usage hours x 1",
    ]


def test_a_runtime_that_finds_its_place_bills_where_its_factory_is(bill, resource):
    factory = resource("azurerm_data_factory", {}, region="westeurope")
    about = {"region": "autoresolve", "linked": {"data_factory_id": [factory]}}
    lines = bill(
        "azurerm_data_factory_integration_runtime_azure",
        {"location": "AutoResolve", "core_count": 16},
        usage={"monthly_data_flow_hours": 10},
        **about,
    )
    assert lines[0] == "Compute (General Purpose, 16 vCores): 10 hours x 4.283888 = 42.84"
    assert lines[3] == "Pipeline activity: usage hours x 0.005"


def test_a_runtime_of_the_owners_own_has_other_prices(bill):
    assert bill("azurerm_data_factory_integration_runtime_self_hosted", {}, region="westeurope")[:2] == [
        "Orchestration: usage 1k runs x 1.5",
        "Data movement activity: usage hours x 0.1",
    ]


def test_a_factory_pays_for_operations(bill):
    usage = {"monthly_read_write_operation_entities": 100_000}
    assert bill("azurerm_data_factory", {}, usage=usage, region="westeurope") == [
        "Read/Write operations: 2 50k entities x 0.5 = 1.00",
        "Monitoring operations: usage 50k entities x 0.25",
    ]


def test_databricks_pays_for_units_by_tier_and_work(bill):
    workspace = "azurerm_databricks_workspace"
    usage = {"monthly_jobs_compute_dbu_hrs": 100}
    assert bill(workspace, {"sku": "premium"}, usage=usage, region="eastus") == [
        "All-purpose compute DBUs: usage DBU-hours x 0.55",
        "Jobs compute DBUs: 100 DBU-hours x 0.3 = 30.00",
        "Jobs light compute DBUs: usage DBU-hours x 0.22",
    ]
    assert bill(workspace, {"sku": "trial"}, region="eastus") == []


@pytest.mark.parametrize(("size", "cost"), [("A1", "735.91"), ("a5", "11768.40")])
def test_power_bi_pays_for_its_node(bill, size, cost):
    assert bill("azurerm_powerbi_embedded", {"sku_name": size}, region="westeurope")[0].endswith(f" = {cost}")


def test_hdinsight_shows_its_nodes_and_says_that_it_lacks_the_services_price(bill):
    roles = {
        "head_node": [{"vm_size": "Standard_D3_V2"}],
        "worker_node": [{"vm_size": "Standard_D3_V2", "target_instance_count": 3, "number_of_disks_per_node": 2}],
        "zookeeper_node": [{"vm_size": "Standard_D3_V2"}],
    }
    lines = bill("azurerm_hdinsight_kafka_cluster", {"roles": [roles]}, region="eastus")
    assert [line.partition(":")[0] for line in lines] == [
        "Head node (Standard_D3_V2)",
        "Zookeeper node (Standard_D3_V2)",
        "Worker node (Standard_D3_V2)",
        "Managed disks (S30, LRS)",
        "Disk operations",
    ]
    assert lines[0].endswith("unpriced, the price book has no price of hdinsight vcpu in eastus")
    assert lines[3] == "Managed disks (S30, LRS): 6 months x 40.96 = 245.76"
