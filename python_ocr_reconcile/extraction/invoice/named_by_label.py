"""Names that words lead to: "Seller", "Sold by", "Pay to", an account, a signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from python_ocr_reconcile.extraction.invoice.customer import from_and_to
from python_ocr_reconcile.extraction.invoice.letterhead import FirstPage, Named
from python_ocr_reconcile.extraction.invoice.names import (
    clean,
    is_address,
    is_label,
    is_name,
    is_proper_name,
    name_below,
)
from python_ocr_reconcile.extraction.invoice.near import leads_cell, next_label
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.layout import Segment
from python_ocr_reconcile.extraction.lexicon import Label, fold, load_words

_IBAN_HEAD = re.compile(r"^(?:IBAN:?|[A-Z]{2}\d{2}(?:[A-Z\d]{4,})?)$")


def labelled(rows: Sequence[Row], row: Row, label: Label) -> list[Named]:
    """The name right of or below a label such as "Seller", and the holder of the account to pay to."""
    if not leads_cell(row, label.start):
        return []  # "LOGO vendor", "Our supplier": a word of a phrase
    if label.key == "payee":
        return _payee(rows, row, label)
    words = row.line.words
    colon = ":" in words[label.end - 1].text
    rest = words[label.end : next_label(row, label.end)]
    if "vendor" not in label.keys or (label.key != "vendor" and not (colon and rest)):
        return []
    led = ":" in words[label.end - 1].text + (rest[0].text if rest else "")
    rest = rest if any(c.isalnum() for w in rest for c in w.text) else ()  # "Supplier :"
    text = clean(" ".join(w.text for w in rest))
    strong = colon or sum(len(w.text) for w in words[label.start : label.end]) > 5
    worth = 3.0 if strong else 1.0
    # "Sold by Ada Kern": behind a word that calls for a name no colon is needed.
    calls = fold(words[label.end - 1].text) in load_words("invoice_words")["done_by"]
    if text and is_name(text) and (led or calls):
        near = rest[0].x0 - words[label.end - 1].x1 < 14 * row.line.em
        plain = not is_address(text) and not any(c.isdigit() for c in text)
        return [Named(text, tuple(rest), row.line.page, worth, "label_right")] if near and plain else []
    if rest and rest[0].x0 - words[label.end - 1].x1 < 4 * row.line.em:
        return []
    named = name_below(rows, row, words[label.start].x0, reach=9)
    return [Named(str(named.value), named.words, named.page, worth, named.method)] if named else []


def under_from(rows: Sequence[Row], row: Row) -> list[Named]:
    """The name under "From", where "To" heads the column beside it."""
    headings = from_and_to(row)
    named = name_below(rows, row, headings[0].x0, reach=9) if headings else None
    return [Named(str(named.value), named.words, named.page, 2.0, "label_above")] if named else []


def before_account(segment: Segment) -> list[Named]:
    """The name before the account that is to be paid to: "Bank details: Ada Kern, FR76 3000 6000 ..."."""
    account = next((i for i, w in enumerate(segment.words) if _IBAN_HEAD.match(w.text)), None)
    if account is None:
        return []
    start = next((i for i in range(account, 0, -1) if segment.words[i - 1].text.endswith(":")), 0)
    end = next((i for i in range(start, account) if segment.words[i].text.endswith(",")), account - 1) + 1
    text = clean(" ".join(w.text for w in segment.words[start:end]))
    words = set(fold(text).split())
    if not is_proper_name(text) or is_label(text) or words & load_words("invoice_words")["bank"]:
        return []
    return [Named(text, tuple(segment.words[start:end]), segment.page, 0.9, "payee")]


def signed_for(page: FirstPage, row: Row) -> list[Named]:
    """The name over which somebody signs: "For Ada Kern", "Authorised signatory" below it."""
    words = load_words("invoice_words")
    below = [r for r in page.rows if row.place < r.place <= row.place + 4]
    signed = any(phrase in f" {r.folded} " for r in below for phrase in words["signed"])
    found = []
    for segment in row.line.segments if signed else ():
        text = clean(" ".join(w.text for w in segment.words[1:]))
        if fold(segment.words[0].text) in words["signed_for"] and is_name(text) and not is_label(text):
            found.append(Named(text, tuple(segment.words[1:]), segment.page, 1.5, "signed_for"))
    return found


def _payee(rows: Sequence[Row], row: Row, label: Label) -> list[Named]:
    words = row.line.words
    rest = [w for w in words[label.end : next_label(row, label.end)] if w.text.strip(":.- ")]
    rest = [w for w in rest if not re.fullmatch(r"[:|·•–-]+", w.text)]
    if not rest or rest[0].x0 - words[label.end - 1].x1 > 14 * row.line.em:
        named = name_below(rows, row, words[label.start].x0, reach=4)
        return [Named(str(named.value), named.words, named.page, 1.5, "payee")] if named else []
    end = next((i for i in range(1, len(rest)) if rest[i].x0 - rest[i - 1].x1 > 1.5 * row.line.em), len(rest))
    rest = rest[:end]
    comma = next((i for i, w in enumerate(rest, 1) if w.text.endswith((",", ";"))), len(rest))
    rest = rest[:comma]  # "Pay to Ada Kern, IBAN ..."
    text = clean(" ".join(w.text for w in rest))
    if not is_name(text) or is_label(text) or is_address(text):
        return []
    return [Named(text, tuple(rest), row.line.page, 1.5, "payee")]
