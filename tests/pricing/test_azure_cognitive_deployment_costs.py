"""What Azure OpenAI deployments bill for."""

import pytest


@pytest.fixture
def deployed(bill, resource):
    """Bills a deployment of a model in an account of a region."""

    def billed(name, version=None, sku="Standard", usage=None, region="eastus", capacity=None, **model):
        account = resource("azurerm_cognitive_account", {"kind": "OpenAI"}, region=region)
        values = {
            "model": [{"format": "OpenAI", "name": name, "version": version, **model}],
            "sku": [{"name": sku, "capacity": capacity}],
        }
        linked = {"cognitive_account_id": [account]}
        return bill("azurerm_cognitive_deployment", values, usage=usage, linked=linked, region=None)

    return billed


def test_tokens_bill_by_the_region_of_the_account(deployed):
    usage = {"monthly_language_input_tokens": 40_000_000}
    assert deployed("gpt-4.5-preview", usage=usage) == [
        "Text input (gpt-4.5-preview): 40000 1K tokens x 0.0825 = 3300.00",
        "Text output (gpt-4.5-preview): usage 1K tokens x 0.165",
        "Cached text input (gpt-4.5-preview): usage 1K tokens x 0.04125",
        "Code interpreter sessions: usage sessions x 0.03",
    ]
    assert deployed("gpt-4.5-preview", region="swedencentral")[0] == (
        "Text input (gpt-4.5-preview): usage 1K tokens x 0.09075"
    )


def test_a_batch_costs_half(deployed):
    assert deployed("gpt-4o", "2024-08-06", "GlobalStandard")[0] == "Text input (gpt-4o): usage 1K tokens x 0.0025"
    assert deployed("gpt-4o", "2024-08-06", "GlobalBatch")[0] == "Text input (gpt-4o): usage 1K tokens x 0.00125"


def test_a_version_may_have_its_own_price_and_no_cache(deployed):
    assert deployed("gpt-4o", "2024-05-13", "GlobalStandard")[:2] == [
        "Text input (gpt-4o): usage 1K tokens x 0.005",
        "Text output (gpt-4o): usage 1K tokens x 0.015",
    ]


def test_provisioned_units_bill_by_the_hour_instead_of_tokens(deployed):
    assert deployed("gpt-4o", sku="ProvisionedManaged", capacity=2) == [
        "Provisioned throughput units (gpt-4o): 1460 hours x 2 = 2920.00",
        "Code interpreter sessions: usage sessions x 0.03",
    ]


def test_a_model_that_listens_bills_sound_too(deployed):
    lines = deployed("gpt-4o-mini-realtime-preview", usage={"monthly_audio_input_tokens": 1000})
    assert "Audio input tokens (gpt-4o-mini-realtime-preview): 1 1k tokens x 0.011 = 0.01" in lines


def test_images_bill_by_the_hundred(deployed):
    assert deployed("dall-e-3", usage={"monthly_hd_1024_1792_images": 167}) == [
        "Standard 1024x1024 images (dall-e-3): usage 100 images x 4",
        "Standard 1024x1792 images (dall-e-3): usage 100 images x 8",
        "HD 1024x1024 images (dall-e-3): usage 100 images x 8",
        "HD 1024x1792 images (dall-e-3): 1.67 100 images x 12 = 20.04",
    ]


def test_base_models_bill_use_and_tuning(deployed):
    assert deployed("babbage-002") == [
        "Base model tokens (babbage-002): usage 1K tokens x 7",
        "Fine tuning training (babbage-002): usage hours x 34",
        "Fine tuning hosting (babbage-002): usage hours x 1.7",
        "Fine tuning input (babbage-002): usage 1K tokens x 0.0004",
        "Fine tuning output (babbage-002): usage 1K tokens x 0.0004",
    ]


def test_embeddings_and_speech_bill_in_their_units(deployed):
    usage = {"monthly_text_embedding_tokens": 1_000_000_000, "monthly_text_to_speech_hours": 55.6}
    assert deployed("text-embedding-3-small", usage=usage) == [
        "Text embeddings (text-embedding-3-small): 1000000 1K tokens x 0.00002 = 20.00",
    ]
    assert deployed("whisper", usage=usage) == ["Text to speech (whisper): 55.6 hours x 0.36 = 20.02"]
    assert deployed("tts", region="swedencentral") == ["Text to speech (tts): usage 1M characters x 15"]


def test_a_model_that_nobody_knows_is_unpriced_once(deployed):
    assert deployed("ada") == ["Language tokens: unpriced, the price book holds no model `ada`"]


def test_a_model_that_is_too_new_for_the_book_is_unpriced(deployed):
    assert deployed("gpt-9", sku="GlobalStandard")[0] == (
        "Text input (gpt-9): unpriced, the price book has no price of openai global/gpt-9/input in eastus"
    )
