"""Stopping the stack and starting it again on the same state: whoever holds a link or a key notices nothing."""

from pathlib import Path
from typing import Any

from tests.integration.conftest import COMPLETE, FORM, OTHER_FORM, path_of
from tests.integration.web import Browser
from tests.support import processes, stack_process
from tests.support.handlers import Response


def test_links_keys_and_answers_outlive_a_restart_and_sigterm_ends_every_process(tmp_path: Path) -> None:
    process = stack_process.start(tmp_path)
    first = stack_process.wait_until_ready(process, tmp_path)
    api, portal = Browser(first["api_url"], first["test_key"]), Browser(first["portal_url"])
    complete = api.api("POST", "/customers", COMPLETE).json
    unfilled = _create(api, "unfilled").json
    used = _create(api, "used").json
    replaced = _create(api, "replaced").json
    renewed = api.api("PUT", f"/customers/{replaced['id']}?createEditLink=true", {}).json
    assert portal.submit(path_of(used), FORM).status == 303
    for client in (api, portal):
        client.close()
    family = processes.family(process.pid)
    assert stack_process.stop(process) == 0

    # The stack, its engine, its AWS services and a function or more: none is left.
    assert len(family) >= 4
    assert processes.still_there(family, seconds=0) == []

    port = first["portal_url"].rpartition(":")[2]
    with stack_process.running_stack(tmp_path, PORTAL_PORT=port) as second:
        api, portal = Browser(second["api_url"], first["test_key"]), Browser(second["portal_url"])
        live = Browser(second["api_url"], first["live_key"])
        try:
            assert api.api("GET", f"/customers/{complete['id']}").json == complete
            assert api.api("GET", f"/customers/{unfilled['id']}").json == unfilled
            assert api.api("GET", f"/customers/{renewed['id']}").json == renewed
            assert (live.api("GET", "/customers").status, live.api("GET", "/customers").json["total_results"]) == (
                200,
                0,
            )
            # Even the repeat of a request that was made before.
            replay = _create(api, "unfilled")
            assert (replay.status, replay.json) == (200, unfilled)

            assert portal.send("GET", path_of(unfilled)).status == 200
            assert portal.send("GET", path_of(replaced)).status == 410
            assert portal.send("GET", path_of(renewed)).status == 200
            # A repeated click across the restart is the same click; another submission is not.
            assert portal.submit(path_of(used), FORM).status == 303
            assert portal.submit(path_of(used), OTHER_FORM).status == 409
            assert portal.submit(path_of(unfilled), FORM).status == 303
            assert api.api("GET", f"/customers/{unfilled['id']}").json["legal_name"] == "DUNDER MIFFLIN"
        finally:
            for client in (api, portal, live):
                client.close()


def _create(api: Browser, key: str) -> Response:
    headers: dict[str, Any] = {"content-type": "application/json", "idempotency-key": key}
    return api.send("POST", "/customers?createEditLink=true", b'{"email": "a@example.com"}', headers)
