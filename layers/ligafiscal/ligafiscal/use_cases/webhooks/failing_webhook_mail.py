"""What a business is told about a webhook that fails: Spanish first, English below."""

from ligafiscal.domain.organization import Organization
from ligafiscal.domain.plain_text import one_line
from ligafiscal.domain.webhook import Webhook
from ligafiscal.integrations.mail import Message
from ligafiscal.texts import LANGUAGES, texts
from ligafiscal.use_cases.webhooks.check_health import Notice

SENDER = "Liga Fiscal"


def message(organization: Organization, webhook: Webhook, notice: Notice) -> Message:
    """A text without HTML. It names the webhook by its address, without the query, which may hold a token."""
    sections = [texts(language)["webhook_mail"] for language in LANGUAGES]
    named = {"business": one_line(organization.name), "url": webhook.url.partition("?")[0], "id": webhook.id}
    parts = [
        "\n\n".join(section[line].format(**named) for line in ("greeting", notice.value, f"{notice.value}_next"))
        for section in sections
    ]
    subject = " / ".join(section[f"{notice.value}_subject"].format(**named) for section in sections)
    return Message(SENDER, None, subject, ("\n\n" + "-" * 70 + "\n\n").join(parts) + "\n")
