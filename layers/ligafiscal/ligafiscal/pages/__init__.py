"""The portal's pages: the form and every state of a link, in a language and in a business's colours."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import escape

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.domain.organization import Organization
from ligafiscal.pages import hints
from ligafiscal.pages.back import WayBack
from ligafiscal.pages.brand import palette
from ligafiscal.pages.business import Business, shown
from ligafiscal.pages.form_fields import fields, in_page_order
from ligafiscal.pages.notice import RECEIPT, Notice
from ligafiscal.pages.problems import Problem, problem
from ligafiscal.pages.templating import Fixed, Frame, Part, environment, made_at_build
from ligafiscal.runtime.clock import MEXICO_CITY
from ligafiscal.texts import LANGUAGES, texts

_FORM = "pages/form.html"

# States for transient failures: trying again may help.
_RETRIED = frozenset({"unavailable", "broken"})


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page, in parts. `nonce` is that of its inline style sheet, and of its script if it is `scripted`: for
    the Content-Security-Policy.
    """

    parts: Sequence[Part]
    nonce: str
    scripted: bool

    @property
    def html(self) -> str:
        return "".join(map(str, self.parts))


def form_page(
    language: str,
    organization: Organization | None,
    *,
    values: Mapping[str, str],
    problems: Sequence[Violation],
    livemode: bool,
    expires_at: int | None,
    unavailable: bool = False,
    kept: bool = False,
    key: str | None = None,
    notice: Notice | None = None,
    receipt: str = "",
    back: WayBack | None = None,
) -> Page:
    """The form, with `values` (by control name, an API path) in it exactly as they are.

    `problems` are told on top, in the page's order, and at their fields. `unavailable` says that nothing could be saved
    just now. `kept` says that the values were typed here and not stored: what leads to the other language takes them
    along then. `expires_at` is in epoch seconds. With the link's `key` the page offers to read a document; `notice`
    says what became of one, and that the page stands at that address. `receipt` goes along with values that were read.
    `back` is where the customer goes afterwards, which is said before.
    """
    text = texts(language)
    # Every customer has a country from the start: that alone is nothing to check.
    known = any(values[name] for name in values if name != "address.country")
    told = in_page_order(problem(text, violation) for violation in problems)
    return _page(
        _FORM,
        language,
        organization,
        slots={
            "fields": fields(language, values, told, notice),
            "expires": "" if expires_at is None else escape(date(text, expires_at)),
            "key": escape(key or ""),
            # To this address without the fragment that a link of the summary left in it: it would lead the next page
            # astray.
            "action": f"/tax-info/{escape(key)}?lang={language}" if notice else "#",
            "home": f"/tax-info/{escape(key)}" if notice else "",
            "receipt": f'<input type="hidden" name="{RECEIPT}" value="{escape(receipt)}">' if receipt else "",
            "notice_title": escape(notice.title) if notice else "",
            "notice_text": "".join(f"<p>{escape(sentence)}</p>" for sentence in notice.sentences) if notice else "",
            "host": escape(back.host if back else ""),
            "rules": _rules(language),
            "script": _script(),
        },
        livemode=livemode,
        problems=told,
        kept=kept or unavailable or bool(problems) or notice is not None,
        unavailable=unavailable,
        expires=expires_at is not None,
        prefilled=known and not problems and not unavailable and not notice,
        offered=key is not None,
        returns=back is not None,
        notice=("" if notice is None else "refused" if notice.refused else "read"),
    )


def state_page(
    language: str,
    state: str,
    organization: Organization | None,
    *,
    livemode: bool = True,
    back: WayBack | None = None,
    recoverable_key: str | None = None,
) -> Page:
    """What stands in the form's place: `state` is a key of the texts' `page.states`, such as `saved` or `expired`.

    `back` is where the customer may go from there. With `recoverable_key`, the key of an expired link, the page offers
    a new one.
    """
    slots: dict[str, Part] = {"key": escape(recoverable_key or "")}
    if back is not None:
        slots |= {"back": escape(back.address), "host": escape(back.host), "script": _way_back_script()}
    return _page(
        "pages/state.html",
        language,
        organization,
        slots=slots,
        livemode=livemode,
        state=state,
        retried=state in _RETRIED,
        returns=back is not None,
        recoverable=recoverable_key is not None,
    )


def state_sentence(language: str, state: str, organization: Organization | None) -> str:
    """What such a page says, for a script to show: what has happened, and what to do next."""
    page = texts(language)["page"]
    words = page["states"][state]
    return shown(organization, page["sender"]).plain(f"{words['title']}. {words['next']}")


def _page(
    template: str,
    language: str,
    organization: Organization | None,
    *,
    slots: Mapping[str, Part | Sequence[Part]],
    problems: tuple[Problem, ...] = (),
    **shape: bool | str,
) -> Page:
    nonce = secrets.token_urlsafe(16)
    business = shown(organization, texts(language)["page"]["sender"])
    # Problems may quote what was typed, which nothing here keeps.
    frame = (_frame.__wrapped__ if problems else _frame)(template, language, business, problems=problems, **shape)
    style = (_colors(business.color), _style("form" if template == _FORM else "state"))
    parts = frame.filled({"nonce": nonce, "style": style, **slots})
    return Page(parts=parts, nonce=nonce, scripted="script" in slots)


@lru_cache(maxsize=128)
def _frame(template: str, language: str, business: Business, **shape: Any) -> Frame:
    """A business's page with everything on it but what differs from one customer and one request to the next."""
    html = (
        environment()
        .get_template(template)
        .render(
            language=language,
            other_languages=[(code, texts(code)["page"]["language"]) for code in LANGUAGES if code != language],
            t=texts(language)["page"],
            d=texts(language)["document"],
            business=business,
            colors=palette(business.color),
            **shape,
        )
    )
    return Frame(html)


def date(text: Mapping[str, Any], moment: int) -> str:
    """A moment (epoch seconds) as people in Mexico City read it."""
    local = datetime.fromtimestamp(moment, UTC).astimezone(MEXICO_CITY)
    words = text["page"]["dates"]
    filled: str = words["format"].format(
        weekday=words["weekdays"][local.weekday()],
        day=local.day,
        month=words["months"][local.month - 1],
        year=local.year,
        hour=local.hour % 12 or 12,
        minute=f"{local.minute:02d}",
        half=words["am" if local.hour < 12 else "pm"],
    )
    return filled


@lru_cache(maxsize=256)
def _colors(color: str | None) -> str:
    return _css("colors.css", colors=palette(color))


@made_at_build("form", "state")
def _style(page: str) -> Fixed:
    return Fixed(_css("style.css", is_form=page == "form"))


def _css(template: str, **values: Any) -> str:
    lines = environment().get_template(template).render(values).splitlines()
    return "".join(line.strip() for line in lines if not line.startswith("/*"))


@made_at_build(*LANGUAGES)
def _rules(language: str) -> Fixed:
    """What the script knows, as JSON that nothing in a page can close."""
    return Fixed(str(htmlsafe_json_dumps(hints.table(texts(language)), ensure_ascii=False, separators=(",", ":"))))


@made_at_build()
def _script() -> Fixed:
    """The script, made short (`make script`); as it is written where it has changed since, so that it is never a stale
    one.
    """
    # By way of Jinja like every other part: where the pages are compiled, there is no file to read.
    written = environment().get_template("form.mjs").render()
    source, _, short = environment().get_template("form.min.mjs").render().partition("\n")
    return Fixed(short if source == f"// {hashlib.sha256(written.encode()).hexdigest()}" else written)


@made_at_build()
def _way_back_script() -> Fixed:
    return Fixed(environment().get_template("back.mjs").render())
