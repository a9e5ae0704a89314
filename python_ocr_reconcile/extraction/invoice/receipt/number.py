"""The number of the receipt: what follows "Receipt no", "Bon-Nr.", "Ticket" on its line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.receipt.till import TillLine
from python_ocr_reconcile.extraction.lexicon import fold, load_words

_TOKEN = re.compile(r"^[#:]?\(?([A-Za-z0-9][A-Za-z0-9/_.\-]*\d[A-Za-z0-9/_.\-]*|\d+)\)?[.,;]?$")
_CLOCK = re.compile(r"\d:\d\d")  # beside the time of the sale, a bare "No." is its number
_SKIP = re.compile(r"^(?:[:#.\-=°º*]+|n[.°ºo]*|no|nr|num|numero|number|nummer|id)[.:#°º]*$", re.IGNORECASE)
_TIME_OR_DATE = re.compile(r"^\d{1,2}:\d{2}(?::\d{2})?$|^\d{1,4}[./-]\d{1,2}[./-]\d{2,4}$")
# A bare "No" or "Order" is weaker than a word for the paper itself.
_STRONG = (
    "invoice", "inv", "receipt", "rcpt", "bill", "bon", "beleg", "rechnung", "ticket", "fac", "fra", "recibo",
    "documento", "doc", "scontrino", "kassabon", "quittung", "resit", "slip",
)  # fmt: skip


def receipt_number(lines: Sequence[TillLine]) -> Found | None:
    """The number behind the strongest label; ``None`` where none is printed."""
    best: Found | None = None
    for line in lines:
        found = _on(line)
        if found is not None and (best is None or found.cost < best.cost):
            best = found
    return best


def _on(line: TillLine) -> Found | None:
    labels = load_words("receipt_words")["number"]
    words = line.line.words
    folded = [fold(w.text.split(":")[0] or w.text).rstrip("# ") for w in words]
    for start in range(len(words)):
        for end in range(min(start + 4, len(words)), start, -1):
            phrase = " ".join(t for t in folded[start:end] if t)
            if phrase not in labels:
                continue
            hit = _behind(line, end)
            if hit is None:
                continue
            at, text = hit
            strong = phrase.split()[0].startswith(_STRONG)
            plain = len(phrase.split()) > 1 or ":" in words[end - 1].text or "#" in words[end - 1].text
            cost = 0.2 + 0.25 * (not strong) + 0.3 * (not plain) + 0.1 * (start > 0)
            return found_in(line.line, at, at + 1, text, "label_right", cost)
        # "Reg. No" numbers the shop.
        first = start == 0 and len(words) <= 3
        bare = folded[start] == "no" and (first or bool(_CLOCK.search(words[start - 1].text)))
        if bare and (hit := _behind(line, start + 1)):
            return found_in(line.line, hit[0], hit[0] + 1, hit[1], "label_right", 0.8)
        glued = re.match(r"^([A-Za-z.\s]{2,14})[:#]\s?([A-Za-z]{0,5}[\-/]?\d[\w/\-]*)$", words[start].text)
        if glued and fold(glued[1]) in labels:
            return found_in(line.line, start, start + 1, glued[2], "label_right", 0.3)
    return None


def _behind(line: TillLine, place: int) -> tuple[int, str] | None:
    words = line.line.words
    while place < len(words) and (
        _SKIP.match(words[place].text) or not any(c.isalnum() for c in words[place].text)
    ):
        place += 1
    if place >= len(words):
        return None
    found = _TOKEN.match(words[place].text)
    if not found or _TIME_OR_DATE.match(found[1]) or sum(c.isdigit() for c in found[1]) < 2:
        return None
    if any(a.start <= place < a.end and a.cost == 0 for a in line.amounts):
        return None
    return place, _digits(found[1].strip(".-/_"))


_SLIP = re.compile(r"^([\d\-/]*\d)([OoQlIZSsBG])([\d\-/]*)$")


def _digits(number: str) -> str:
    """The number with one letter among its figures turned back to the figure that OCR took it for."""
    found = _SLIP.match(number)
    if not found or sum(c.isdigit() for c in number) < 5:
        return number
    return found[1] + found[2].translate(str.maketrans("OoQlIZSsBG", "0001125586")) + found[3]
