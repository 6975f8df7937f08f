"""Addresses that no event may be sent to, in every spelling that leads there."""

import ipaddress
from collections.abc import Iterator

# Where nobody may be led: this machine, its networks, the clouds' own, and what is no single public host.
INSIDE = ("127.0.0.1", "10.0.0.1", "100.64.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1")


def ways_to_write(address: str) -> Iterator[str]:
    """An IPv4 address in every way that some resolver, browser or library reads."""
    a, b, c, d = (int(part) for part in address.split("."))
    number = int(ipaddress.IPv4Address(address))
    yield address
    yield f"{address}."
    yield str(number)
    yield f"{number}."
    yield hex(number)
    yield oct(number).replace("0o", "0")
    yield f"{a:#x}.{b:#x}.{c:#x}.{d:#x}"
    yield f"0{a:o}.0{b:o}.0{c:o}.0{d:o}"
    yield f"{a:03}.{b:03}.{c:03}.{d:03}"
    yield f"{a}.{b}.{(c << 8) + d}"
    yield f"{a}.{(b << 16) + (c << 8) + d}"
    yield address.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    yield address.replace(".", "\u3002")
    yield address.replace(".", "%2e")
    yield address.replace("1", "\u2460")
    yield f"[::ffff:{address}]"
    yield f"[::ffff:{a:02x}{b:02x}:{c:02x}{d:02x}]"
    yield f"[::{address}]"
    yield f"[64:ff9b::{address}]"
    yield f"[64:ff9b:1::{a:02x}{b:02x}:{c:02x}{d:02x}]"
    yield f"[2002:{a:02x}{b:02x}:{c:02x}{d:02x}::1]"
    # Teredo, whose client's address is written in the complement.
    yield f"[2001:0:4136:e378:8000:63bf:{a ^ 255:02x}{b ^ 255:02x}:{c ^ 255:02x}{d ^ 255:02x}]"


ADDRESSES_INSIDE = {
    *(written for address in INSIDE for written in ways_to_write(address)),
    *("0.0.0.0", "0", "0x0", "127.1", "127.0.1", "127.127.127.127", "10.255.255.255", "100.127.255.255"),
    *("169.254.170.2", "169.254.169.253", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[fe80::1]", "[fe80::1%25lo]", "[fe80::1%lo]", "[::1%1]"),
    *("[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[100::1]", "[2001:db8::1]", "[3fff::1]", "[3ffe::1]"),
    *("[2001:10::1]", "[2001:20::1]", "[5f00::1]", "[4000::1]", "[::ffff:0:127.0.0.1]", "[::ffff:8.8.8.8]"),
    *("localhost", "LOCALHOST", "localhost.", "foo.localhost", "localhost.localdomain", "printer.local", "intranet"),
    *("metadata.google.internal", "metadata", "router.home.arpa"),
    # "localhost" in circles.
    "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
}  # fmt: skip
