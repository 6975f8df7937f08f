"""A machine of its own for the rehearsal: no network but loopback, where every address is the emulator's.

Nothing here changes the machine it runs on: mounts, interfaces and processes are in namespaces that end with it.
"""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LOOPBACK = "127.0.0.1"
INSIDE = "LIGAFISCAL_REHEARSAL_MACHINE"

# From Linux's <linux/sockios.h> and <linux/if.h>.
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1
# From RFC 1035, section 4.1: a response, recursion available, no error; an address (A) of class IN, good for a minute.
_DNS_HEADER, _DNS_FLAGS, _A, _IN, _DNS_TTL = 12, 0x8580, 1, 1, 60


def is_entered() -> bool:
    """Whether this process is on such a machine already."""
    return os.environ.get(INSIDE) == "1"


def assert_possible() -> None:
    """Raises OSError with what to do if such a machine cannot be had here."""
    if os.geteuid() != 0:
        raise OSError('only root can make a network of its own: sudo env "PATH=$PATH" make rehearse')
    if not shutil.which("unshare"):
        raise OSError("`unshare` is missing: it is in Debian's and Ubuntu's package util-linux")


def enter(arguments: Sequence[str]) -> int:
    """Run this program's module again, on a machine of its own; its exit status."""
    # With a namespace of processes, whatever a step has started ends with it, killed or not.
    unshare = ("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
    return subprocess.run(
        (*unshare, sys.executable, "-m", "tests.rehearsal", *arguments),
        env={**os.environ, INSIDE: "1"},
        check=False,
    ).returncode


def isolate(folder: Path) -> None:
    """Loopback up, and every name on earth resolved to it by a name server of our own."""
    _loopback_up()
    _bind_over("/etc/hosts", folder / "hosts", f"{LOOPBACK} localhost\n")
    _bind_over("/etc/resolv.conf", folder / "resolv.conf", f"nameserver {LOOPBACK}\n")
    # Other sources of names may ask a daemon outside, by a socket in the file system.
    _bind_over("/etc/nsswitch.conf", folder / "nsswitch.conf", "hosts: files dns\n")
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((LOOPBACK, 53))
    threading.Thread(target=_answer_names, args=(server,), daemon=True).start()


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh22x", b"lo", 0)
        (flags,) = struct.unpack("16xh22x", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, request))
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", flags | _IFF_UP))


def _bind_over(place: str, file: Path, content: str) -> None:
    file.write_text(content, "utf-8")
    # Often a link, and a bind follows it.
    target = Path(place).resolve()
    if target.exists():
        subprocess.run(("mount", "--bind", str(file), str(target)), check=True)


def _answer_names(server: socket.socket) -> None:
    while True:
        query, client = server.recvfrom(512)
        server.sendto(_answer(query), client)


def _answer(query: bytes) -> bytes:
    """The answer to a query with one question: loopback if it asks for an IPv4 address, else that there is nothing."""
    end = query.index(0, _DNS_HEADER) + 5
    question = query[_DNS_HEADER:end]
    (kind,) = struct.unpack("!H", question[-4:-2])
    found = struct.pack("!HHHIH", 0xC000 | _DNS_HEADER, _A, _IN, _DNS_TTL, 4) + socket.inet_aton(LOOPBACK)
    answers = [found] if kind == _A else []
    return query[:2] + struct.pack("!HHHHH", _DNS_FLAGS, 1, len(answers), 0, 0) + question + b"".join(answers)


def certify(folder: Path, names: Sequence[str]) -> tuple[Path, Path, Path]:
    """A throw-away certificate authority and a server's certificate for `names`: the files of the authority's
    certificate, of the server's, and of its key.
    """
    now = datetime.now(UTC)
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Liga Fiscal's rehearsal")])
    base = (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
    )
    # Python 3.13 and later demand the key's identifiers (RFC 5280, section 4.2.1.1).
    identifier = x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key())
    authority = (
        base.subject_name(issuer)
        .public_key(authority_key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=False,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(identifier, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    server = (
        base.subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "emulator")]))
        .public_key(server_key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    files = folder / "authority.pem", folder / "server.pem", folder / "server.key"
    files[0].write_bytes(authority.public_bytes(pem))
    files[1].write_bytes(server.public_bytes(pem))
    files[2].write_bytes(server_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return files
