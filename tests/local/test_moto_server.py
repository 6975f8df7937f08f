"""What the product leaves in S3 and sends through SES is there as files, and the objects are back after a restart."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import botocore.session

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def services(state: Path, *names: str) -> Iterator[list[Any]]:
    """Clients for the services of a server on `state`, which is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "local.moto_server", str(state), "0"],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        with process.stdout:
            url = process.stdout.readline().strip()
            session = botocore.session.Session()
            keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
            clients = [session.create_client(name, "us-east-1", endpoint_url=url, **keys) for name in names]
            yield clients
            for client in clients:
                client.close()
    finally:
        process.kill()
        process.wait()


def test_objects_are_back_after_a_restart_with_their_headers_and_deleted_ones_are_not(tmp_path: Path) -> None:
    with services(tmp_path, "s3") as [s3]:
        s3.create_bucket(Bucket="logos")
        s3.put_object(
            Bucket="logos",
            Key="a/b ñ%20+.png",
            Body=b"\x00\xff",
            ContentType="image/png",
            CacheControl="max-age=60",
            Metadata={"width": "7"},
        )
        s3.put_object(Bucket="logos", Key="gone", Body=b"1")
        s3.delete_object(Bucket="logos", Key="gone")

    with services(tmp_path, "s3") as [s3]:
        assert [found["Key"] for found in s3.list_objects_v2(Bucket="logos")["Contents"]] == ["a/b ñ%20+.png"]
        kept = s3.get_object(Bucket="logos", Key="a/b ñ%20+.png")
        assert kept["Body"].read() == b"\x00\xff"
        assert (kept["ContentType"], kept["CacheControl"], kept["Metadata"]) == (
            "image/png",
            "max-age=60",
            {"width": "7"},
        )


def test_each_mail_becomes_a_file(tmp_path: Path) -> None:
    with services(tmp_path, "ses", "sesv2") as [ses, sesv2]:
        ses.verify_email_identity(EmailAddress="from@example.com")
        for subject in ("Primero ñ", "Segundo"):
            sesv2.send_email(
                FromEmailAddress="from@example.com",
                Destination={"ToAddresses": ["to@example.com"]},
                Content={"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "Hola"}}}},
            )

    files = sorted((tmp_path / "mail").glob("*.eml"))
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert [mail["Subject"] for mail in mails] == ["Primero ñ", "Segundo"]
    assert {mail["To"] for mail in mails} == {"to@example.com"}
