"""Remittances and numbers as text: words, runs of words, what is easily misread, what counts up."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

WINDOW_WORDS = 6
WINDOW_LENGTH = 24
REMITTANCE_WORDS = 64
_FOLD = str.maketrans("OILSBZG", "0115826")
_SHAPE = str.maketrans("0123456789", "9999999999")
_WORD = re.compile(r"[^\W_]+")
DIGIT_RUNS = re.compile(r"[0-9]+")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
MONTH = re.compile(r"0[1-9]|1[0-2]")


def words(text: str) -> list[str]:
    """`text` in upper case without accents, as runs of letters and digits."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(text.upper())[:REMITTANCE_WORDS]


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
    # A word without a digit is all letters, which is quicker to ask.
    digits = [
        at
        for at, part in enumerate(parts)
        if not part.isalpha() and (part.isascii() or DIGIT_RUNS.search(part))
    ]
    found: list[str] = []
    if not digits:
        return found
    joined = "".join(parts)
    ends = list(accumulate(map(len, parts)))
    start = begin = 0
    for digit in digits:
        # Of the starts before a word with a digit most are too far from it, in words or in letters.
        for at in range(start, digit + 1):
            for end in range(digit, min(at + WINDOW_WORDS, len(parts))):
                if ends[end] - begin > longest:
                    break
                found.append(joined[begin : ends[end]])
            begin = ends[at]
        start = digit + 1
        if not parts[digit].isdigit():
            found += [run for run in DIGIT_RUNS.findall(parts[digit]) if 4 <= len(run) <= longest]
    return found


def deletions(text: str) -> set[str]:
    """`text` and every text that lacks one of its characters."""
    return {text, *[text[:at] + text[at + 1 :] for at in range(len(text))]}


def is_swapped(one: str, other: str) -> bool:
    """Whether two texts hold the same characters in another order."""
    return len(one) == len(other) and one != other and sorted(one) == sorted(other)


def one_edit_apart(one: str, other: str) -> bool:
    """One substitution, insertion, deletion or swap; equal deletion keys may be two edits apart."""
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    rest, other_rest = one[start:], other[start:]
    return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
