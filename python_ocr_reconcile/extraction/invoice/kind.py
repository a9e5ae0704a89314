"""Whether the document is an invoice, a credit note or a receipt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from rapidfuzz import fuzz, process

from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.lexicon import fold, load_lexicon, load_words

DocumentType = Literal["invoice", "credit_note", "receipt"]

# A "Gutschrift" that the buyer issues to pay the seller is an invoice (UNTDID 1001 code 389), not a credit.
_SELF_BILLED = re.compile(r"selbst ausgestellt|self bill|autofactur|389|gutschriftsverfahren|autofattura")
_REFERS = re.compile(r"\b(?:to|an|aan|for|voor|from|von|van|à|a|pour|para|per)\s*:?$", re.IGNORECASE)
_STROKE = re.compile(r"(?<=[^\W\d_])[|!1](?=[^\W\d_])")
"""Between letters OCR makes these of an i: "CRED|TO" would end in "to"."""
_TILL = re.compile(
    r"\b(?:cash|change|rounding|cashier|kasse|ruckgeld|bar|wechselgeld|rendu|especes|efectivo|cambio|contanti|resto|contant|wisselgeld|tender|tendered)\b"
)


def document_type(rows: Sequence[Row]) -> DocumentType:
    """What the titles at the top of the first page say; till words make a receipt of what says nothing."""
    words = load_words("invoice_words")
    top = [r for r in rows if r.line.page == rows[0].line.page][:40]
    till = sum(bool(_TILL.search(r.folded)) for r in rows)
    narrow = max((r.line.x1 for r in top), default=600) < 400
    titles = [found for row in top for found in _titles(row)]
    # "Bill to" and "Invoice address" stand beside the title of a credit note as well, so that is asked first.
    billed = next((row.place for row, heads, _ in titles if heads & words["title_invoice"]), None)
    for row, heads, tokens in titles:
        numbered = any(c.isdigit() for token in tokens for c in token)
        if billed is not None and billed < row.place and any(a.is_money_like for a in row.amounts):
            continue  # goods that go by such a name: "Abono" is manure as well
        if heads & words["title_credit"] and (len(tokens) <= 4 or numbered):
            return "invoice" if _SELF_BILLED.search(row.folded) else "credit_note"
    for _, heads, tokens in titles:
        if heads & words["title_receipt"] and len(tokens) <= 3:
            return "receipt"
        if heads & words["title_invoice"]:
            return "receipt" if till >= 2 and narrow else "invoice"
    return "receipt" if till >= 2 else "invoice"


def names_its_kind(rows: Sequence[Row]) -> bool:
    """Whether a title or the label of the number says what the document is.

    Where OCR lost both ("CREDIT 2515" for "CREDIT NOTE 2515") a credit note reads like an invoice.
    """
    words = load_words("invoice_words")
    known = words["title_credit"] | words["title_receipt"] | words["title_invoice"]
    top = [row for row in rows if row.line.page == rows[0].line.page][:40]
    if any(label.key == "invoice_number" for row in top for label in row.labels):
        return True
    heads = {head for row in top for _, heads, _ in _titles(row) for head in heads if len(head) >= 6}
    return any(process.extractOne(head, known, scorer=fuzz.ratio, score_cutoff=85) for head in heads)


# A till prints 24 to 48 characters a line; on 50 photographed receipts the middle nine tenths of the words
# were 33 to 50 characters wide, on 200 invoices 74 and more, but for narrow ones without any till word.
MOST_TILL_COLUMNS = 56
MOST_SCANNED_COLUMNS = 50
_TILL_KEYS = frozenset(("cash", "card", "change", "rounding", "count", "saved", "points", "summary"))


def is_till_receipt(rows: Sequence[Row]) -> bool:
    """Whether the lines are those of a till: a narrow strip with words of payment at its foot."""
    if not rows or rows[-1].line.page - rows[0].line.page > 1:
        return False
    words = [w for row in rows for w in row.line.words if len(w.text) >= 3]
    if len(words) < 6:
        return False
    wide = sorted((w.x1 - w.x0) / len(w.text) for w in words)[len(words) // 2]
    left, right = sorted(w.x0 for w in words), sorted(w.x1 for w in words)
    cut = len(words) // 20
    columns = (right[-1 - cut] - left[cut]) / max(wide, 0.1)
    if columns > MOST_TILL_COLUMNS:
        return False
    lexicon = load_lexicon("receipt")
    keys = {label.key for row in rows if len(row.line.words) <= 9 for label in lexicon.find(row.line.words)}
    billed = any(_bills(row) for row in rows)
    signs = len(keys & _TILL_KEYS) + ("total" in keys or "payable" in keys)
    if rows[0].line.page != rows[-1].line.page:
        return signs >= 3
    # What is narrow and comes from a camera or a scanner is a receipt on one word of payment.
    faint = columns <= MOST_SCANNED_COLUMNS and rows[0].noisy
    return signs >= (4 if billed else 1 if faint else 2)


def _bills(row: Row) -> bool:
    """Whether the line begins with a plain "Bill to"; "thank you for" is none."""
    return any(
        label.key == "bill_to"
        and label.start == 0
        and label.score > 0.95
        and sum(len(w.text) for w in row.line.words[: label.end]) >= 6
        for label in row.labels
    )


def _titles(row: Row) -> list[tuple[Row, set[str], list[str]]]:
    """The first words of each cell, as the title that they may be, with all its words."""
    credit = load_words("invoice_words")["title_credit"]
    found = []
    for segment in row.line.segments:
        text = _STROKE.sub("i", segment.text) if row.noisy else segment.text
        tokens = fold(text).split()
        if tokens and len(tokens) <= 9 and not _refers(text):
            heads = {" ".join(tokens[:n]) for n in range(1, min(4, len(tokens)) + 1)}
            if row.noisy:
                heads |= {_title_like(head, credit) for head in heads}
            found.append((row, heads, tokens))
    return found


def _title_like(text: str, titles: frozenset[str]) -> str:
    """The title that `text` is but for a misread letter; a "debit note" is no "credit note" (0.86)."""
    near = process.extractOne(text, titles, scorer=fuzz.ratio, score_cutoff=89) if len(text) >= 8 else None
    return near[0] if near else text


def _refers(text: str) -> bool:
    """Whether the words only mention such a document ("Rechnung an", "Invoice for")."""
    return bool(_REFERS.search(text))
