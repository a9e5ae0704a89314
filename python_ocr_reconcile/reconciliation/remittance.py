"""Remittances and numbers as text: words, runs of words, what is easily misread, what counts up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

WINDOW_WORDS = 6
WINDOW_LENGTH = 24
REMITTANCE_WORDS = 64
_FOLD = str.maketrans("OILSBZG", "0115826")
_SHAPE = str.maketrans("0123456789", "9999999999")
_WORD = re.compile(r"[^\W_]+")
_PLAIN_WORDS = bytes(
    ord(chr(code).upper()) if chr(code).isalnum() or chr(code) == "\n" else ord(" ") for code in range(128)
) + bytes(128)
"""ASCII as words have it: upper case, with spaces for all that is neither letter nor digit."""
_TEXTS_AT_ONCE = 10_000
DIGIT_RUNS = re.compile(r"[0-9]+")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
MONTH = re.compile(r"0[1-9]|1[0-2]")


def words(text: str) -> list[str]:
    """`text` in upper case without accents, as runs of letters and digits."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(text.upper())[:REMITTANCE_WORDS]


def words_of_each(texts: list[str]) -> Iterator[list[str]]:
    """`words` of many texts: plain ones are taken apart together, which is six times as quick."""
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        piece = texts[start : start + _TEXTS_AT_ONCE]
        plain = [text if text.isascii() and "\n" not in text else "" for text in piece]
        lines = "\n".join(plain).encode("ascii").translate(_PLAIN_WORDS).decode("ascii").split("\n")
        for text, is_plain, line in zip(piece, plain, lines, strict=True):
            yield line.split()[:REMITTANCE_WORDS] if is_plain else words(text)


def compact(text: str | None) -> str:
    """`text` as one run of letters and digits."""
    return "".join(words(text)) if text else ""


def fold(text: str) -> str:
    """`text` (upper case) with easily confused characters made one."""
    return text.translate(_FOLD)


def digit_core(text: str) -> str:
    """All digits of `text` without leading zeros."""
    if text.isdigit() and text.isascii():
        return text.lstrip("0")
    return "".join(DIGIT_RUNS.findall(text)).lstrip("0")


def serial(number: str | None) -> str:
    """The last run of digits that is not a year, without leading zeros: the part that counts up.

    >>> serial("INV-2024/0042"), serial("42/2024"), serial("42/05/2024")
    ('42', '42', '42')
    """
    return serial_run(number)[0].lstrip("0")


def serial_run(number: str | None) -> tuple[str, int]:
    """(the run of digits that counts up, how many characters of the compact number follow it)."""
    found: list[tuple[str, int]] = []
    before, has_year = 0, False
    for word in words(number or ""):
        for match in DIGIT_RUNS.finditer(word):
            if YEAR.fullmatch(match[0]):
                has_year = True
            else:
                found.append((match[0], before + match.end()))
        before += len(word)
    # 42/05/2024: the month counts nothing.
    if has_year and len(found) > 1 and MONTH.fullmatch(found[-1][0]):
        found.pop()
    run, end = found[-1] if found else ("", before)
    return run, before - end


def shape(text: str) -> str:
    """Digits to 9: ``INV20230042`` -> ``INV99999999``; numbers of one series share it."""
    return text.translate(_SHAPE)


def windows(parts: list[str], longest: int = WINDOW_LENGTH) -> list[str]:
    """Every run of up to six adjacent words, joined, that holds a digit; and digits glued to letters."""
    found: list[str] = []
    start = 0
    for digit, part in enumerate(parts):
        # A word without a digit is all letters, which is quicker to ask.
        if part.isalpha() or not (part.isascii() or DIGIT_RUNS.search(part)):
            continue
        head = part
        # Backwards: of the starts before a word with a digit most are too far, in words or in letters.
        for at in range(digit, max(start, digit - WINDOW_WORDS + 1) - 1, -1):
            if at < digit:
                head = parts[at] + head
            if len(head) > longest:
                break
            found.append(head)
            run = head
            for end in range(digit + 1, min(at + WINDOW_WORDS, len(parts))):
                run += parts[end]
                if len(run) > longest:
                    break
                found.append(run)
        start = digit + 1
        if not part.isdigit():
            found += [run for run in DIGIT_RUNS.findall(part) if 4 <= len(run) <= longest]
    return found


def is_swapped(one: str, other: str) -> bool:
    """Whether two texts hold the same characters in another order."""
    return len(one) == len(other) and one != other and sorted(one) == sorted(other)
