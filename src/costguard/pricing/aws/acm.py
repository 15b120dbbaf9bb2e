"""Certificates: private authorities by the month, private and exportable certificates when they are issued."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.aws._use import use_line
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "acmpca"
_ISSUED: Final = "billed once, when it is issued"
_SHORT_LIVED: Final = "SHORT_LIVED_CERTIFICATE"


def certificate(certificate: Subject) -> Iterator[Line]:
    """A certificate of a private authority. Public ones are free unless they may be exported."""
    if certificate.has("certificate_authority_arn"):
        rate = Rate(_TABLE, "certificates/first")
        yield by_use("Certificate", "requests", Decimal(1), rate, key="", assumption=_ISSUED)


def exportable_names(certificate: Subject) -> Iterator[Line]:
    """The names of a public certificate whose private key may be exported: by name, wildcards apart."""
    if certificate.text("options.export", "DISABLED") != "ENABLED" or certificate.has("certificate_authority_arn"):
        return
    names = {certificate.text("domain_name"), *certificate.texts("subject_alternative_names")}
    wildcards = sum(name.startswith("*.") for name in names)
    if len(names) > wildcards:
        plain = Decimal(len(names) - wildcards)
        yield monthly("Exportable certificate", "names", plain, Rate(_TABLE, "exportable/name"), assumption=_ISSUED)
    if wildcards:
        rate = Rate(_TABLE, "exportable/wildcard")
        yield monthly("Exportable wildcard certificate", "names", wildcards, rate, assumption=_ISSUED)


def authority(authority: Subject) -> Iterator[Line]:
    """The private authority itself, by what it is for."""
    if _is_short_lived(authority):
        name, item = "Private certificate authority (short-lived certificate mode)", "ca/short_lived_certificate"
    else:
        name, item = "Private certificate authority", "ca/general_purpose"
    yield monthly(name, "months", 1, Rate(_TABLE, item))


def certificates(authority: Subject) -> Iterator[Line]:
    """The certificates that it issues."""
    if _is_short_lived(authority):
        name, item = "Certificates (short-lived)", "certificates/short_lived"
    else:
        name, item = "Certificates ({tier})", "certificates"
    yield use_line(authority, name, "requests", "monthly_requests", Rate(_TABLE, item))


def _is_short_lived(authority: Subject) -> bool:
    return authority.text("usage_mode", "GENERAL_PURPOSE") == _SHORT_LIVED  # the API's default


MODELS: Final[Models] = {
    "aws_acm_certificate": (certificate, exportable_names),
    "aws_acmpca_certificate_authority": (authority, certificates),
}
