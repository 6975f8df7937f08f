"""The mails about edit links: Spanish first, English below; those to customers in the business's name and colours."""

from enum import StrEnum
from typing import Any

from ligafiscal.domain.customer import Customer
from ligafiscal.domain.joiners import JOINERS
from ligafiscal.domain.organization import Organization
from ligafiscal.domain.tenant import Tenant
from ligafiscal.integrations.mail import Message
from ligafiscal.pages import business, date, templating
from ligafiscal.pages.brand import palette
from ligafiscal.runtime import settings
from ligafiscal.texts import LANGUAGES, texts
from ligafiscal.use_cases.customers.show_customer import ShownCustomer

PRODUCT = "Liga Fiscal"


class Occasion(StrEnum):
    """Why a link is mailed, where nobody at the business has just asked for it."""

    REMINDER = "reminder"
    RECOVERY = "recovery"


def make_ready() -> None:
    """Load what all messages that carry a link have in common."""
    nobody = Customer(id="", tenant=Tenant("", livemode=True), created_at_ms=0, version=0, tax_info={})
    edit_link_message(Organization(id="", account="", name=""), ShownCustomer(nobody, edit_link_expires_at=0))


def edit_link_message(organization: Organization, shown: ShownCustomer, occasion: Occasion | None = None) -> Message:
    """The message that carries a customer's open link."""
    sections: list[dict[str, Any]] = [
        {
            "language": language,
            "t": texts(language)["mail"],
            "own": texts(language)["mail"][occasion] if occasion else texts(language)["mail"],
            "page": texts(language)["page"],
            "business": business.shown(organization, texts(language)["page"]["sender"]),
            "expires": date(texts(language), shown.edit_link_expires_at or 0),
        }
        for language in LANGUAGES
    ]
    livemode = shown.customer.tenant.livemode
    name = _one_line(organization.name)
    subjects = [section["own"]["subject"].format(business=name) for section in sections]
    if not livemode:
        subjects = [f"{section['t']['test_subject']} {one}" for section, one in zip(sections, subjects, strict=True)]
    context = {
        "sections": sections,
        "subject": " / ".join(subjects),
        "link": shown.edit_link,
        "livemode": livemode,
        "organization": organization,
        "colors": palette(organization.color),
        "logo_url": f"{settings.portal_url()}/logos/{organization.logo}" if organization.logo else None,
    }
    environment = templating.environment()
    return Message(
        sender=name,
        reply_to=organization.support_email,
        subject=" / ".join(subjects),
        text=environment.get_template("mail/edit_link.txt").render(context),
        html=environment.get_template("mail/edit_link.html").render(context),
    )


def completed_message(organization: Organization, customer: Customer) -> Message:
    """What a business is told of a customer who is done: whose data are there, by name and ids, and none of the data.
    A text without HTML; the subject, which phones show to whoever looks, names nobody.
    """
    said = [texts(language)["completed_mail"] for language in LANGUAGES]
    named = {
        "business": _one_line(organization.name),
        "name": _one_line(customer.tax_info.get("legal_name", "")),
        "id": customer.id,
        "external_id": _one_line(customer.external_id or ""),
    }
    parts = ("greeting", "text", "id", *(["external_id"] if customer.external_id else []), "next")
    subjects = [section["subject"].format(**named) for section in said]
    if not customer.tenant.livemode:
        tests = [texts(language)["mail"]["test_subject"] for language in LANGUAGES]
        subjects = [f"{test} {one}" for test, one in zip(tests, subjects, strict=True)]
    written = ["\n\n".join(section[part].format(**named) for part in parts) for section in said]
    return Message(PRODUCT, None, " / ".join(subjects), ("\n\n" + "-" * 70 + "\n\n").join(written) + "\n")


def _one_line(text: str) -> str:
    """Fit for a header: no line breaks and no other control characters, but the joiners that names may need."""
    return " ".join("".join(mark if mark.isprintable() or mark in JOINERS else " " for mark in text).split())
