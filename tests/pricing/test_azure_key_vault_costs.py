"""What the keys, secrets and certificates in Azure's Key Vault and its managed HSM bill for."""

import pytest

_KEY = "azurerm_key_vault_key"


@pytest.fixture
def vault(resource):
    """A vault of a SKU, as its keys refer to it."""

    def of(sku):
        return {"key_vault_id": [resource("azurerm_key_vault", {"sku_name": sku}, region="eastus")]}

    return of


def test_a_software_key_bills_for_operations_and_rotations(bill, vault):
    values = {"key_type": "RSA", "key_size": 2048}
    usage = {
        "monthly_secrets_operations": 10_000,
        "monthly_key_rotation_renewals": 10,
        "monthly_protected_keys_operations": 10_000,
    }
    assert bill(_KEY, values, usage=usage, linked=vault("standard"), region="eastus") == [
        "Secrets operations: 1 10K transactions x 0.03 = 0.03",
        "Storage key rotations: 10 renewals x 1 = 10.00",
        "Software-protected keys: 1 10K transactions x 0.03 = 0.03",
    ]


@pytest.mark.parametrize("values", [{"key_type": "RSA", "key_size": 3072}, {"key_type": "EC"}])
def test_operations_with_other_keys_cost_more(bill, vault, values):
    assert bill(_KEY, values, linked=vault("standard"), region="eastus")[2] == (
        "Software-protected keys: usage 10K transactions x 0.15"
    )


def test_keys_in_hardware_get_cheaper_in_number(bill, vault):
    usage = {"hsm_protected_keys": 2000}
    assert bill(_KEY, {"key_type": "EC-HSM"}, usage=usage, linked=vault("premium"), region="eastus")[2:] == [
        "HSM-protected keys (first 250): 250 months x 5 = 1250.00",
        "HSM-protected keys (next 1250): 1250 months x 2.5 = 3125.00",
        "HSM-protected keys (next 2500): 500 months x 0.9 = 450.00",
        "HSM-protected keys: usage 10K transactions x 0.15",
    ]


def test_a_standard_vault_has_no_keys_in_hardware(bill, vault):
    lines = bill(_KEY, {"key_type": "RSA-HSM", "key_size": 2048}, linked=vault("standard"), region="eastus")
    assert lines[2] == "Hardware key: unpriced, only a premium vault has keys in hardware"


def test_a_key_type_known_after_apply_is_unpriced(bill):
    lines = bill(_KEY, {}, unknown={"key_type": True}, unset=False, region="eastus")
    assert "Software key: unpriced, `key_type` is known only after apply" in lines


def test_a_secret_bills_for_operations(bill):
    usage = {"monthly_secrets_operations": 50_000}
    assert bill("azurerm_key_vault_secret", {}, usage=usage, region="japaneast") == [
        "Secrets operations: 5 10K transactions x 0.03 = 0.15"
    ]


def test_a_certificate_bills_for_renewals_and_operations(bill):
    usage = {"monthly_certificate_renewal_requests": 2, "monthly_certificate_other_operations": 100_000}
    assert bill("azurerm_key_vault_certificate", {}, usage=usage, region="westeurope") == [
        "Certificate renewals: 2 requests x 3 = 6.00",
        "Certificate operations: 10 10K transactions x 0.03 = 0.30",
    ]


def test_a_pool_of_modules_bills_by_the_hour(bill):
    pool = "azurerm_key_vault_managed_hardware_security_module"
    assert bill(pool, {"sku_name": "Standard_B1"}, region="eastus") == ["HSM pools: 730 hours x 3.2 = 2336.00"]
