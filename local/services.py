"""The AWS services besides DynamoDB, as moto plays them, and what the functions need to find in them."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local import child_process
from local import template as sam
from local.settings import StackError

ROOT = Path(__file__).resolve().parent.parent

MAIL_FROM = "facturas@ligafiscal.example"


async def start(state: Path, address: str | None) -> tuple[asyncio.subprocess.Process, str]:
    log = state / "logs" / "aws_services.log"
    process = await child_process.spawn(
        [sys.executable, "-m", "local.moto_server", str(state), address.rpartition(":")[2] if address else "0"],
        cwd=ROOT,
        env=os.environ,
        log=log,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().strip()
    except BaseException:
        await child_process.end(process)
        raise
    if not url:
        await child_process.end(process)
        raise StackError(f"The AWS services (moto) did not start; their own words are in {log}.")
    return process, url


def client(service: str, url: str) -> Any:
    import botocore.session

    return botocore.session.Session().create_client(service, endpoint_url=url)


def fill(template: sam.Template, services_url: str, secrets: Mapping[str, str]) -> None:
    s3 = client("s3", services_url)
    for bucket in template.buckets:
        # Where it is there already, with what was kept in it, this does nothing in us-east-1.
        s3.create_bucket(Bucket=bucket)
    if template.queues:
        sqs = client("sqs", services_url)
        for queue in template.queues:
            sqs.create_queue(QueueName=queue)
    # moto, like SES, sends from verified addresses only.
    client("sesv2", services_url).create_email_identity(EmailIdentity=MAIL_FROM)
    secretsmanager = client("secretsmanager", services_url)
    for name, value in secrets.items():
        secretsmanager.create_secret(Name=name, SecretString=value)
