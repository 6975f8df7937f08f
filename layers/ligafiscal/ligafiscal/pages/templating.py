"""The templates, and pages that are put together from what they make: see `Frame`."""

import marshal
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined
from markupsafe import Markup

from ligafiscal.runtime import settings

# Sets slots apart from what templates, businesses and customers write: none of them ever sees it.
_MARK = secrets.token_hex(16)


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """A long part that many pages have in common, kept as one object so that it is made and compressed once. `deflated`
    is how `http.compression` compresses it, where the build has done so.
    """

    text: str
    deflated: bytes | None = None

    def __str__(self) -> str:
        return self.text


Part = str | Fixed


class Frame:
    """What a template made, with slots (`{{ slot("name") }}`) that each page fills in. `pieces` are texts and the
    names of the slots between them, in turns.
    """

    def __init__(self, html: str) -> None:
        self.pieces = html.split(_MARK)

    def filled(self, content: Mapping[str, Part | Sequence[Part]]) -> list[Part]:
        """The parts of a page, in their order. `content` is HTML already: escaped, or our own. Raises KeyError for a
        slot without content.
        """
        parts: list[Part] = []
        for index, piece in enumerate(self.pieces):
            one = content[piece] if index % 2 else piece
            if isinstance(one, str | Fixed):
                parts.append(one)
            else:
                parts.extend(one)
        return parts


def _slot(name: str) -> Markup:
    return Markup(f"{_MARK}{name}{_MARK}")  # noqa: S704 (ours)


@lru_cache
def environment() -> Environment:
    """The templates: as the build compiled them where it did, else from their source."""
    folder = settings.templates_dir()
    environment = Environment(
        loader=ChoiceLoader([ModuleLoader(folder), FileSystemLoader(folder)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["slot"] = _slot
    environment.filters["control_id"] = control_id
    environment.filters["initial"] = _initial
    environment.filters["telephone"] = _telephone
    environment.filters["web_address"] = _web_address
    return environment


# What the build makes of the parts below, beside the pages that it compiles (tools/pack.py).
BUILT_PARTS = "parts.marshal"

_made_at_build: dict[str, Callable[[], Fixed]] = {}


def made_at_build(*variants: str) -> Callable[[Callable[..., Fixed]], Callable[..., Fixed]]:
    """A part that is the same whoever asks, made when the product is built: once, or once for each of `variants`, which
    are its only argument. Where nothing is built it is made at its first use.
    """

    def decorate(make: Callable[..., Fixed]) -> Callable[..., Fixed]:
        @lru_cache
        def made(*variant: str) -> Fixed:
            built = _built_parts().get(_part_name(make, *variant))
            return make(*variant) if built is None else Fixed(*built)

        for arguments in [[name] for name in variants] or [[]]:
            _made_at_build[_part_name(make, *arguments)] = partial(made, *arguments)
        return made

    return decorate


def parts_made_at_build() -> Iterator[tuple[str, Fixed]]:
    """All of them, with the names that they are found by in `BUILT_PARTS`."""
    return ((name, make()) for name, make in _made_at_build.items())


def _part_name(make: Callable[..., Fixed], *variant: str) -> str:
    return " ".join((f"{make.__module__}.{make.__name__}", *variant))


@lru_cache
def _built_parts() -> Mapping[str, tuple[str, bytes]]:
    path = settings.templates_dir() / BUILT_PARTS
    if not path.exists():
        return {}
    # Ours, as the code beside it is; and read ten times as fast as JSON with base64 in it.
    built: dict[str, tuple[str, bytes]] = marshal.loads(path.read_bytes())  # noqa: S302  # nosec B302
    return built


def control_id(path: str) -> str:
    """The id of the control at an API path."""
    return path.replace(".", "-")


def _initial(name: str) -> str:
    """The first letter or digit of a name, for the monogram of a business without a logo."""
    return next((character.upper() for character in name if character.isalnum()), "·")


def _telephone(number: str) -> str:
    """A phone number as `tel:` wants it: digits, with the plus sign if there is one.

    Without an extension, and of several numbers the first: glued together they would call somebody else.
    """
    first, *_ = re.split(r"ext|x|/", number, maxsplit=1, flags=re.IGNORECASE)
    return re.sub(r"[^0-9+]", "", first)


def _web_address(address: str | None) -> str | None:
    """The address if it is one of the web: `javascript:` and the like are no place to send a customer."""
    return address if address and re.match(r"https?://", address, re.IGNORECASE) else None
