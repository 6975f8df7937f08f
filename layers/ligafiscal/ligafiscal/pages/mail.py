"""The mail with an edit link: Spanish first, English below, in the business's name and colours."""

from typing import Any

from ligafiscal.domain.joiners import JOINERS
from ligafiscal.domain.organization import Organization
from ligafiscal.integrations.mail import Message
from ligafiscal.pages import business, date, templating
from ligafiscal.pages.brand import palette
from ligafiscal.runtime import settings
from ligafiscal.texts import LANGUAGES, texts
from ligafiscal.use_cases.customers.show_customer import ShownCustomer


def edit_link_message(organization: Organization, shown: ShownCustomer) -> Message:
    """The message that carries a customer's open link."""
    sections: list[dict[str, Any]] = [
        {
            "language": language,
            "t": texts(language)["mail"],
            "page": texts(language)["page"],
            "business": business.shown(organization, texts(language)["page"]["sender"]),
            "expires": date(texts(language), shown.edit_link_expires_at or 0),
        }
        for language in LANGUAGES
    ]
    livemode = shown.customer.tenant.livemode
    name = _one_line(organization.name)
    subjects = [section["t"]["subject"].format(business=name) for section in sections]
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


def _one_line(text: str) -> str:
    """Fit for a header: no line breaks and no other control characters, but the joiners that names may need."""
    return " ".join("".join(mark if mark.isprintable() or mark in JOINERS else " " for mark in text).split())
