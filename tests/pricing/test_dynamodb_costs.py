"""What DynamoDB tables bill for."""


def _target(resource, dimension, low, high, name="target"):
    values = {"scalable_dimension": dimension, "min_capacity": low, "max_capacity": high}
    return resource("aws_appautoscaling_target", values, name=name)


_USE = [
    "Data storage: usage GB x 0.25",
    "On-demand backup storage: usage GB x 0.1",
    "Table data restored: usage GB x 0.15",
    "Streams read request unit (sRRU): usage sRRUs x 0.0000002",
]


def test_provisioned_capacity_bills_by_the_unit(bill):
    values = {"billing_mode": "PROVISIONED", "read_capacity": 30, "write_capacity": 20}
    assert bill("aws_dynamodb_table", values) == [
        "Write capacity unit (WCU): 20 WCU x 0.4745 = 9.49",
        "Read capacity unit (RCU): 30 RCU x 0.0949 = 2.85",
        *_USE,
    ]


def test_an_on_demand_table_bills_by_the_request_and_has_its_own_prices_in_another_region(bill):
    values = {"billing_mode": "PAY_PER_REQUEST"}
    usage = {"monthly_write_request_units": 3_000_000}
    assert bill("aws_dynamodb_table", values, usage=usage, region="eu-west-1")[:3] == [
        "Write request unit (WRU): 3000000 WRUs x 0.000000705 = 2.12",
        "Read request unit (RRU): usage RRUs x 0.0000001415",
        "Data storage: usage GB x 0.283",
    ]


def test_point_in_time_recovery_is_shown_where_it_is_on(bill):
    values = {"billing_mode": "PAY_PER_REQUEST", "point_in_time_recovery": [{"enabled": True}]}
    assert bill("aws_dynamodb_table", values, usage={"pitr_backup_storage_gb": 100})[3] == (
        "Point-In-Time Recovery (PITR) backup storage: 100 GB x 0.2 = 20.00"
    )


def test_a_target_scales_reads_between_its_bounds(bill, resource):
    target = _target(resource, "dynamodb:table:ReadCapacityUnits", 5, 100)
    values = {"read_capacity": 30, "write_capacity": 20}
    assert bill("aws_dynamodb_table", values, users=[target])[:2] == [
        "Write capacity unit (WCU): 20 WCU x 0.4745 = 9.49",
        "Read capacity unit (RCU, autoscaling): 5 RCU x 0.0949 = 0.47",
    ]


def test_indexes_have_a_capacity_of_their_own(bill):
    index = {"name": "by_user", "read_capacity": 2, "write_capacity": 4}
    values = {"read_capacity": 1, "write_capacity": 1, "global_secondary_index": [index]}
    assert bill("aws_dynamodb_table", values)[2:4] == [
        "Global secondary index (by_user) > Write capacity unit (WCU): 4 WCU x 0.4745 = 1.90",
        "Global secondary index (by_user) > Read capacity unit (RCU): 2 RCU x 0.0949 = 0.19",
    ]


def test_a_replica_bills_at_the_prices_of_its_region(bill):
    values = {"read_capacity": 1, "write_capacity": 20, "replica": [{"region_name": "us-west-1"}]}
    assert bill("aws_dynamodb_table", values)[-1] == (
        "Global table (us-west-1) > Replicated write capacity unit (rWCU): 20 rWCU x 0.52925 = 10.58"
    )


def test_the_infrequent_class_stores_cheaper_and_reads_dearer(bill):
    values = {"read_capacity": 10, "write_capacity": 10, "table_class": "STANDARD_INFREQUENT_ACCESS"}
    assert bill("aws_dynamodb_table", values)[:3] == [
        "Write capacity unit (WCU): 10 WCU x 0.5913 = 5.91",
        "Read capacity unit (RCU): 10 RCU x 0.1168 = 1.17",
        "Data storage: usage GB x 0.1",
    ]


def test_an_unknown_capacity_leaves_the_rest_shown(bill):
    values = {"read_capacity": 10}
    lines = bill("aws_dynamodb_table", values, unknown={"write_capacity": True}, unset=False)
    assert lines == ["Capacity: unpriced, `write_capacity` is known only after apply", *_USE]
