"""The rules of tools/checks/semgrep.yaml catch what they are for and nothing else; `make lint` runs them."""

import json
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from tests.architecture.conftest import ROOT

RULES = ROOT / "tools/checks/semgrep.yaml"

REPOSITORY = "repositories/planted.py"
LOG = "observability.py"

# rule, where it is planted, the line
PLANTED = [
    ("chance-is-the-systems", "a.py", "import random\nkey = random.choice(letters)"),
    ("chance-is-the-systems", "a.py", "import random\nid = random.randbytes(8)"),
    ("chance-is-the-systems", "a.py", "from random import choices\nkey = choices(letters, k=40)"),
    ("chance-is-the-systems", "a.py", "import uuid\nid = uuid.uuid1()"),
    ("secrets-are-compared-in-constant-time", "a.py", "if mac == expected: pass"),
    ("secrets-are-compared-in-constant-time", "a.py", "ok = link.submission == found"),
    ("secrets-are-compared-in-constant-time", "a.py", "ok = _mac(secret, payload) != sent"),
    ("secrets-are-compared-in-constant-time", "a.py", "ok = _digest(body)[:16] == sent"),
    ("secrets-are-compared-in-constant-time-either-way-round", "a.py", "ok = sent == record.digest"),
    (
        "only-observability-writes-the-log",
        "a.py",
        "from ligafiscal.runtime.observability import logger\nlogger.info(event)",
    ),
    (
        "only-observability-writes-the-log",
        "a.py",
        "from ligafiscal import observability\nobservability.logger.info('x')",
    ),
    ("only-observability-writes-the-log", "a.py", "import logging\nlogging.getLogger().warning(body)"),
    ("only-observability-writes-the-log", "a.py", "print(event)"),
    ("no-payload-in-the-log", LOG, "def f(error): logger.error('failed', text=str(error))"),
    ("no-payload-in-the-log", LOG, "def f(error): logger.error('failed', text=error.args)"),
    ("no-payload-in-the-log", LOG, "def f(error): logger.exception('failed')"),
    ("no-payload-in-the-log", LOG, "def f(error): logger.error('failed', exc_info=True)"),
    ("no-payload-in-the-log", LOG, "def f(event): logger.info('request', path=event['rawPath'])"),
    ("no-payload-in-the-log", LOG, "def f(request): logger.info('request', sent=request.body)"),
    ("figures-are-counted-by-name", "a.py", "from ligafiscal import observability\nobservability.count(tax_id)"),
    ("no-address-from-the-request", "a.py", "link = 'https://' + event['headers']['host']"),
    ("no-payload-in-the-log", LOG, "def f(request): logger.info('x', sent=dict(request.headers))"),
    ("no-address-from-the-request", "a.py", "link = app.current_event.headers.get('Host')"),
    ("no-address-from-the-request", "a.py", "link = event['requestContext']['domainName']"),
    ("caches-end-by-the-clock", REPOSITORY, "@lru_cache\ndef read(client): return client.get_item()"),
]
HARMLESS = [
    ("a.py", "import random\n_chance = random.SystemRandom()\nwait = _chance.uniform(0, 1)"),
    ("a.py", "import hmac\nok = hmac.compare_digest(mac, expected)"),
    ("a.py", "ok = link.link_id != key.link_id"),
    ("a.py", "ok = secret is None"),
    ("a.py", "from ligafiscal import observability\nobservability.count(Metric.LINKS_CREATED)"),
    (LOG, "def f(request): logger.error('failed', route=request.route, kind=type(request).__name__)"),
    ("a.py", "@lru_cache\ndef texts(language): return TEXTS[language]"),
]


def caught(target: Path, programs: Path) -> dict[str, set[str]]:
    """{file: rules that it breaks}, in one run."""
    done = subprocess.run(
        [
            programs / "semgrep",
            "scan",
            "--config",
            RULES,
            "--json",
            "--metrics",
            "off",
            "--disable-version-check",
            "--no-git-ignore",
            target,
        ],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(target)},
    )
    answer = json.loads(done.stdout)
    assert answer["errors"] == []
    found: dict[str, set[str]] = defaultdict(set)
    for one in answer["results"]:
        found[str(Path(one["path"]).relative_to(target))].add(one["check_id"].rpartition(".")[2])
    return found


@pytest.fixture(scope="module")
def found(check_programs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    folder = tmp_path_factory.mktemp("planted")
    texts = [(place, text) for _, place, text in PLANTED] + HARMLESS
    for number, (place, text) in enumerate(texts):
        file = folder / str(number) / place
        file.parent.mkdir(parents=True)
        file.write_text(text + "\n", encoding="utf-8")
    return caught(folder, check_programs)


@pytest.mark.parametrize("number", range(len(PLANTED)), ids=lambda number: PLANTED[number][2].splitlines()[-1])
def test_what_is_planted_is_caught(found: dict[str, set[str]], number: int) -> None:
    rule, place, _ = PLANTED[number]
    assert rule in found.get(f"{number}/{place}", set())


@pytest.mark.parametrize("number", range(len(HARMLESS)), ids=lambda number: HARMLESS[number][1].splitlines()[-1])
def test_what_is_harmless_is_let_pass(found: dict[str, set[str]], number: int) -> None:
    assert f"{len(PLANTED) + number}/{HARMLESS[number][0]}" not in found


def test_every_rule_is_shown_to_catch_something() -> None:
    rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"]
    assert {rule["id"] for rule in rules} == {rule for rule, _, _ in PLANTED}
