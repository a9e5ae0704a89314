"""Whether the document is an invoice, a credit note or a receipt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from python_ocr_reconcile.extraction.invoice.rows import Row
from python_ocr_reconcile.extraction.lexicon import fold, load_words

DocumentType = Literal["invoice", "credit_note", "receipt"]

# A "Gutschrift" that the buyer issues to pay the seller is an invoice (UNTDID 1001 code 389), not a credit.
_SELF_BILLED = re.compile(r"selbst ausgestellt|self bill|autofactur|389|gutschriftsverfahren|autofattura")
_TILL = re.compile(
    r"\b(?:cash|change|rounding|cashier|kasse|ruckgeld|bar|wechselgeld|rendu|especes|efectivo|cambio|contanti|resto|contant|wisselgeld|tender|tendered)\b"
)


def document_type(rows: Sequence[Row]) -> DocumentType:
    """What the titles at the top of the first page say; till words make a receipt of what says nothing."""
    words = load_words("invoice_words")
    top = [r for r in rows if r.line.page == rows[0].line.page][:40]
    till = sum(bool(_TILL.search(r.folded)) for r in rows)
    narrow = max((r.line.x1 for r in top), default=600) < 400
    for row in top:
        for segment in row.line.segments:
            folded = fold(segment.text)
            tokens = folded.split()
            if len(tokens) > 9:
                continue
            heads = {" ".join(tokens[:n]) for n in range(1, min(4, len(tokens)) + 1)}
            if heads & words["title_credit"] and not _refers(segment.text):
                return "invoice" if _SELF_BILLED.search(row.folded) else "credit_note"
            if heads & words["title_receipt"] and len(tokens) <= 3:
                return "receipt"
            if heads & words["title_invoice"] and not _refers(segment.text):
                return "receipt" if till >= 2 and narrow else "invoice"
    return "receipt" if till >= 2 else "invoice"


def _refers(text: str) -> bool:
    """Whether the words only mention such a document ("Rechnung an", "Invoice for")."""
    return bool(re.search(r"\b(?:to|an|for|from|von|[àa]|a nombre|vom [Aa]uftrag)\s*:?$", text))
