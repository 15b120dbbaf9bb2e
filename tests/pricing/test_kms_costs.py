"""What KMS keys bill for."""

_KEY = "Customer master key: 1 months x 1 = 1.00"


def test_a_symmetric_key_bills_by_the_month_and_says_what_requests_cost(bill):
    assert bill("aws_kms_key", {"customer_master_key_spec": "SYMMETRIC_DEFAULT"}) == [
        _KEY,
        "Requests: usage 10k requests x 0.03",
        "ECC GenerateDataKeyPair requests: usage 10k requests x 0.1",
        "RSA GenerateDataKeyPair requests: usage 10k requests x 12",
    ]


def test_rsa_2048_answers_at_a_price_of_its_own(bill):
    assert bill("aws_kms_key", {"customer_master_key_spec": "RSA_2048"}, usage={"monthly_requests": 100_000}) == [
        _KEY,
        "Requests (RSA 2048): 10 10k requests x 0.03 = 0.30",
    ]


def test_other_asymmetric_keys_cost_more_to_ask(bill):
    assert bill("aws_kms_key", {"customer_master_key_spec": "ECC_NIST_P256"}, region="eu-central-1") == [
        _KEY,
        "Requests (asymmetric): usage 10k requests x 0.15",
    ]


def test_an_external_key_and_a_replica_bill_as_keys(bill):
    assert bill("aws_kms_external_key", {}) == [_KEY]
    assert bill("aws_kms_replica_key", {}) == [_KEY]


def test_a_spec_that_is_not_known_leaves_the_key_priced(bill):
    assert bill("aws_kms_key", {}, unknown={"customer_master_key_spec": True}, unset=False) == [
        _KEY,
        "Requests: unpriced, `customer_master_key_spec` is known only after apply",
    ]
