"""10,000 forged and mutated keys, and not one opens a page, breaks anything or reaches AWS.

A text that begins like a key and goes on is led to its first 49 characters, unseen: keys have one width.
"""

import random
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from ligafiscal.domain import base62, edit_link
from ligafiscal.http.resolver import read_secrets
from ligafiscal.runtime import clients
from tests.integration.conftest import FORM, Deployment, path_of, submit
from tests.integration.web import Browser
from tests.integration.wire import Wire
from tests.support.handlers import portal_call

FORGERIES = 10_000
OVER_HTTP = 400
WIDTH = 49
KEY_NUMBERS = 2 ** (8 * 36)

Forge = Callable[[str, random.Random], str]


def random_text(_: str, chance: random.Random) -> str:
    return "".join(chance.choices(base62.ALPHABET, k=WIDTH))


def random_number(_: str, chance: random.Random) -> str:
    """As long and as well spelled as a genuine one: only its signature is missing."""
    return base62.encode(chance.randrange(KEY_NUMBERS), WIDTH)


def other_number_below_the_limit(key: str, chance: random.Random) -> str:
    """The genuine one's customer and link, with another signature."""
    number = base62.decode(key)
    return base62.encode(number >> 128 << 128 | chance.randrange(2**128), WIDTH)


def signature_of_another_customer(key: str, chance: random.Random) -> str:
    """The genuine signature under another customer's id or another link's."""
    return base62.encode(base62.decode(key) ^ (chance.randrange(1, 2**160) << 128), WIDTH)


def flipped_bit(key: str, chance: random.Random) -> str:
    return base62.encode(base62.decode(key) ^ (1 << chance.randrange(288)), WIDTH)


def changed_character(key: str, chance: random.Random) -> str:
    at = chance.randrange(WIDTH)
    return key[:at] + chance.choice(base62.ALPHABET.replace(key[at], "")) + key[at + 1 :]


def swapped_neighbours(key: str, chance: random.Random) -> str:
    at = chance.randrange(WIDTH - 1)
    return key[:at] + key[at + 1] + key[at] + key[at + 2 :]


def dropped(key: str, chance: random.Random) -> str:
    at = chance.randrange(WIDTH)
    return key[:at] + key[at + 1 :]


def inserted(key: str, chance: random.Random) -> str:
    at = chance.randrange(WIDTH + 1)
    return key[:at] + chance.choice(base62.ALPHABET) + key[at:]


def swapped_case(key: str, chance: random.Random) -> str:
    letters = [at for at, character in enumerate(key) if character.isalpha()]
    at = chance.choice(letters)
    return key[:at] + key[at].swapcase() + key[at + 1 :]


def all_one_case(key: str, chance: random.Random) -> str:
    return chance.choice([str.upper, str.lower, str.swapcase])(key)


def padded(key: str, chance: random.Random) -> str:
    around = [
        "0",
        "=",
        ".",
        "-",
        "_",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\0",
        "\u200b",
        "\ufeff",
        "%00",
        "%",
        ";",
        "?",
        "#",
        "'",
    ]
    padding = chance.choice(around) * chance.randrange(1, 4)
    return chance.choice([padding + key, key + padding])


def null_inside(key: str, chance: random.Random) -> str:
    at = chance.randrange(1, WIDTH)
    return key[:at] + chance.choice(["\0", "%00", "\u00ad", "\u202e"]) + key[at:]


def look_alike(key: str, chance: random.Random) -> str:
    """Full-width, mathematical or circled spellings that NFKC would turn into the genuine one."""
    starts = [(0xFF21, 0xFF41, 0xFF10), (0x1D400, 0x1D41A, 0x1D7CE), (0x1D5A0, 0x1D5BA, 0x1D7E2)]
    upper, lower, digit = chance.choice(starts)

    def dressed(character: str) -> str:
        if character.isdigit():
            return chr(digit + int(character))
        first, start = ("A", upper) if character.isupper() else ("a", lower)
        return chr(start + ord(character) - ord(first))

    some = {chance.randrange(WIDTH) for _ in range(chance.choice([1, 3, WIDTH * 10]))}
    return "".join(dressed(character) if at in some else character for at, character in enumerate(key))


def other_digits(key: str, chance: random.Random) -> str:
    """Digits of other scripts, which Python's int() takes for the same numbers."""
    zero = chance.choice([0x0660, 0x06F0, 0x0966, 0xFF10])
    return "".join(chr(zero + int(character)) if character.isdigit() else character for character in key)


def reversed_text(key: str, chance: random.Random) -> str:
    cut = chance.randrange(WIDTH)
    return key[::-1] if cut == 0 else key[cut:] + key[:cut]


def truncated(key: str, chance: random.Random) -> str:
    return key[: chance.randrange(1, WIDTH)]


def repeated(key: str, chance: random.Random) -> str:
    return key * chance.randrange(2, 40)


def another_spelling(key: str, chance: random.Random) -> str:
    """The genuine one's number and a multiple of 2**288, which a decoder that drops bits would take for it."""
    largest = (62**WIDTH - 1 - base62.decode(key)) // KEY_NUMBERS
    return base62.encode(base62.decode(key) + chance.randint(1, largest) * KEY_NUMBERS, WIDTH)


def too_large_a_number(_: str, chance: random.Random) -> str:
    return base62.encode(chance.randrange(KEY_NUMBERS, 62**WIDTH), WIDTH)


def leading_zeros(key: str, chance: random.Random) -> str:
    return "0" * chance.randrange(1, 20) + key


def hostile_text(_: str, chance: random.Random) -> str:
    texts = [
        "../../etc/passwd",
        "<script>",
        "${7*7}",
        "' OR 1=1",
        "%2e%2e",
        "null",
        "-1",
        "0",
        "{}",
        "é" * WIDTH,
        "\U0001f600",
    ]
    return chance.choice(texts) + chance.choice(["", "x", "0" * 40])


FORGERS: list[Forge] = [
    *(random_text, random_number, other_number_below_the_limit, signature_of_another_customer, flipped_bit),
    *(changed_character, swapped_neighbours, dropped, inserted, swapped_case, all_one_case, padded, null_inside),
    *(look_alike, other_digits, reversed_text, truncated, repeated, another_spelling, too_large_a_number),
    *(leading_zeros, hostile_text),
]


def forgeries(genuine: str, number: int) -> list[tuple[str, str]]:
    """Forgers' names and their keys, as many of each, none of them genuine."""
    # The same in every run, so that a failure can be repeated.
    chance = random.Random(20261122)
    made: list[tuple[str, str]] = []
    while len(made) < number:
        forger = FORGERS[len(made) % len(FORGERS)]
        if (text := forger(genuine, chance)) != genuine:
            made.append((forger.__name__, text))
    return made


def expected(method: str, text: str) -> tuple[int, str | None]:
    """The status and the address led to, if any."""
    has_tail = len(text) > WIDTH and set(text[:WIDTH]) <= set(base62.ALPHABET)
    return (308, f"/tax-info/{text[:WIDTH]}") if has_tail and method != "POST" else (404, None)


@pytest.fixture(scope="module")
def genuine(deployment: Deployment) -> str:
    return path_of(deployment.create()).removeprefix("/tax-info/")


def test_no_forged_key_is_read_opened_or_taken_and_none_reaches_aws(
    deployment: Deployment, wire: Wire, genuine: str
) -> None:
    assert portal_call("GET", f"/tax-info/{genuine}").status == 200
    wire.forget()
    statuses: Counter[int] = Counter()
    accepted = []
    for number, (forger, text) in enumerate(forgeries(genuine, FORGERIES)):
        path = "/tax-info/" + quote(text, safe="")
        method = "POST" if number % 10 == 0 else "GET" if number % 3 else "HEAD"
        answer = submit(path, FORM) if method == "POST" else portal_call(method, path)
        statuses[answer.status] += 1
        if (answer.status, answer.headers.get("location")) != expected(method, text):
            accepted.append((forger, answer.status))

    assert accepted == []
    assert statuses.keys() == {404, 308}
    assert statuses[404] > FORGERIES * 3 / 4
    assert wire.operations == []
    assert portal_call("GET", f"/tax-info/{genuine}").status == 200


def test_the_arithmetic_alone_refuses_every_forged_key(deployment: Deployment, genuine: str) -> None:
    verifying = read_secrets().verifying()

    assert edit_link.read_key(genuine, verifying) is not None
    assert [forger for forger, text in forgeries(genuine, FORGERIES) if edit_link.read_key(text, verifying)] == []


def test_a_spelling_that_nfkc_makes_genuine_is_among_the_forged_ones(genuine: str) -> None:
    texts = [text for _, text in forgeries(genuine, FORGERIES)]

    assert any(unicodedata.normalize("NFKC", text) == genuine for text in texts)
    assert any(len(text) == WIDTH and base62_or_none(text) == base62.decode(genuine) % KEY_NUMBERS for text in texts)


def base62_or_none(text: str) -> int | None:
    try:
        return base62.decode(text) % KEY_NUMBERS
    except ValueError:
        return None


def test_a_forged_key_gets_the_same_page_over_http_as_any_other(stack: dict[str, Any]) -> None:
    browser = Browser(stack["portal_url"])
    api = Browser(stack["api_url"], stack["test_key"])
    genuine = path_of(api.api("POST", "/customers?createEditLink=true", {}).json).removeprefix("/tax-info/")
    answers: Counter[int] = Counter()
    for number, (_, text) in enumerate(forgeries(genuine, OVER_HTTP)):
        path = "/tax-info/" + quote(text, safe="")
        method = "POST" if number % 5 == 0 else "GET"
        answer = browser.submit(path, FORM) if method == "POST" else browser.send(method, path)
        assert (answer.status, answer.headers.get("location")) == expected(method, text)
        assert {"content-security-policy", "referrer-policy", "strict-transport-security"} <= answer.headers.keys()
        answers[answer.status] += 1
    opened = browser.send("GET", f"/tax-info/{genuine}")
    for one in (browser, api):
        one.close()

    assert answers.keys() == {404, 308}
    assert opened.status == 200


def test_a_cold_function_reads_the_secret_once_however_many_keys_are_forged(deployment: Deployment, wire: Wire) -> None:
    assert clients.secrets_manager()
    chance = random.Random(1)
    for _ in range(50):
        assert portal_call("GET", "/tax-info/" + random_number("", chance)).status == 404

    assert wire.operations == ["GetSecretValue"]


@pytest.mark.parametrize("end", ["\n", "\n\n", "\r\n", "\u2028"])
def test_a_genuine_id_or_key_with_a_line_break_at_its_end_is_another_one(
    deployment: Deployment, wire: Wire, end: str
) -> None:
    customer = deployment.create()
    broken = quote(end)
    answers = [
        portal_call("GET", path_of(customer) + broken),
        submit(path_of(customer) + broken, FORM),
        *(deployment.call(method, f"/customers/{customer['id']}{broken}", {}) for method in ("GET", "PUT", "DELETE")),
    ]

    # Opened, a link with something behind its key leads to its address.
    assert [answer.status for answer in answers] == [308] + [404] * 4
    assert deployment.version(customer["id"]) == 1
