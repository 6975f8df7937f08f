"""What the form says above its fields of a file that the customer sent."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """A `title` and `sentences`, of a file that was read or `refused`. `receipt` goes along with the form."""

    refused: bool
    title: str
    sentences: Sequence[str]
    receipt: str = ""
