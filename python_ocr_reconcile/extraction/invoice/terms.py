"""Payment terms, and the due date that they give."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.near import lines_below, next_label, words_under
from python_ocr_reconcile.extraction.invoice.rows import Row
from python_ocr_reconcile.extraction.lexicon import fold


def of_cash_discount(row: Row, place: int) -> bool:
    """Whether the date at word `place` ends the time for a cash discount, and not the time to pay."""
    before = max((d.end for d in row.dates if d.end <= place), default=0)
    after = min((d.start for d in row.dates if d.start > place), default=len(row.line.words))
    clause = " ".join(w.text for w in row.line.words[before:place])
    rest = re.split(r"[,;]", " ".join(w.text for w in row.line.words[place:after]))[0]
    clause = fold(f"{clause} {rest}")
    return any(word in clause for word in _term_patterns()[2])


@cache
def _term_patterns() -> tuple[list[re.Pattern[str]], list[str], list[str]]:
    table = tomllib.loads(files("python_ocr_reconcile").joinpath("lexicon/terms.toml").read_text("utf-8"))
    return [re.compile(p) for p in table["net_days"]], table["on_receipt"], table["cash_discount"]


def due_by_terms(rows: Sequence[Row], issued: date) -> Found | None:
    """The due date that explicit terms give ("30 days net"); cash-discount terms do not count."""
    patterns, on_receipt, discounts = _term_patterns()
    for row in rows:
        if not any(c.isdigit() for c in row.folded) and not any(p in row.folded for p in on_receipt):
            continue
        for clause in re.split(r"[,;]|(?<=[a-z])\. ", row.text):
            folded = fold(clause)
            if any(d in folded for d in discounts) or "%" in folded:
                continue
            for pattern in patterns:
                found = pattern.search(folded)
                if found and 0 < int(found[1]) <= 180:
                    due = issued + timedelta(days=int(found[1]))
                    return found_in(row.line, 0, len(row.line.words), due, "payment_terms", 0.3)
            if any(p in folded for p in on_receipt):
                return found_in(row.line, 0, len(row.line.words), issued, "payment_terms", 0.3)
    return None


def payment_terms(rows: Sequence[Row]) -> Found | None:
    """The terms of payment, as printed."""
    patterns, on_receipt, _ = _term_patterns()
    for row in rows:
        for label in row.labels:
            if label.key != "payment_terms":
                continue
            words = row.line.words
            end = next_label(row, label.end)
            text = " ".join(w.text for w in words[label.end : end]).strip(" :")
            if text:
                start = label.start if label.end - label.start == 1 and text[0].islower() else label.end
                return found_in(row.line, start, end, _text(words[start:end]), "label_right", 0.1)
            x0, x1 = words[label.start].x0, words[label.end - 1].x1
            for below in lines_below(rows, row, reach=20, most=1):
                under = words_under(below.line, x0, x1)
                if under:
                    text = _text(below.line.words[under[0] : under[1]])
                    return found_in(below.line, under[0], under[1], text, "label_above", 0.3)
    for row in rows:
        if any(p.search(row.folded) for p in patterns) or any(p in row.folded for p in on_receipt):
            return found_in(row.line, 0, len(row.line.words), row.text, "phrase", 0.4)
    return None


def _text(words: Sequence[object]) -> str:
    return " ".join(getattr(w, "text", "") for w in words).strip(" :")
