"""KMS: keys by the month, and requests by what kind of key answers them."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_line
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "kms"
_UNIT: Final = "10k requests"
_KEY: Final = "monthly_requests"
_TEN_THOUSAND: Final = 10_000
# Key specs that are neither symmetric nor RSA 2048 (https://aws.amazon.com/kms/pricing/, 2025-01).
_ASYMMETRIC: Final = ("RSA_", "ECC_", "SM2", "ML_DSA_")


def customer_key(_: Subject) -> Iterator[Line]:
    """A key, be it the original, a replica or one whose material is brought along."""
    yield monthly("Customer master key", "months", 1, Rate(_TABLE, "key"))


def requests(key: Subject) -> Iterator[Line]:
    """What is asked of a key, by its spec; unset, it is symmetric."""
    spec = key.text("customer_master_key_spec", "SYMMETRIC_DEFAULT")
    if spec == "RSA_2048":
        yield _line(key, "Requests (RSA 2048)", _KEY, "requests/rsa_2048")
    elif spec.startswith(_ASYMMETRIC):
        yield _line(key, "Requests (asymmetric)", _KEY, "requests/asymmetric")
    else:
        yield _line(key, "Requests", _KEY, "requests")
        pairs = "monthly_ecc_generate_data_key_pair_requests"
        yield _line(key, "ECC GenerateDataKeyPair requests", pairs, "requests/ecc_data_key_pair")
        pairs = "monthly_rsa_generate_data_key_pair_requests"
        yield _line(key, "RSA GenerateDataKeyPair requests", pairs, "requests/rsa_data_key_pair")


def _line(key: Subject, name: str, usage_key: str, item: str) -> Line:
    return use_line(key, name, _UNIT, usage_key, Rate(_TABLE, item), _TEN_THOUSAND)


MODELS: Final[Models] = {
    "aws_kms_key": (customer_key, requests),
    "aws_kms_external_key": (customer_key,),
    "aws_kms_replica_key": (customer_key,),
    "aws_kms_replica_external_key": (customer_key,),
}
