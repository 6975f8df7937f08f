"""What the state machine does: bodies and forms by name, with what each means (None: always refused), and the steps."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.integration.model import MAX_LINK_SECONDS, MIN_LINK_SECONDS, Fields, Options

LEGAL_ENTITY = {"tax_id": "ABC101010111", "tax_system": "601"}
OTHER_ENTITY = {"tax_id": "EKU9003173C9", "tax_system": "603"}
PERSON = {"tax_id": "CACX7605101P8", "tax_system": "612"}
HUATABAMPO = {"address.zip": "85900"}
CAPITAL = {"address.zip": "06000"}

PAPER = {"legal_name": "DUNDER MIFFLIN", **LEGAL_ENTITY, **HUATABAMPO}
COLD = {"legal_name": "VANCE REFRIGERATION", **OTHER_ENTITY, **CAPITAL}
PAM = {"legal_name": "PAM BEESLY", **PERSON, **CAPITAL}

Sent = Mapping[str, str | None]
Meaning = Fields | None

NEW: dict[str, tuple[Sent, Meaning]] = {
    "nothing": ({}, {}),
    "an address": ({"email": "Pam@Example.com"}, {"email": "Pam@Example.com"}),
    "all of it": ({**PAPER, "legal_name": " Dunder  Mifflin "}, PAPER),
    "all of a person": ({**PAM, "phone": "5555550101"}, {**PAM, "phone": "5555550101"}),
    "a system for others": ({**PAPER, "tax_system": "612"}, {**PAPER, "tax_system": "612"}),
    "a field that is ours": ({"email": "a@example.com", "edit_link": "https://example.com"}, None),
    "no address": ({**PAPER, "email": "pam@"}, None),
}

CHANGES: dict[str, tuple[Sent, Meaning]] = {
    "nothing": ({}, {}),
    "phone": ({"phone": "5555550101"}, {"phone": "5555550101"}),
    "other phone": ({"phone": "5555550202"}, {"phone": "5555550202"}),
    "no phone": ({"phone": None}, {"phone": None}),
    "empty phone": ({"phone": ""}, {"phone": None}),
    "street": ({"address.street": "Madero"}, {"address.street": "Madero"}),
    "no street": ({"address.street": None}, {"address.street": None}),
    "name": ({"legal_name": "schrute granjas"}, {"legal_name": "SCHRUTE GRANJAS"}),
    "Huatabampo": (HUATABAMPO, HUATABAMPO),
    "capital": (CAPITAL, CAPITAL),
    "other entity": (OTHER_ENTITY, OTHER_ENTITY),
    "person": (PERSON, PERSON),
    "system of persons": ({"tax_system": "612"}, {"tax_system": "612"}),
    "system of entities": ({"tax_system": "601"}, {"tax_system": "601"}),
    "no name": ({"legal_name": None}, {"legal_name": None}),
    "no zip": ({"address.zip": None}, {"address.zip": None}),
    "no such RFC": ({"phone": "5555550303", "tax_id": "ABC101332111"}, None),
    "no such zip": ({"phone": "5555550303", "address.zip": "00000"}, None),
    "a field that is ours": ({"phone": "5555550303", "version": "7"}, None),
}

FORMS: dict[str, tuple[dict[str, str], Meaning]] = {
    "paper": ({**PAPER, "legal_name": "Dunder Mifflin"}, PAPER),
    "paper with spaces": ({**PAPER, "legal_name": " DUNDER  mifflin "}, PAPER),
    "cold": (COLD, COLD),
    "person": ({**PAM, "address.street": ""}, {**PAM, "address.street": None}),
    "paper and phone": ({**PAPER, "phone": "5555550404"}, {**PAPER, "phone": "5555550404"}),
    "paper and no phone": ({**PAPER, "phone": ""}, {**PAPER, "phone": None}),
    "no name": ({**PAPER, "legal_name": "  "}, None),
    "no zip at all": ({"legal_name": "DUNDER MIFFLIN", **LEGAL_ENTITY}, None),
    "no such zip": ({**PAPER, "address.zip": "00000"}, None),
    "system of persons": ({**PAPER, "tax_system": "612"}, None),
    "general public": ({**PAPER, "tax_id": "XAXX010101000"}, None),
    "no address": ({**PAPER, "email": "pam@"}, None),
}

BACK = "https://shop.example/pedido?n=7"

# What is asked of a link; some of it is asked too much.
OPTIONS = {
    "none": Options(),
    "five minutes": Options(MIN_LINK_SECONDS),
    "an hour and a way back": Options(3_600, BACK, "pedido 7"),
    "thirty days": Options(MAX_LINK_SECONDS),
    "a way back": Options(return_url=BACK, state=" ñandú "),
    "too soon": Options(MIN_LINK_SECONDS - 1, BACK),
    "too late": Options(MAX_LINK_SECONDS + 1),
}

STATUSES = ["created", "sent", "started", "expired", "completed", "revoked"]

# Eighths are exact in binary: no expected moment is off by rounding.
TICK = 0.125

# Which of those that there are, counted from the newest.
_which = st.integers(0, 4)

# The options of the link that is to be made, None where there is to be none.
_asked = st.one_of(st.none(), st.sampled_from([*OPTIONS]))

# What may happen next, and how often of 45 times. One rule for all, since Hypothesis leaves some rules out of every
# run, and most runs would then be about nothing.
_STEPS: list[tuple[int, str, tuple[st.SearchStrategy[Any], ...]]] = [
    (4, "create", (st.sampled_from([*NEW]), _asked, st.sampled_from([None, None, "one", "two"]))),
    (5, "update", (_which, st.sampled_from([*CHANGES]), _asked)),
    (2, "retrieve", (_which,)),
    (1, "list_by_pages", (st.integers(1, 3), st.integers(1, 4))),
    (1, "list_by_cursors", (st.integers(2, 5),)),
    (1, "search", (st.sampled_from(["mifflin", "VANCE", "pam b", "C1010", "EKU9003173C9", "nobody"]),)),
    (1, "delete", (_which,)),
    (1, "ask_for_a_deleted_customer", (_which,)),
    (1, "ask_from_the_live_side", (_which,)),
    (1, "renew_the_api_key", ()),
    (1, "use_a_revoked_api_key", (_which,)),
    (4, "open", (_which, st.sampled_from(["GET", "GET", "HEAD"]))),
    (5, "submit", (_which, st.sampled_from([*FORMS]))),
    (1, "use_a_forged_link", (_which, st.integers(0, 48), st.sampled_from("0Az"), st.booleans())),
    (2, "start", (_which, st.sampled_from([None, "same-origin", "cross-site"]))),
    (2, "revoke", (_which,)),
    (3, "recover", (_which, st.booleans())),
    (2, "email", (_which, st.sampled_from([None, "a@example.com"]), _asked)),
    (1, "list_links", (st.lists(st.sampled_from(STATUSES), min_size=1, max_size=3, unique=True),)),
    (2, "let_time_pass", (st.sampled_from([1, 299, 3_600, 86_399, 86_400, 604_799, 604_800, 7_776_000]),)),
    (1, "let_time_pass_to_the_end_of_a_link", (_which, st.sampled_from([2 * TICK, TICK, 0.0]))),
    (2, "let_ttl_clean_up", (st.booleans(),)),
    (1, "restart", (st.sampled_from([False, False, False, True]),)),
]
steps = st.one_of([st.tuples(st.just(name), *arguments) for often, name, arguments in _STEPS for _ in range(often)])
