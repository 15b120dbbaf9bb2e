"""What certificates and private authorities bill for."""


def test_a_public_certificate_is_free(bill):
    assert bill("aws_acm_certificate", {"domain_name": "example.com", "certificate_authority_arn": None}) == []


def test_a_private_certificate_bills_when_it_is_issued(bill):
    assert bill("aws_acm_certificate", {"domain_name": "a.com", "certificate_authority_arn": "arn:aws:acm-pca:x"}) == [
        "Certificate: 1 requests x 0.75 = 0.75"
    ]


def test_an_exportable_certificate_bills_by_name_and_wildcards_apart(bill):
    values = {
        "domain_name": "example.com",
        "subject_alternative_names": ["example.com", "www.example.com", "*.example.com"],
        "options": [{"export": "ENABLED"}],
    }
    assert bill("aws_acm_certificate", values) == [
        "Exportable certificate: 2 names x 15 = 30.00",
        "Exportable wildcard certificate: 1 names x 149 = 149.00",
    ]


def test_an_authority_bills_by_the_month_and_by_the_tiers_of_its_certificates(bill):
    assert bill("aws_acmpca_certificate_authority", {}, usage={"monthly_requests": 20001}) == [
        "Private certificate authority: 1 months x 400 = 400.00",
        "Certificates (first 1K): 1000 requests x 0.75 = 750.00",
        "Certificates (next 9K): 9000 requests x 0.35 = 3150.00",
        "Certificates (over 10K): 10001 requests x 0.001 = 10.00",
    ]


def test_an_authority_for_short_lived_certificates_costs_less(bill):
    assert bill("aws_acmpca_certificate_authority", {"usage_mode": "SHORT_LIVED_CERTIFICATE"}, region="eu-west-1") == [
        "Private certificate authority (short-lived certificate mode): 1 months x 50 = 50.00",
        "Certificates (short-lived): usage requests x 0.058",
    ]


def test_a_mode_that_is_not_known_leaves_both_lines_open(bill):
    assert bill("aws_acmpca_certificate_authority", {}, unknown={"usage_mode": True}, unset=False) == [
        "Authority: unpriced, `usage_mode` is known only after apply",
        "Certificates: unpriced, `usage_mode` is known only after apply",
    ]
