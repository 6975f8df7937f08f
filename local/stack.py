"""The local stack from start to end: `python -m local`, or `make run`.

Read from the environment: API_PORT and PORTAL_PORT (3000 and 3001; 0 = any free one), STATE_DIR (`.local`),
AWS_ENDPOINT_URL_DYNAMODB (a DynamoDB to use in place of an engine of its own), and WEBHOOK_ALLOWED_PRIVATE_CIDRS: as
the template's parameter, so empty for production's rules; without it, receivers on this machine are taken as well.
"""

import asyncio
import fcntl
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any

import aiohttp

from local import demo, engine, secret_values, services
from local import template as sam
from local.background import AsyncInvocations, by_the_clock
from local.demo import DemoError
from local.engine import EngineError
from local.environment import without_an_account
from local.gateway import Gateway
from local.lambda_api import LambdaApi
from local.part import Part
from local.settings import Settings, StackError
from local.streams import Positions, StreamConsumer
from local.workers import BACKGROUND_PROCESSES, PROCESSES, FunctionPool
from tools.openapi import page

ROOT = Path(__file__).resolve().parent.parent
CUSTOMERS_API = "CustomersApi"
PORTAL_API = "PortalApi"
REAP_SECONDS = 15.0


def main() -> int:
    status = 0
    try:
        settings = Settings.from_environment(os.environ)
        own = without_an_account(os.environ)
        os.environ.clear()
        os.environ.update(own)
        asyncio.run(_until_told_to_stop(settings))
    except* (StackError, EngineError, sam.TemplateError, DemoError) as failed:
        print(_first(failed), file=sys.stderr)
        status = 1
    return status


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """One of the errors: what went wrong together has one cause more often than not."""
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


async def _until_told_to_stop(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    running = asyncio.ensure_future(_run(settings))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        stopping.cancel()
        return running.result()
    running.cancel()
    try:
        await running
    except asyncio.CancelledError:
        print("Stopped.", flush=True)


async def _run(settings: Settings) -> None:
    state = settings.state
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = _lock(state)
    try:
        for name in ("stack.json", "endpoints.json"):
            (state / name).unlink(missing_ok=True)
        (state / "logs").mkdir(exist_ok=True)
        async with AsyncExitStack() as ends:
            await _serve(settings, ends)
    finally:
        for name in ("stack.json", "endpoints.json"):
            (state / name).unlink(missing_ok=True)
        lock.close()


async def _serve(settings: Settings, ends: AsyncExitStack) -> None:
    state = settings.state
    # Before anything slow: a port that is taken should be told at once.
    api_listener = ends.enter_context(_listener("API_PORT", settings.api_port))
    portal_listener = ends.enter_context(_listener("PORTAL_PORT", settings.portal_port))
    portal_url = f"http://127.0.0.1:{portal_listener.getsockname()[1]}"

    async with asyncio.TaskGroup() as starting:
        moto = Part("The AWS services (moto)", partial(services.start, state), state, _report)
        starting.create_task(ends.enter_async_context(moto.running()))
        database = Part(
            "DynamoDB Local",
            partial(engine.start, state / "dynamodb", state / "logs" / "dynamodb.log"),
            state,
            _report,
        )
        if settings.dynamodb is None:
            starting.create_task(ends.enter_async_context(database.running()))
        # It imports a lot when the template is new, and the children start meanwhile.
        template_read = starting.create_task(asyncio.to_thread(sam.read, ROOT / "template.yaml", state))
    template = template_read.result()
    dynamodb_url = settings.dynamodb or database.url
    secrets = secret_values.kept_or_generated(state / "secrets.json", template.secrets)
    await asyncio.to_thread(_create_tables, template, dynamodb_url)

    async def fill_services() -> None:
        await asyncio.to_thread(services.fill, template, moto.url, secrets)

    await fill_services()

    pools: dict[str, FunctionPool] = {}
    invocations = AsyncInvocations(_report)
    lambda_api = LambdaApi(pools, invocations)
    await lambda_api.start()
    ends.push_async_callback(lambda_api.stop)
    environment = _function_environment(dynamodb_url, moto.url, lambda_api.url)
    overrides = {
        "PORTAL_URL": portal_url,
        "TEMPLATES_DIR": str(ROOT / "templates"),
        "MAIL_FROM": services.MAIL_FROM,
        "WEBHOOK_ALLOWED_PRIVATE_CIDRS": settings.webhook_cidrs,
    }
    for function in template.functions.values():
        log = state / "logs" / f"{function.id}.log"
        # A receiver that does not answer keeps its processes busy: there are others for the others.
        processes = BACKGROUND_PROCESSES if function.id in template.background else PROCESSES
        resolved = environment | template.environment(function, overrides)
        pools[function.id] = FunctionPool(function, resolved, log, processes)
        ends.push_async_callback(pools[function.id].stop)
    ends.push_async_callback(invocations.stop)
    pages: dict[str, page.Page] = {}
    committed = None
    if settings.dynamodb is None:
        commits = engine.Commits(dynamodb_url)
        ends.push_async_callback(commits.stop)
        committed = commits.wait
    for api, listener in ((CUSTOMERS_API, api_listener), (PORTAL_API, portal_listener)):
        gateway = Gateway(template.apis[api], pools, _report, pages if api == CUSTOMERS_API else None, committed)
        await gateway.start(listener)
        ends.push_async_callback(gateway.stop)

    consumers = await asyncio.to_thread(_stream_consumers, template, pools, dynamodb_url, moto.url, state)
    api_url = f"http://127.0.0.1:{api_listener.getsockname()[1]}/{template.apis[CUSTOMERS_API].stage}"
    async with asyncio.TaskGroup() as first:
        demo_ready = first.create_task(_demo(state, pools, api_url))
        first.create_task(_answers(f"{api_url}/", state))
        first.create_task(_answers(f"{portal_url}/", state))
    organization = demo_ready.result()
    stage = template.apis[CUSTOMERS_API].stage
    pages.update(await asyncio.to_thread(page.answers, f"/{stage}", organization["test_key"]))

    secret_values.write_private(state / "endpoints.json", json.dumps({"lambda": lambda_api.url, "aws": moto.url}))
    stack = {
        "api_url": api_url,
        "portal_url": portal_url,
        **organization,
        "dynamodb_endpoint": dynamodb_url,
        "pid": os.getpid(),
    }
    secret_values.write_private(state / "stack.json", json.dumps(stack, indent=2))
    print(_greeting(stack, state), flush=True)

    async with asyncio.TaskGroup() as forever:
        forever.create_task(_reap(pools))
        for consumer in consumers:
            forever.create_task(consumer.run())
        # Otherwise the first event waits for one after the other to start.
        for function_id in template.background:
            forever.create_task(pools[function_id].warm_up())
        for schedule in template.schedules:
            forever.create_task(by_the_clock(schedule, pools[schedule.function], invocations))
        forever.create_task(moto.keep_running(fill_services))
        if settings.dynamodb is None:
            forever.create_task(database.keep_running())


def _function_environment(dynamodb_url: str, services_url: str, lambda_url: str) -> dict[str, str]:
    return without_an_account(os.environ) | {
        "AWS_ENDPOINT_URL": services_url,
        "AWS_ENDPOINT_URL_DYNAMODB": dynamodb_url,
        "AWS_ENDPOINT_URL_LAMBDA": lambda_url,
        "PYTHONPATH": str(ROOT / "layers" / "ligafiscal"),
        # As on Lambda.
        "TZ": ":UTC",
    }


def _stream_consumers(
    template: sam.Template, pools: Mapping[str, FunctionPool], dynamodb_url: str, services_url: str, state: Path
) -> list[StreamConsumer]:
    if not template.event_sources:
        return []
    import botocore.session
    from botocore.config import Config

    session = botocore.session.Session()
    # A database that hangs is asked again by the consumer itself.
    once = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})
    tables, streams = (
        session.create_client(service, endpoint_url=dynamodb_url, config=once)
        for service in ("dynamodb", "dynamodbstreams")
    )
    sqs = session.create_client("sqs", endpoint_url=services_url, config=once)
    positions = Positions(state / "streams.json")

    def tell(queue: str | None, message: Mapping[str, Any]) -> None:
        if queue is not None:
            sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody=json.dumps(message))

    return [
        StreamConsumer(
            source,
            pools[source.function].invoke,
            tables,
            streams,
            positions,
            partial(tell, source.on_failure),
            _report,
        )
        for source in template.event_sources
    ]


def _create_tables(template: sam.Template, dynamodb_url: str) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        engine.create_tables(services.client("dynamodb", dynamodb_url), template.tables)
    except (BotoCoreError, ClientError) as error:
        raise EngineError(f"The tables could not be created at {dynamodb_url}: {error}") from None


async def _answers(url: str, state: Path) -> None:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        if response.status >= 500:
            raise StackError(f"{url} answers {response.status}; what its function printed is in {state / 'logs'}.")


async def _demo(state: Path, pools: Mapping[str, FunctionPool], api_url: str) -> dict[str, str]:
    try:
        return await demo.kept_or_created(state / "demo.json", pools["CreateOrganization"], api_url)
    except DemoError as error:
        raise DemoError(f"{error}; what its function printed is in {state / 'logs'}.") from None


async def _reap(pools: Mapping[str, FunctionPool]) -> None:
    while True:
        await asyncio.sleep(REAP_SECONDS)
        for pool in pools.values():
            await pool.reap_idle()


def _lock(state: Path) -> IO[str]:
    """Held as long as the file is open, so that it is never left behind."""
    file = (state / "lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise StackError(
            f"A stack is running on {state} already. Stop it, or give this one a state of its own: STATE_DIR=… make run"
        ) from None
    return file


def _listener(variable: str, port: int) -> socket.socket:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        # Listening now, so that a second stack is told that the port is taken.
        listener.listen(128)
    except OSError:
        listener.close()
        raise StackError(
            f"Port {port} is in use. Choose another one: {variable}={port + 100} make run "
            f"({variable}=0 takes any free one)."
        ) from None
    return listener


def _report(line: str) -> None:
    print(line, flush=True)


def _greeting(stack: Mapping[str, object], state: Path) -> str:
    api_url, portal_url, key = stack["api_url"], stack["portal_url"], stack["test_key"]
    return f"""
Liga Fiscal is running.

  API      {api_url}
  Portal   {portal_url}
  Docs     {str(api_url).rpartition("/")[0]}{page.PATH}
  Test key {key}

Create a customer with an edit link:

  curl -s '{api_url}/customers?createEditLink=true' -H 'Authorization: Bearer {key}' \\
    -H 'Content-Type: application/json' -d '{{"email": "cliente@example.com"}}'

The same with the official SDK (npm install facturapi):

  const Facturapi = require('facturapi').default;
  const client = new Facturapi('{key}');
  client.BASE_URL = '{api_url}';
  const customer = await client.customers.create({{ email: 'cliente@example.com' }}, {{ createEditLink: true }});
  console.log(customer.edit_link);

Mail that would have been sent is kept in {state / "mail"}.
Ctrl-C stops it. From here on each request is a line: API, route, status, time.
"""
