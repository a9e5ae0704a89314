"""A large MT940 statement as two, for two processes to read at once: head, half of the entries, tail.

Only where the file has one statement and is plain enough to know what belongs to which; what the other half
has is known by its number of lines, so that every line keeps its own.
"""

from __future__ import annotations

import re

from python_ocr_reconcile.extraction.bank_files.halves import Cut, Halves
from python_ocr_reconcile.extraction.bank_files.mt940 import ENVELOPE, INNER, Part
from python_ocr_reconcile.extraction.bank_files.text import decoded

LARGE_BYTES = 2 << 20
"""Some 12,000 entries: more than half a second, which is what another process takes to start."""
_ENTRY = "\n:61:"
_BEFORE = r"^[ \t\x01\x03\ufeff]"
_ODD_ENTRY = re.compile(rf"{_BEFORE}+:61:|\{{4:.*:61:", re.MULTILINE)
"""One that `_ENTRY` does not find."""
_TAG = re.compile(rf"{_BEFORE}*:(\d{{2}}[A-Z]?|NS):", re.MULTILINE)
_ENVELOPE = re.compile(ENVELOPE.pattern, re.MULTILINE)
_ONCE = (("\n:20:",), ("\n:60F:", "\n:60M:"), ("\n:62F:", "\n:62M:"), ("{4:",))
_LEAST_SHARE = 0.25
"""Of the file, for either half."""


def mt940_halves(data: bytes) -> Halves[Part]:
    """The file in two parts, or in one where it is small or not plain. Raises as `decoded` does."""
    text = decoded(data)
    whole = Halves(Cut.NOT, (Part(text),))
    if (
        len(data) < LARGE_BYTES
        or any(sum(map(text.count, tags)) > 1 for tags in _ONCE)
        or _ODD_ENTRY.search(text)
    ):
        return whole
    begin, cut, last = text.find(_ENTRY), text.find(_ENTRY, len(text) // 2), text.rfind(_ENTRY)
    if not 0 <= begin < cut <= (1 - _LEAST_SHARE) * len(text):
        return whole
    tail = next((tag.start() - 1 for tag in _TAG.finditer(text, last + 1) if tag[1] not in ("61", "86")), -1)
    # A page that ends before the tail, or begins in it, is another statement.
    if (
        tail < 0
        or _ENVELOPE.search(text, last + 1, tail)
        or not set(_TAG.findall(text, tail + 1)) <= set(INNER)
    ):
        return whole
    head_lines, first, second = (
        text.count("\n", 0, begin),
        text.count("\n", begin, cut),
        text.count("\n", cut, tail),
    )
    return Halves(
        Cut.IN_A_STATEMENT,
        (
            Part(text[:cut] + text[tail:], head_lines + first + 1, second),
            Part(text[:begin] + text[cut:], head_lines + 1, first),
        ),
    )
