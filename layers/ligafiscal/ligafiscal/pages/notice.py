"""What the form says above its fields of a file that the customer sent."""

from collections.abc import Sequence
from dataclasses import dataclass

# The hidden control that goes along with values that were read.
RECEIPT = "reading"


@dataclass(frozen=True, slots=True)
class Notice:
    """A `title` and `sentences`, of a file that was read or `refused`. `receipt` goes along with the form."""

    refused: bool
    title: str
    sentences: Sequence[str]
    receipt: str = ""
