"""What the documents say in numbers, defaults and routes is what the product has.

A document may repeat a fact where its reader needs it; this holds the two together.
"""

import re
from pathlib import Path

import pytest

from ligafiscal.documents import sandbox
from ligafiscal.domain import (
    delivery,
    edit_link,
    event,
    key_ring,
    link_recovery,
    link_reminder,
    secret_rotation,
    subscriptions,
    webhook,
)
from ligafiscal.http import link_options, routes
from ligafiscal.repositories import customer_index, idempotency_records
from ligafiscal.runtime import deadline
from ligafiscal.use_cases.customers import list_customers
from local.template import load_yaml

ROOT = Path(__file__).resolve().parents[2]
README, GUIDE, OPERATIONS = "README.md", "docs/guide.md", "docs/operations.md"
DESIGN, GUARANTEES = "docs/design.md", "docs/guarantees.md"

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
MB = 1024 * 1024


def word(number: float) -> str:
    """A small whole number in words."""
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    assert number == int(number), number
    return names[int(number)]


def whole(quotient: float) -> int:
    assert quotient == int(quotient), quotient
    return int(quotient)


TRIES = f"{word(len(delivery.SCHEDULE))} tries within {sum(delivery.SCHEDULE) // HOUR} hours"
SEARCHED = customer_index.SEARCHED_AT_ONCE * customer_index.MAX_QUERIES

# A document, and a sentence that it has, with the product's own number in it.
FACTS = [
    (README, f"A link lives {word(edit_link.LIFE_SECONDS / DAY)} days and is used once"),
    (README, TRIES),
    (README, f"all of it for {whole(event.LIFE_SECONDS / DAY)} days"),
    (README, f"can be repeated for {whole(idempotency_records.LIFE_SECONDS / HOUR)} hours"),
    (GUIDE, f"one open link per customer for {word(edit_link.LIFE_SECONDS / DAY)} days"),
    (GUIDE, f"A link lasts {word(edit_link.LIFE_SECONDS / DAY)} days to the second"),
    (
        GUIDE,
        f"{whole(edit_link.MIN_LIFE_SECONDS / MINUTE)} minutes to {whole(edit_link.MAX_LIFE_SECONDS / DAY)} days away",
    ),
    (GUIDE, f"up to {link_options.MAX_STATE} characters that come back"),
    (GUIDE, f"a 2xx within {whole(delivery.TIMEOUT_SECONDS)} seconds"),
    (GUIDE, TRIES),
    (GUIDE, f"for {whole(webhook.ROTATION_SECONDS / HOUR)} hours `webhook-signature` is signed with both"),
    (GUIDE, f"the events themselves, of the last {whole(event.LIFE_SECONDS / DAY)} days"),
    (GUIDE, f"another one, up to {link_recovery.DAYS} days later"),
    (GUIDE, f"a day has at most {word(link_recovery.MAX_A_DAY)} such mails per customer"),
    (GUIDE, f"up to {word(link_reminder.MAX_REMINDERS)} whole numbers from 1 to {link_reminder.MAX_HOURS}"),
    (GUIDE, f"SAT's PDF, up to {whole(sandbox.MAX_PDF_BYTES / MB)} MB"),
    (GUIDE, f"the cédula's QR code, up to {whole(sandbox.MAX_PICTURE_BYTES / MB)} MB"),
    (GUIDE, f"the same customer for {whole(idempotency_records.LIFE_SECONDS / HOUR)} hours"),
    (GUIDE, f"looks at {SEARCHED:,} customers a request at most"),
    (GUIDE, f"`total_results` of {list_customers.MAX_RESULTS:,} with"),
    (
        OPERATIONS,
        f"{TRIES.capitalize().replace(' within', ' are made within')}: at once, after 5 s, 5 min, 30 min, 2, 5",
    ),
    (OPERATIONS, f"after {word(webhook.WARNED_AFTER_SECONDS / DAY)} days without a success its business is mailed"),
    (OPERATIONS, f"after {word(webhook.DISABLED_AFTER_SECONDS / DAY)} the webhook is disabled"),
    (OPERATIONS, f"After {word(webhook.FAILURES_BEFORE_PAUSE)} failures in a row its webhook rests"),
    (OPERATIONS, f"both sign for {whole(webhook.ROTATION_SECONDS / HOUR)} hours"),
    (OPERATIONS, f"its deliveries are kept for {whole(event.LIFE_SECONDS / DAY)} days"),
    (OPERATIONS, f"signs {word(secret_rotation.SIGNS_AFTER_SECONDS / MINUTE)} minutes later"),
    (OPERATIONS, f"as long as they live, which is {whole(edit_link.MAX_LIFE_SECONDS / DAY)} days at most"),
    (OPERATIONS, f"rotation within {whole(edit_link.MAX_LIFE_SECONDS / DAY)} days is refused"),
    (
        OPERATIONS,
        f"a PDF of {whole(sandbox.MAX_PDF_BYTES / MB)} MB, a picture of {whole(sandbox.MAX_PICTURE_BYTES / MB)} MB",
    ),
    (
        OPERATIONS,
        f"{whole(sandbox.ADDRESS_SPACE_BYTES / MB)} MB of address space, {word(sandbox.PROCESSOR_SECONDS)} seconds of "
        f"processor and {word(sandbox.WALL_SECONDS)} of wall time",
    ),
    (OPERATIONS, f"A list counts up to {list_customers.MAX_RESULTS:,}"),
    (
        OPERATIONS,
        f"({customer_index.SEARCHED_AT_ONCE:,} customers) a query and makes {customer_index.MAX_QUERIES} queries",
    ),
    (DESIGN, f"answered within {word(deadline.SECONDS_PER_REQUEST)} seconds, whatever hangs"),
    (DESIGN, f"with less than {word(deadline.SECONDS_PER_CALL)} seconds left"),
    (DESIGN, f"looks at {SEARCHED:,} customers at most ({customer_index.MAX_QUERIES} queries)"),
    (DESIGN, f"Totals stop at {list_customers.MAX_RESULTS:,}"),
    (DESIGN, f"{key_ring.MAX_LIVE_KEYS} live keys are the maximum"),
    (DESIGN, f"makes the limit of {subscriptions.MAX_WEBHOOKS} hold"),
    (GUARANTEES, f"within {whole(deadline.SECONDS_PER_REQUEST)} seconds"),
    (GUARANTEES, f"Totals stop at {list_customers.MAX_RESULTS:,}"),
]


def said(document: str) -> str:
    return " ".join((ROOT / document).read_text("utf-8").split())


@pytest.mark.parametrize(("document", "sentence"), FACTS)
def test_a_document_says_the_products_own_number(document: str, sentence: str) -> None:
    assert sentence in said(document)


def test_the_manual_says_the_whole_schedule_of_deliveries() -> None:
    at_once, *later = delivery.SCHEDULE
    assert (at_once, delivery.JITTER) == (0, 1 / 5)
    *waits, last = [
        f"{after} s" if after < MINUTE else f"{whole(after / MINUTE)} min" if after < HOUR else str(whole(after / HOUR))
        for after in later
    ]
    assert f"at once, after {', '.join(waits)} and {last} h, each varied by a fifth" in said(OPERATIONS)


def test_the_manual_says_each_parameters_default() -> None:
    parameters = load_yaml((ROOT / "template.yaml").read_bytes())["Parameters"]
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| ([^|]+) \|", (ROOT / OPERATIONS).read_text("utf-8"), re.MULTILINE)
    told: dict[str, str] = {}
    for names, defaults in rows:
        listed = re.findall(r"`(\w+)`", names)
        if set(listed) <= set(parameters):
            values = defaults.split(", ") if defaults.count(", ") == len(listed) - 1 else [defaults] * len(listed)
            told |= dict(zip(listed, (value.partition(" (")[0] for value in values), strict=True))
    defaults = {name: str(one["Default"]) or "none" for name, one in parameters.items()}
    assert told == defaults


def test_the_manual_counts_the_tables_that_are_kept() -> None:
    resources = load_yaml((ROOT / "template.yaml").read_bytes())["Resources"]
    kinds = [one["Type"] for one in resources.values() if one.get("DeletionPolicy")]
    tables, secrets = (kinds.count(f"AWS::{kind}") for kind in ("DynamoDB::Table", "SecretsManager::Secret"))
    kept = f"{word(tables)} tables, the bucket with the logos and its policy, {word(secrets)} secrets"
    assert kept in said(OPERATIONS)


@pytest.mark.parametrize("document", [README, GUIDE, OPERATIONS, DESIGN])
def test_a_route_that_a_document_names_is_there(document: str) -> None:
    named = re.findall(
        r"`((?:GET|POST|PUT|DELETE|HEAD)(?:`, `(?:GET|PUT|POST|DELETE|HEAD))*) (/[\w{}/.-]*)", said(document)
    )
    assert named
    for methods, path in named:
        filled = re.sub(r"\{\w+\}", "x", path.removeprefix("/v2"))
        known = {
            one for api in (routes.CUSTOMERS_API, routes.PORTAL_API) for one in routes.allowed_methods(api, filled)
        }
        assert set(re.findall(r"\w+", methods)) <= known, path
