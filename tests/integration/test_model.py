"""Whatever is done in whatever order, the product answers what a plain dictionary would."""

import uuid
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ligafiscal.integrations import mail
from ligafiscal.runtime import clock, deadline
from local import engine
from tests.integration.conftest import Deployment
from tests.integration.machine import Clock, Machine
from tests.support import outbox as outboxes
from tests.support.guarantees import Figure
from tests.support.handlers import template

# What a machine that shows something must have met; the rarer cases in the long form only.
COMMON = {
    *("open open", "open used", "open replaced", "open expired", "open unknown", "submit open 303"),
    *("status created", "status sent", "status started", "status expired", "status completed", "status revoked"),
    *("start open", "revoke 200", "revoke 409", "recover mailed"),
}
RARE = {
    *("open revoked", "submit revoked 410", "start revoked", "start unknown", "revoke 404", "revoke expired"),
    *("recover open", "recover used", "recover replaced", "recover revoked", "recover unknown"),
    *("recover again", "recover nobody", "recover no more today"),
    *("submit open 422", "submit used 303", "submit used 409", "submit replaced 410", "submit expired 410"),
    *("submit unknown 404", "create new", "create again", "create 404", "create 409"),
    *("update 200", "update 400", "renew 200", "renew 400"),
}


@pytest.mark.parametrize(("runs", "steps"), [(40, 30), pytest.param(1_000, 50, marks=pytest.mark.prove)])
def test_every_answer_is_the_one_of_the_model(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, figure: Figure, runs: int, steps: int
) -> None:
    long = runs >= 1_000
    machine = machine_on(deployment, monkeypatch)

    def whole() -> int:
        return sum(length == steps for length in machine.lengths)

    run_state_machine_as_test(machine, settings=chosen(40, steps, derandomize=not long))
    # Some runs of Hypothesis's are cut short, of those that vary an earlier one: they do not count.
    while long and whole() < runs:
        run_state_machine_as_test(machine, settings=chosen(100, steps, derandomize=False))

    never_met = (COMMON | RARE if long else COMMON) - {*machine.seen}
    assert never_met == set()
    figure(
        "model", f"{whole():,} runs of {steps} steps and {len(machine.lengths) - whole():,} shorter ones, 0 differences"
    )


def machine_on(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> type[Machine]:
    """The machine on a deployment, with the product's clock in its hands."""

    class OnThisDeployment(Machine):
        pass

    OnThisDeployment.deployment = deployment
    OnThisDeployment.clock = Clock()
    OnThisDeployment.lengths = []
    OnThisDeployment.seen = Counter()
    OnThisDeployment.mails = []
    # The stack's own functions follow its outbox, by another clock: what is due here is this machine's alone.
    outbox = f"Outbox-{uuid.uuid4().hex}"
    engine.create_tables(deployment.dynamodb, {outbox: template().tables["Outbox"]})
    monkeypatch.setenv("OUTBOX_TABLE", outbox)
    monkeypatch.setattr(clock, "now", OnThisDeployment.clock.now)
    # A busy machine may pause for seconds between two steps: the deadline has tests of its own.
    monkeypatch.setattr(deadline, "SECONDS_PER_REQUEST", 3600.0)
    monkeypatch.setattr(deadline, "_ONE_CALL_STARTS", 3600.0)
    monkeypatch.setattr(
        mail, "send", outboxes.delivering(lambda address, message: OnThisDeployment.mails.append((address, message)))
    )
    return OnThisDeployment


def chosen(runs: int, steps: int, *, derandomize: bool) -> settings:
    """What takes long does so by itself; a short form does the same each time."""
    return settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=derandomize,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[*HealthCheck],
    )
