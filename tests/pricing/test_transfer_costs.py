"""What transfer servers bill for."""


def test_each_protocol_bills_by_the_hour_and_data_by_the_gigabyte(bill):
    usage = {"monthly_data_downloaded_gb": 50, "monthly_data_uploaded_gb": 10}
    assert bill("aws_transfer_server", {"protocols": ["SFTP", "FTP"]}, usage=usage) == [
        "FTP protocol enabled: 730 hours x 0.3 = 219.00",
        "SFTP protocol enabled: 730 hours x 0.3 = 219.00",
        "Data downloaded: 50 GB x 0.04 = 2.00",
        "Data uploaded: 10 GB x 0.04 = 0.40",
    ]


def test_sftp_is_the_default_and_costs_the_same_elsewhere(bill):
    assert bill("aws_transfer_server", {}, region="eu-central-1")[0] == (
        "SFTP protocol enabled: 730 hours x 0.3 = 219.00"
    )


def test_unknown_protocols_leave_the_data_shown(bill):
    assert bill("aws_transfer_server", {}, unknown={"protocols": True}, unset=False) == [
        "Protocols: unpriced, `protocols` is known only after apply",
        "Data downloaded: usage GB x 0.04",
        "Data uploaded: usage GB x 0.04",
    ]
