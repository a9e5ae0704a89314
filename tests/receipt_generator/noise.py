"""How OCR misreads thermal print, word by word."""

from __future__ import annotations

import random

_CONFUSED = {
    "0": "O", "O": "0", "1": "l", "l": "1", "I": "l", "5": "S", "S": "5", "8": "B", "B": "8", "6": "G",
    "G": "6", "2": "Z", "Z": "2", "e": "c", "a": "o", "m": "rn", "n": "r", "u": "v", "t": "l", "E": "F",
    "i": "l", "T": "I", "ü": "u", "é": "e",
}  # fmt: skip


def misread(rng: random.Random, token: str, share: float) -> str:
    """`token` as OCR may give it; each word is hit with probability `share`."""
    if rng.random() >= share:
        return token
    kind = rng.random()
    places = [i for i, c in enumerate(token) if c in _CONFUSED]
    i = rng.randrange(len(token))
    if kind < 0.55 and places:
        i = rng.choice(places)
        token = token[:i] + _CONFUSED[token[i]] + token[i + 1 :]
    elif kind < 0.7 and len(token) > 3 and token.isalpha():
        token = token[:i] + token[i + 1 :]
    elif kind < 0.8:
        token += rng.choice([".", ",", ":", "'", "|"])
    elif kind < 0.9 and token.endswith("l"):
        token = token[:-1] + rng.choice("!|1)")
    elif kind < 0.95:
        token = token.replace(".", "\0").replace(",", ".").replace("\0", ",")
    return token
