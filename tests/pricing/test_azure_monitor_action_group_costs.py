"""What action groups bill for."""

_GROUP = "azurerm_monitor_action_group"


def test_every_receiver_gets_every_notification(bill):
    values = {"email_receiver": [{}, {}], "itsm_receiver": [{}], "azure_app_push_receiver": [{}]}
    assert bill(_GROUP, values, usage={"monthly_notifications": 13000}, region="") == [
        "Email notifications (2): 26000 emails x 0.00002 = 0.52",
        "ITSM connectors (1): 13000 events x 0.005 = 65.00",
        "Push notifications (1): 13000 notifications x 0.00002 = 0.26",
    ]


def test_a_hook_that_signs_in_costs_more(bill):
    values = {"webhook_receiver": [{}, {"aad_auth": [{"object_id": "x"}]}]}
    assert bill(_GROUP, values, region="") == [
        "Secure web hooks (1): usage notifications x 0.00006",
        "Web hooks (1): usage notifications x 0.000006",
    ]


def test_messages_and_calls_bill_by_country(bill):
    values = {"sms_receiver": [{"country_code": "1"}, {"country_code": 34}], "voice_receiver": [{"country_code": "86"}]}
    assert bill(_GROUP, values, region="") == [
        "SMS messages > Country code 1 (1): usage messages x 0.00645",
        "SMS messages > Country code 34 (1): usage messages x 0.088",
        "Voice calls > Country code 86 (1): usage calls x 0.06",
    ]


def test_a_country_that_the_book_lacks_is_unpriced(bill):
    assert bill(_GROUP, {"voice_receiver": [{"country_code": "999"}]}, region="") == [
        "Voice calls > Country code 999 (1): unpriced, the price book has no price of monitor voice/999 in global",
    ]
