"""The business as its customers see it, on pages and in mails."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from ligafiscal.domain.organization import LOOK, Look, Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class Business(Look):
    """What is shown of a business. All but `sender` is None where we do not know whose page it is; `sender` is what a
    sentence calls it then.
    """

    sender: str

    def plain(self, sentence: str) -> str:
        """`sentence` with `{business}` filled in, for places that take no markup."""
        return sentence.replace("{business}", self.name or self.sender)

    def marked(self, sentence: str) -> Markup:
        """`sentence` with the name set apart, so that a name in another direction cannot reorder the sentence."""
        name = escape(self.sender) if self.name is None else Markup("<bdi>{}</bdi>").format(self.name)
        return escape(sentence).replace("{business}", name)


def shown(organization: Organization | None, sender: str) -> Business:
    """What is shown of an organization."""
    if organization is None:
        return Business(sender=sender)
    return Business(sender=sender, **{name: getattr(organization, name) for name in LOOK})
