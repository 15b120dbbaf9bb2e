"""What Compute Engine bills for: machines, disks, images, groups, reservations."""

import pytest

REGION = "us-central1"


def test_a_month_of_a_machine_has_the_whole_sustained_use_discount(bill):
    assert bill("google_compute_instance", {"machine_type": "n1-standard-16"}, region=REGION) == [
        "Instance usage (Linux/UNIX, on-demand, n1-standard-16): 730 hours x 0.5319972 = 388.36"
    ]


def test_a_quarter_of_a_month_has_no_sustained_use_discount(bill):
    usage = {"monthly_hrs": 100}
    assert bill("google_compute_instance", {"machine_type": "f1-micro"}, usage=usage, region=REGION) == [
        "Instance usage (Linux/UNIX, on-demand, f1-micro): 100 hours x 0.0076 = 0.76"
    ]


def test_half_a_month_of_an_n2_has_half_of_its_smaller_discount(bill):
    usage = {"monthly_hrs": 365}
    assert bill("google_compute_instance", {"machine_type": "n2-standard-4"}, usage=usage, region=REGION) == [
        "Instance usage (Linux/UNIX, on-demand, n2-standard-4): 365 hours x 0.1813970004 = 66.21"
    ]


def test_a_spot_machine_has_its_own_price_and_no_discount_by_the_old_argument_and_the_new(bill):
    old = {"machine_type": "f1-micro", "scheduling": [{"preemptible": True}]}
    new = {"machine_type": "f1-micro", "scheduling": [{"provisioning_model": "SPOT"}]}
    expected = ["Instance usage (Linux/UNIX, preemptible, f1-micro): 730 hours x 0.000684 = 0.50"]
    assert bill("google_compute_instance", old, region=REGION) == expected
    assert bill("google_compute_instance", new, region=REGION) == expected


def test_a_custom_machine_bills_vcpus_memory_and_extended_memory_apart(bill):
    assert bill("google_compute_instance", {"machine_type": "n2-custom-2-20480-ext"}, region=REGION) == [
        "Custom instance CPU (Linux/UNIX, on-demand, N2 2 vCPUs): 730 hours x 0.05311823624 = 38.78",
        "Custom Instance RAM (Linux/UNIX, on-demand, N2 16 GB): 730 hours x 0.05695631552 = 41.58",
        "Custom Instance Extended RAM (Linux/UNIX, on-demand, N2 4 GB): 730 hours x 0.03056764 = 22.31",
    ]


def test_an_e2_custom_machine_has_no_sustained_use_discount(bill):
    lines = bill("google_compute_instance", {"machine_type": "e2-custom-2-4096"}, region=REGION)
    assert lines[0] == "Custom instance CPU (Linux/UNIX, on-demand, E2 2 vCPUs): 730 hours x 0.0458044 = 33.44"


def test_a_windows_machine_has_a_licence_a_larger_disk_and_its_address(bill):
    values = {
        "machine_type": "projects/p/zones/z/machineTypes/e2-standard-4",
        "boot_disk": [{"initialize_params": [{"image": "windows-cloud/windows-2022", "type": "pd-balanced"}]}],
        "network_interface": [{"access_config": [{}]}],
    }
    assert bill("google_compute_instance", values, region="europe-west3") == [
        "Instance usage (Linux/UNIX, on-demand, e2-standard-4): 730 hours x 0.172671 = 126.05",
        "Balanced provisioned storage (pd-balanced): 50 GB x 0.12 = 6.00",
        "Licence (Windows Server): 730 hours x 0.184 = 134.32",
        "External IP address: 730 hours x 0.005 = 3.65",
    ]


def test_gpus_that_are_attached_are_discounted_and_those_of_the_family_are_in_its_price(bill):
    gpus = [{"type": "nvidia-tesla-t4", "count": 2}]
    attached = {"machine_type": "n1-standard-1", "guest_accelerator": gpus}
    built_in = {"machine_type": "g2-standard-4", "guest_accelerator": [{"type": "nvidia-l4", "count": 1}]}
    assert bill("google_compute_instance", attached, region=REGION)[1] == (
        "NVIDIA Tesla T4 (on-demand): 1460 hours x 0.245 = 357.70"
    )
    assert len(bill("google_compute_instance", built_in, region=REGION)) == 1


def test_a_stopped_instance_bills_for_its_disks_alone(bill):
    values = {"machine_type": "e2-medium", "desired_status": "TERMINATED", "boot_disk": [{"initialize_params": [{}]}]}
    assert bill("google_compute_instance", values, region=REGION) == [
        "Standard provisioned storage (pd-standard): 10 GB x 0.04 = 0.40"
    ]


def test_a_machine_type_that_is_known_only_later_leaves_the_other_lines(bill):
    values = {"boot_disk": [{"initialize_params": [{"size": 40, "type": "pd-ssd"}]}]}
    lines = bill("google_compute_instance", values, region=REGION, unknown={"machine_type": True}, unset=False)
    assert lines == [
        "Instance usage: unpriced, `machine_type` is known only after apply",
        "SSD provisioned storage (pd-ssd): 40 GB x 0.17 = 6.80",
    ]


def test_a_machine_type_that_does_not_exist_is_unpriced(bill):
    assert bill("google_compute_instance", {"machine_type": "e9-huge-1"}, region=REGION) == [
        (
            "Instance usage (Linux/UNIX, on-demand, e9-huge-1): unpriced, "
            "the price book has no price of machines e9-huge-1 in us-central1"
        )
    ]


def test_local_ssd_comes_in_partitions_of_375_gigabytes(bill):
    values = {"machine_type": "f1-micro", "scratch_disk": [{"interface": "NVME"}, {"interface": "NVME"}]}
    assert bill("google_compute_instance", values, region=REGION)[1] == (
        "Local SSD provisioned storage: 750 GB x 0.08 = 60.00"
    )


def test_a_balanced_hyperdisk_bills_performance_beyond_what_it_includes(bill):
    values = {"type": "hyperdisk-balanced", "size": 200, "provisioned_iops": 5000, "provisioned_throughput": 290}
    assert bill("google_compute_disk", values, region="europe-west1") == [
        "Hyperdisk provisioned storage (hyperdisk-balanced): 200 GB x 0.088 = 17.60",
        "Provisioned IOPS: 2000 IOPS x 0.006 = 12.00",
        "Provisioned throughput: 150 MBps x 0.044 = 6.60",
    ]


def test_a_regional_disk_costs_what_its_two_copies_do(bill):
    assert bill("google_compute_region_disk", {"type": "pd-ssd", "size": 50}, region="us-east4") == [
        "SSD provisioned storage (pd-ssd): 50 GB x 0.374 = 18.70"
    ]


def test_a_disk_is_as_large_as_what_it_is_made_of(bill, resource):
    image = resource("google_compute_image", {"disk_size_gb": 30})
    assert bill("google_compute_disk", {}, region=REGION, linked={"image": [image]}) == [
        "Standard provisioned storage (pd-standard): 30 GB x 0.04 = 1.20"
    ]


def test_a_disk_in_a_region_that_the_book_lacks_is_unpriced(bill):
    assert bill("google_compute_disk", {"size": 1}, region="moon-east1") == [
        "Standard provisioned storage (pd-standard): unpriced, the price book knows no region `moon-east1`"
    ]


def test_a_snapshot_is_kept_in_a_multi_region_unless_told(bill):
    usage = {"storage_gb": 10}
    assert bill("google_compute_snapshot", {}, usage=usage, region="") == ["Storage: 10 GB x 0.065 = 0.65"]
    told = {"storage_locations": ["europe-west1"]}
    assert bill("google_compute_snapshot", told, usage=usage, region="") == ["Storage: 10 GB x 0.05 = 0.50"]


def test_a_group_bills_as_many_of_its_template_as_its_autoscaler_keeps(bill, resource):
    disks = [{"disk_size_gb": 20, "disk_type": "pd-ssd"}]
    template = resource("google_compute_instance_template", {"machine_type": "e2-medium", "disk": disks})
    policy = [{"min_replicas": 2, "max_replicas": 5}]
    lines = bill(
        "google_compute_instance_group_manager",
        {"version": [{}]},
        region=REGION,
        linked={"version.instance_template": [template]},
        users=[resource("google_compute_autoscaler", {"autoscaling_policy": policy})],
    )
    assert lines == [
        "Instance usage (Linux/UNIX, on-demand, e2-medium): 1460 hours x 0.03350571 = 48.92",
        "disk[0] > SSD provisioned storage (pd-ssd): 40 GB x 0.17 = 6.80",
    ]


def test_a_group_whose_template_is_not_in_the_plan_says_so_once(bill):
    assert bill("google_compute_instance_group_manager", {"target_size": 2}, region=REGION) == [
        "Instances: unpriced, the instance template is not in the plan"
    ]


def test_a_reservation_bills_as_running_machines_do(bill):
    values = {"specific_reservation": [{"count": 2, "instance_properties": [{"machine_type": "e2-medium"}]}]}
    assert bill("google_compute_reservation", values, region=REGION) == [
        "Instance usage (Linux/UNIX, on-demand, e2-medium): 1460 hours x 0.03350571 = 48.92"
    ]


def test_a_node_of_one_tenant_costs_a_tenth_more_than_its_machine(bill, resource):
    template = resource("google_compute_node_template", {"node_type": "n1-node-96-624"})
    assert bill(
        "google_compute_node_group", {"initial_size": 1}, region=REGION, linked={"node_template": [template]}
    ) == ["Sole-tenant nodes (n1-node-96-624): 730 hours x 4.37247888 = 3191.91"]


def test_a_large_memory_machine_has_its_price_by_its_older_name(bill):
    assert bill("google_compute_instance", {"machine_type": "n1-megamem-96"}, region=REGION) == [
        "Instance usage (Linux/UNIX, on-demand, n1-megamem-96): 730 hours x 7.456512 = 5443.25"
    ]


def test_a_licence_without_a_price_in_the_book_is_unpriced_and_not_free(bill):
    boot = [{"initialize_params": [{"image": "ubuntu-os-pro-cloud/ubuntu-pro-2204-lts"}]}]
    assert bill("google_compute_instance", {"machine_type": "e2-medium", "boot_disk": boot}, region=REGION)[-1] == (
        "Licence (Ubuntu Pro): unpriced, the price book has no price of licence ubuntu-pro/vcpu in global"
    )


@pytest.mark.parametrize(
    ("kind", "size", "performance"),
    [
        ("hyperdisk-throughput", "2048 GB x 0.005 = 10.24", "100 MBps x 0.25 = 25.00"),
        ("hyperdisk-ml", "100 GB x 0.08 = 8.00", "100 MBps x 0.12 = 12.00"),
    ],
)
def test_throughput_bills_apart_on_disks_that_are_bought_by_it(bill, kind, size, performance):
    assert bill("google_compute_disk", {"type": kind, "provisioned_throughput": 100}, region=REGION) == [
        f"Hyperdisk provisioned storage ({kind}): {size}",
        f"Provisioned throughput: {performance}",
    ]


def test_a_hyperdisk_in_two_zones_costs_twice(bill):
    values = {"type": "hyperdisk-balanced-high-availability", "size": 100, "provisioned_iops": 4000}
    values["provisioned_throughput"] = 140
    assert bill("google_compute_region_disk", values, region=REGION) == [
        "Hyperdisk provisioned storage (hyperdisk-balanced-high-availability): 100 GB x 0.16 = 16.00",
        "Provisioned IOPS: 1000 IOPS x 0.01 = 10.00",
    ]


def test_machines_of_a_template_have_its_addresses_and_licences(bill, resource):
    values = {"machine_type": "e2-medium", "network_interface": [{"access_config": [{}]}]}
    values["disk"] = [{"source_image": "rhel-cloud/rhel-9", "disk_size_gb": 20}]
    linked = {"version.instance_template": [resource("google_compute_instance_template", values)]}
    group = {"version": [{}], "target_size": 2}
    assert bill("google_compute_instance_group_manager", group, region=REGION, linked=linked) == [
        "Instance usage (Linux/UNIX, on-demand, e2-medium): 1460 hours x 0.03350571 = 48.92",
        "Licence (RHEL): 1460 hours x 0.0288 = 42.05",
        "disk[0] > Standard provisioned storage (pd-standard): 40 GB x 0.04 = 1.60",
        "External IP address: 1460 hours x 0.005 = 7.30",
    ]
