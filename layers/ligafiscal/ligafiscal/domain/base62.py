"""Base 62: numbers in letters and digits only, since chat programs cut `-` and `_` off the end of links."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def encode(number: int, width: int) -> str:
    """Spell a number in exactly `width` characters; a number that needs more raises ValueError."""
    characters = []
    for _ in range(width):
        number, value = divmod(number, 62)
        characters.append(ALPHABET[value])
    if number:
        raise ValueError("the number does not fit in that many characters")
    return "".join(reversed(characters))


def decode(text: str) -> int:
    """Read a number; a character outside the alphabet raises ValueError."""
    number = 0
    for character in text:
        value = _VALUES.get(character)
        if value is None:
            raise ValueError("not a base 62 character")
        number = number * 62 + value
    return number
