"""Every page a customer can meet, in the browser: what it says, that it fits a narrow phone, and whose it is."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.browser.browsing import NARROW_PHONE, PHONE, Visitor
from tests.browser.conftest import Arrive, widest_and_narrowest
from tests.browser.portal import GOOD, OTHER, Links, request
from tests.sdk import organizations
from tests.sdk.official_sdk import Sdk
from tests.sdk.test_edit_links import COMPLETE

BRAND = "#1F6F5C"
Reach = Callable[[Visitor, Links], int]


class Place(NamedTuple):
    """A page, how to get to it (its status is what `reach` returns), and its heading in both languages."""

    name: str
    status: int
    reach: Reach
    es: str
    en: str
    # Whose page it is can only be said when the key is genuine.
    branded: bool = True


def opening(state: str) -> Reach:
    return lambda visitor, links: visitor.open(getattr(links, state)())


def fill_well(visitor: Visitor) -> None:
    visitor.fill(**{name.replace(".", "_"): value for name, value in GOOD.items()})


def saving_nothing(visitor: Visitor, links: Links) -> int:
    visitor.open(links.open())
    return visitor.save()


def saving_wrong_abroad(visitor: Visitor, links: Links) -> int:
    visitor.open(links.open())
    visitor.fill(address_country="USA", tax_id="no number", address_zip="x")
    return visitor.save()


def saving_well(visitor: Visitor, links: Links) -> int:
    visitor.open(links.open())
    fill_well(visitor)
    return visitor.save()


def saving_after_somebody_else(visitor: Visitor, links: Links) -> int:
    url = links.open()
    visitor.open(url)
    fill_well(visitor)
    assert request("POST", url, OTHER).status == 303
    return visitor.save()


def saving_after_a_renewal(visitor: Visitor, links: Links) -> int:
    customer = links.sdk.create({}, {"createEditLink": True})
    visitor.open(customer["edit_link"])
    fill_well(visitor)
    links.sdk.update(customer["id"], {}, {"createEditLink": True})
    return visitor.save()


def saving_too_late(visitor: Visitor, links: Links) -> int:
    customer = links.sdk.create({}, {"createEditLink": True})
    visitor.open(customer["edit_link"])
    fill_well(visitor)
    links.expire(customer["id"])
    return visitor.save()


def saving_too_much(visitor: Visitor, links: Links) -> int:
    visitor.open(links.open())
    visitor.fill(legal_name="x" * 70_000)
    return visitor.save()


def posting_elsewhere(visitor: Visitor, links: Links) -> int:
    visitor.open(links.open())
    visitor.page.locator("form:has(#tax_id)").evaluate("form => { form.action = '/logos/' + '0'.repeat(32) + '.png' }")
    return visitor.save()


def asking_for_another(visitor: Visitor, links: Links) -> int:
    visitor.open(links.expired())
    with visitor.page.expect_navigation() as navigation:
        visitor.page.locator("form button").click()
    response = navigation.value
    assert response is not None
    return response.status


def going_nowhere(visitor: Visitor, links: Links) -> int:
    return visitor.open(links.stack["portal_url"] + "/nothing/here")


FORM = ("Tus datos fiscales", "Your tax information")
SAVED = ("Listo, guardamos tus datos", "Done, your information is saved")
REPLACED = ("Hay un enlace más reciente", "There is a newer link")
EXPIRED = ("Este enlace ya venció", "This link has expired")
UNKNOWN = ("No encontramos esta página", "We cannot find this page")

PLACES = [
    Place("open", 200, opening("open"), *FORM),
    Place("form with mistakes", 422, saving_nothing, *FORM),
    Place("form with mistakes from abroad", 422, saving_wrong_abroad, *FORM),
    Place("saved", 200, saving_well, *SAVED),
    Place("saved, opened again", 200, opening("used"), *SAVED),
    Place(
        "used by somebody else", 409, saving_after_somebody_else, "Este enlace ya se usó", "This link was already used"
    ),
    Place("replaced", 410, opening("replaced"), *REPLACED),
    Place("replaced meanwhile", 410, saving_after_a_renewal, *REPLACED),
    Place("expired", 410, opening("expired"), *EXPIRED),
    Place("asked for another", 200, asking_for_another, "Revisa tu correo", "Look in your e-mail"),
    Place("expired and removed", 410, opening("removed"), *EXPIRED),
    Place("expired meanwhile", 410, saving_too_late, *EXPIRED),
    Place("customer deleted", 404, opening("orphaned"), *UNKNOWN, branded=False),
    Place("forged", 404, opening("forged"), *UNKNOWN, branded=False),
    Place("no page", 404, going_nowhere, *UNKNOWN, branded=False),
    Place(
        "wrong method", 405, posting_elsewhere, "Esta página no se abre así", "This page does not open this way", False
    ),
    Place("too much", 413, saving_too_much, "Es demasiado texto", "That is too much text", False),
]


@pytest.mark.parametrize("place", [pytest.param(place, id=place.name) for place in PLACES])
@pytest.mark.parametrize(("locale", "language"), [("es-MX", "es"), ("en-US", "en")], ids=["es", "en"])
def test_each_page_says_what_it_is_and_whose_and_fits_a_narrow_phone(
    arrive: Arrive, links: Links, place: Place, locale: str, language: str
) -> None:
    visitor = arrive(locale=locale, viewport=NARROW_PHONE)

    assert place.reach(visitor, links) == place.status
    assert (visitor.language, visitor.heading) == (language, getattr(place, language))
    assert signs_of_the_business(visitor) == (ALL_SIGNS if place.branded else set())
    assert faults(visitor) == []


ALL_SIGNS = {"logo", "colour", "name", "mail", "phone"}


def signs_of_the_business(visitor: Visitor) -> set[str]:
    """What a page shows of the demo business. A logo counts when the browser has it, not when it is asked for."""
    page = visitor.page
    logo = page.locator("img.logo")
    signs = {
        "logo": logo.count() == 1 and logo.evaluate("image => image.complete && image.naturalWidth > 0"),
        "colour": page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--brand')").upper()
        == BRAND,
        "name": "Cafetería Huatabampo" in page.content(),
        "mail": page.locator('a[href="mailto:facturas@cafeteria-huatabampo.example"]').count() == 1,
        "phone": page.locator('a[href="tel:6471234567"]').count() == 1,
    }
    return {name for name, shown in signs.items() if shown}


@pytest.mark.parametrize(
    "name",
    [
        "W" * 100,
        "Distribuidora Internacional de Refacciones Automotrices y Servicios Integrales del Noroeste de México",
        "شركة الورق مكسيكو",
    ],
    ids=["one long word", "many words", "right to left"],
)
def test_any_name_of_a_business_fits_a_narrow_phone(arrive: Arrive, sdk: Sdk, stack: dict[str, Any], name: str) -> None:
    theirs = sdk.with_key(
        organizations.create(stack, name=name[:100], support_email=f"{'a' * 60}@example.com")["test_key"]
    )
    visitor = arrive(viewport=NARROW_PHONE)
    visitor.open(theirs.create({}, {"createEditLink": True})["edit_link"])
    assert faults(visitor) == []
    assert visitor.save() == 422
    assert faults(visitor) == []


@widest_and_narrowest
@pytest.mark.parametrize("locale", ["es-MX", "en-US"])
@pytest.mark.parametrize("known", [{}, COMPLETE], ids=["nothing known", "filled in"])
def test_the_first_thing_to_do_is_on_a_phones_first_screen(
    arrive: Arrive, sdk: Sdk, stack: dict[str, Any], locale: str, known: dict[str, Any]
) -> None:
    # A test key's page is the longest: it says so above everything else.
    theirs = sdk.with_key(organizations.create(stack, name="Distribuidora de Refacciones Automotrices")["test_key"])
    visitor = arrive(locale=locale, viewport=PHONE)
    visitor.open(theirs.create(known, {"createEditLink": True})["edit_link"])
    # The offer to give a document stands before the first field.
    box = visitor.page.locator("label[for=file]").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]


def faults(visitor: Visitor) -> list[str]:
    """What is wrong with a page as it stands: sideways scrolling, lost parts, ids, labels, headings."""
    found: list[str] = visitor.page.evaluate("""() => {
        const all = [...document.querySelectorAll('body *')];
        const ids = all.map(element => element.id).filter(Boolean);
        const pointers = '[aria-describedby], [aria-labelledby], label[for], a[href^="#"]';
        const pointed = [...document.querySelectorAll(pointers)]
            .flatMap(element => [element.getAttribute('aria-describedby'), element.getAttribute('aria-labelledby'),
                element.getAttribute('for'), element.getAttribute('href')?.replace(/^(?!#).*|^#/, '')])
            .flatMap(names => (names || '').split(' ').filter(Boolean));
        const hidden = element => getComputedStyle(element).visibility === 'hidden' || element.closest('.skip');
        return [
            ...(document.documentElement.scrollWidth > innerWidth ? ['scrolls sideways'] : []),
            ...all.filter(element => !hidden(element) && element.getBoundingClientRect().right > innerWidth + 1)
                .map(element => 'beyond the edge: ' + element.tagName + ' ' + element.className),
            ...ids.filter((id, index) => ids.indexOf(id) !== index).map(id => 'id twice: ' + id),
            ...pointed.filter(id => !document.getElementById(id)).map(id => 'points nowhere: ' + id),
            ...[...document.querySelectorAll('input, select')].filter(control => control.labels.length !== 1)
                .map(control => 'without its label: ' + control.name),
            ...[...document.querySelectorAll('button, input:not([type=hidden]), select, summary, a.button')]
                .filter(control => control.getClientRects().length && control.getBoundingClientRect().height < 24)
                .map(control => 'too small to touch: ' + control.tagName),
            ...(document.querySelectorAll('h1').length === 1 ? [] : ['not one h1']),
            ...(document.querySelectorAll('main').length === 1 ? [] : ['not one main']),
            ...(document.title.trim() ? [] : ['no title']),
        ];
    }""")
    return found
