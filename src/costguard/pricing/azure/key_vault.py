"""Key Vault: operations by the ten thousand, keys in hardware by the month, certificate renewals, managed HSM pools."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "key_vault"
_UNIT: Final = "10K transactions"
_OPERATIONS_A_UNIT: Final = Decimal(10_000)
_USUAL_KEY_BITS: Final = "2048"


def secrets_operations(subject: Subject) -> Iterator[Line]:
    """Reading and writing secrets."""
    yield _operations(subject, "Secrets operations", "monthly_secrets_operations", "operations")


def key_rotations(key: Subject) -> Iterator[Line]:
    """Each rotation that the vault does by itself."""
    name = "monthly_key_rotation_renewals"
    rotations = key.usage.number(name)
    yield by_use("Storage key rotations", "renewals", rotations, Rate(_TABLE, "key_rotations"), key=name)


def software_key(key: Subject) -> Iterator[Line]:
    """Operations with a key that software protects; RSA of 2,048 bits is cheaper than any other."""
    if not _is_hsm(key):
        item = "operations" if _is_simple(key) else "advanced_key_operations"
        yield _operations(key, "Software-protected keys", "monthly_protected_keys_operations", item)


def hardware_key(key: Subject) -> Iterator[Line]:
    """A key in hardware bills by the month if it is used in it, and for its operations."""
    if not _is_hsm(key):
        return
    if _vault_sku(key) != "premium":
        raise NotKnown("only a premium vault has keys in hardware")
    name, simple = "hsm_protected_keys", _is_simple(key)
    keys = key.usage.number(name)
    rate = Rate(_TABLE, "hsm_keys/rsa_2048" if simple else "hsm_keys/advanced")
    title = "HSM-protected keys" if keys is None else "HSM-protected keys ({tier})"
    yield by_use(title, "months", keys, rate, key=name)
    item = "operations" if simple else "advanced_key_operations"
    yield _operations(key, "HSM-protected keys", "monthly_protected_keys_operations", item)


def certificate_renewals(certificate: Subject) -> Iterator[Line]:
    """Each renewal at a certificate authority."""
    key = "monthly_certificate_renewal_requests"
    rate = Rate(_TABLE, "certificate_renewals")
    yield by_use("Certificate renewals", "requests", certificate.usage.number(key), rate, key=key)


def certificate_operations(certificate: Subject) -> Iterator[Line]:
    """All else that is done with a certificate."""
    yield _operations(certificate, "Certificate operations", "monthly_certificate_other_operations", "operations")


def hsm_pool(pool: Subject) -> Iterator[Line]:
    """A pool of hardware security modules, by the hour and its SKU."""
    yield hourly("HSM pools", Rate(_TABLE, f"managed_hsm/{pool.text('sku_name').lower()}"))


def _operations(subject: Subject, name: str, key: str, item: str) -> Line:
    found = subject.usage.number(key)
    quantity = None if found is None else found / _OPERATIONS_A_UNIT
    return by_use(name, _UNIT, quantity, Rate(_TABLE, item), key=key)


def _is_hsm(key: Subject) -> bool:
    return key.text("key_type").lower().endswith("-hsm")


def _is_simple(key: Subject) -> bool:
    is_rsa = key.text("key_type").lower() in ("rsa", "rsa-hsm")
    return is_rsa and key.text("key_size", _USUAL_KEY_BITS) == _USUAL_KEY_BITS


def _vault_sku(key: Subject) -> str:
    vault = next(iter(key.linked("key_vault_id", "azurerm_key_vault")), None)
    if vault is None:
        return "premium"  # a key in hardware needs one
    return vault.text("sku_name").lower()


MODELS: Final[Models] = {
    "azurerm_key_vault_key": (secrets_operations, key_rotations, software_key, hardware_key),
    "azurerm_key_vault_secret": (secrets_operations,),
    "azurerm_key_vault_certificate": (certificate_renewals, certificate_operations),
    "azurerm_key_vault_managed_hardware_security_module": (hsm_pool,),
}
