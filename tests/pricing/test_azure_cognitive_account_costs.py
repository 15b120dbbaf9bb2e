"""What Azure AI services bill for."""

_ACCOUNT = "azurerm_cognitive_account"


def test_speech_bills_by_use(bill):
    usage = {"monthly_speech_to_text_standard_hrs": 10, "monthly_text_to_speech_neural_chars": 2_000_000}
    lines = bill(_ACCOUNT, {"kind": "SpeechServices", "sku_name": "S0"}, usage=usage, region="eastus")
    assert lines[0] == "Speech to text: 10 hours x 1 = 10.00"
    assert "Text to speech neural: 2 1M chars x 15 = 30.00" in lines


def test_a_commitment_bills_whether_used_or_not(bill):
    key = "monthly_commitment_speech_to_text_standard"
    usage = {f"{key}_hrs": 2000, f"{key}_overage_hrs": 10}
    lines = bill(_ACCOUNT, {"kind": "SpeechServices", "sku_name": "S0"}, usage=usage, region="eastus")
    assert lines[-2:] == [
        "Speech to text (commitment): 2000 hours x 0.8 = 1600.00",
        "Speech to text (overage): 10 hours x 0.8 = 8.00",
    ]
    assert not any(line.startswith("Speech to text:") for line in lines)


def test_an_amount_that_cannot_be_committed_to_is_unpriced(bill):
    usage = {"monthly_commitment_speech_to_text_standard_hrs": 1}
    lines = bill(_ACCOUNT, {"kind": "SpeechServices", "sku_name": "S0"}, usage=usage, region="eastus")
    assert lines[-1] == (
        "Speech to text (commitment): unpriced, "
        "the price book has no price of cognitive_services commitment/azure/stt/1 in eastus"
    )


def test_language_bills_by_tiers(bill):
    usage = {"monthly_language_text_analytics_records": 600_000}
    assert bill(_ACCOUNT, {"kind": "TextAnalytics", "sku_name": "S"}, usage=usage, region="eastus")[:2] == [
        "Text analytics (first 500K): 500 1K records x 1 = 500.00",
        "Text analytics (500K-2.5M): 100 1K records x 0.75 = 75.00",
    ]


def test_f0_is_free_and_openai_bills_by_its_deployments(bill):
    assert bill(_ACCOUNT, {"kind": "SpeechServices", "sku_name": "F0"}, region="eastus") == []
    assert bill(_ACCOUNT, {"kind": "OpenAI", "sku_name": "S0"}, region="eastus") == []


def test_a_kind_that_the_book_lacks_is_unpriced(bill):
    assert bill(_ACCOUNT, {"kind": "Face", "sku_name": "S0"}, region="eastus") == [
        "Uses: unpriced, the price book holds no prices of Azure AI services of the kind `Face`",
    ]
