"""What the form says above its fields of a file that the customer sent."""

from collections.abc import Sequence
from dataclasses import dataclass

# The hidden control that goes along with values that were read.
RECEIPT = "reading"


@dataclass(frozen=True, slots=True)
class Notice:
    """A `title` and `sentences`, of a file that was read or `refused`. `receipt` goes along with the form.

    `read` are the controls whose values are the file's, and `regimes` the codes that it has and that go on: they stand
    first in their list.
    """

    refused: bool
    title: str
    sentences: Sequence[str]
    receipt: str = ""
    read: frozenset[str] = frozenset()
    regimes: tuple[str, ...] = ()
