"""Copies of one initialised process, as SnapStart makes them: what must differ does, and no copy lives in the past.

Forked from one parent, they begin with the same memory, as copies of a snapshot do.
"""

import json
import subprocess
import sys

import pytest

from ligafiscal.repositories import signing_secrets
from ligafiscal.runtime import clock
from tests.support.handlers import ROOT

# Everything that one copy makes up, at one and the same moment.
MADE_UP = """
import json, os, random
from ligafiscal import pages
from ligafiscal.domain import api_key, edit_link, object_id
from ligafiscal.runtime import deadline
from ligafiscal.repositories import dynamodb
from ligafiscal.domain.signing_secret import SigningSecrets

secret = SigningSecrets.from_json({"current": "s" * 32, "previous": None, "signs_from": 0}).current

class Client:
    def transact_write_items(self, *, TransactItems, ClientRequestToken):
        self.token = ClientRequestToken

def made_up():
    client = Client()
    dynamodb.transact(client, [])
    return {
        "id": object_id.new(1_795_363_200.25),
        "link": edit_link.issue("0" * 24, secret, 0.0).link_id,
        "key": api_key.new(api_key.KeyKind.LIVE),
        "nonce": pages.state_page("es", "unknown", None, livemode=True).nonce,
        "token": client.token,
        "wait": waited(),
    }

def waited():
    seconds = []
    deadline.time.sleep, sleep = seconds.append, deadline.time.sleep
    deadline.pause(3)
    deadline.time.sleep = sleep
    return str(seconds[0])

made_up()
state = random.getstate()
for copy in range(2):
    if os.fork() == 0:
        # Python seeds `random` anew after a fork; nobody does when a snapshot is restored.
        random.setstate(state)
        print(json.dumps(made_up()), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def copies() -> list[dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", MADE_UP],
        env={"PYTHONPATH": str(ROOT / "layers/ligafiscal"), "TEMPLATES_DIR": str(ROOT / "templates")},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("made", ["id", "link", "key", "nonce", "token", "wait"])
def test_no_two_copies_make_up_the_same(copies: list[dict[str, str]], made: str) -> None:
    first, second = (copy[made] for copy in copies)
    assert first
    assert first != second


def test_a_copy_that_wakes_up_later_reads_the_secrets_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whatever a snapshot holds is as old as the version: caches go by the clock, which a copy reads when it runs.
    texts = iter(["before the snapshot", "after it was restored"])
    monkeypatch.setattr(
        signing_secrets,
        "read_text",
        lambda *_: json.dumps({"current": next(texts), "previous": None, "signs_from": 0}),
    )
    monkeypatch.setenv("PORTAL_SECRET_ID", "PortalSecret")
    signing_secrets.forget()
    monkeypatch.setattr(clock, "now", lambda: 1_795_363_200.0)
    asleep = signing_secrets.read(None)
    assert signing_secrets.read(None) is asleep
    monkeypatch.setattr(clock, "now", lambda: 1_795_363_200.0 + signing_secrets.MAX_AGE_SECONDS)
    assert signing_secrets.read(None).current.name != asleep.current.name
    signing_secrets.forget()
