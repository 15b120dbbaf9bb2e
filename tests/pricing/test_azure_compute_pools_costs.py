"""What machine learning compute, batch pools, dedicated hosts and bastions bill for."""

CLUSTER = "azurerm_machine_learning_compute_cluster"
POOL = "azurerm_batch_pool"
BASTION = "azurerm_bastion_host"


def test_a_machine_learning_instance_is_a_machine(bill):
    assert bill(
        "azurerm_machine_learning_compute_instance",
        {"virtual_machine_size": "STANDARD_DS2_V2"},
        usage={"monthly_hrs": 100},
        region="eastus",
    ) == ["Instance usage (Linux, pay as you go, STANDARD_DS2_V2): 100 hours x 0.146 = 14.60"]


def test_a_cluster_has_its_least_number_of_nodes(bill):
    scale = {"min_node_count": 1, "max_node_count": 4}
    values = {"vm_size": "Standard_DS2_v2", "vm_priority": "Dedicated", "scale_settings": [scale]}
    assert bill(CLUSTER, values, region="eastus") == [
        "Instance usage (Linux, pay as you go, Standard_DS2_v2): 730 hours x 0.146 = 106.58"
    ]
    assert bill(CLUSTER, values, usage={"instances": 3, "monthly_hrs": 100}, region="eastus") == [
        "Instance usage (Linux, pay as you go, Standard_DS2_v2): 300 hours x 0.146 = 43.80"
    ]


def test_hours_for_a_cluster_that_scales_to_nothing_are_those_of_one_node(bill):
    values = {"vm_size": "Standard_DS2_v2", "scale_settings": [{"min_node_count": 0, "max_node_count": 4}]}
    assert bill(CLUSTER, values, usage={"monthly_hrs": 100}, region="eastus")[0].endswith("100 hours x 0.146 = 14.60")
    assert bill(CLUSTER, values, region="eastus")[0].endswith("0 hours x 0.146 = 0.00")


def test_a_pool_pays_for_its_nodes(bill):
    values = {"vm_size": "STANDARD_DS2_V2", "fixed_scale": [{"target_dedicated_nodes": 2}]}
    assert bill(POOL, values, region="eastus") == [
        "Instance usage (Linux, pay as you go, STANDARD_DS2_V2): 1460 hours x 0.146 = 213.16"
    ]


def test_a_formula_tells_no_number_of_nodes(bill):
    values = {"vm_size": "STANDARD_DS2_V2", "auto_scale": [{"formula": "$TargetDedicatedNodes=1"}]}
    assert bill(POOL, values, region="eastus") == [
        "Nodes: unpriced, a formula decides how many nodes there are; give `dedicated_nodes` in the usage file"
    ]
    assert bill(POOL, values, usage={"dedicated_nodes": 1}, region="eastus")[0].endswith("730 hours x 0.146 = 106.58")


def test_nodes_that_azure_may_take_back_are_not_priced_as_others(bill):
    values = {"vm_size": "STANDARD_DS2_V2", "fixed_scale": [{"target_low_priority_nodes": 2}]}
    assert bill(POOL, values, region="eastus")[1].startswith("Instance usage (Linux, spot, STANDARD_DS2_V2): unpriced")


def test_a_dedicated_host_is_unpriced_where_the_book_lacks_it(bill):
    assert bill("azurerm_dedicated_host", {"sku_name": "DSv3-Type1"}, region="eastus") == [
        "Dedicated host (DSv3-Type1): unpriced, the price book has no price of dedicated_host dsv3-type1 in eastus"
    ]


def test_a_bastion_pays_for_its_hours_and_what_goes_out(bill):
    assert bill(BASTION, {}, usage={"monthly_outbound_data_gb": 12_240}, region="australiaeast") == [
        "Bastion host: 730 hours x 0.19 = 138.70",
        "Outbound data transfer (first 10TB): 10240 GB x 0.12 = 1228.80",
        "Outbound data transfer (next 40TB): 2000 GB x 0.085 = 170.00",
    ]


def test_further_instances_of_a_bastion_are_paid(bill):
    assert bill(BASTION, {"sku": "Standard", "scale_units": 5}, region="eastus")[:2] == [
        "Bastion host: 730 hours x 0.29 = 211.70",
        "Additional instances: 2190 hours x 0.14 = 306.60",
    ]


def test_a_bastion_for_developers_is_free(bill):
    assert bill(BASTION, {"sku": "Developer"}, region="eastus") == []
