"""What an e-invoice states becomes an invoice of the document: values, evidence, checks and their proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.extraction.einvoice.compare import Contradiction
from python_ocr_reconcile.extraction.einvoice.rules import add_checks, broken_rules, prove
from python_ocr_reconcile.extraction.einvoice.stated import EInvoice, Stated
from python_ocr_reconcile.extraction.einvoice.sums import read_sums
from python_ocr_reconcile.extraction.invoice.draft import Draft
from python_ocr_reconcile.extraction.invoice.proof import statuses
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.invoice import Invoice, LineItem, TaxLine

_NAMES = (
    "invoice_number", "vendor_name", "vendor_tax_id", "customer_name", "customer_tax_id", "po_number",
)  # fmt: skip
_HEAD = (*_NAMES, "invoice_date", "due_date", "vendor_address", "payment_terms", "currency", "iban")


@dataclass(frozen=True, slots=True)
class StatedInvoice:
    """An e-invoice as an invoice of the document."""

    invoice: Invoice
    broken: tuple[str, ...]
    """The rules of EN 16931 that its sums break."""
    doubles: tuple[Contradiction, ...] = ()
    """What another XML file in the same PDF states otherwise for the same invoice."""
    amounts: frozenset[Decimal] = frozenset()
    """The size of every amount that the XML states, also those that have no field in the document."""


def assemble(einvoice: EInvoice, invoice_id: str, doubles: Sequence[Contradiction] = ()) -> StatedInvoice:
    """The invoice that the XML states; its evidence names the business term of each value."""
    draft = Draft(1)
    sums = read_sums(einvoice)
    for field in _HEAD:
        _put(draft, field, einvoice.document.get(field))
    for field, stated in sums.document.items():
        _put(draft, field, stated)
    for field in ("subtotal", "tax_total", "total_amount", "amount_due"):
        if field not in draft.values:
            _put(draft, field, einvoice.document.get(field))
    items = [_line(draft, place, line) for place, line in enumerate(sums.lines)]
    taxes = [_tax_line(draft, place, line) for place, line in enumerate(sums.tax_lines)]
    add_checks(draft, items, taxes, sums.adjusted)
    broken = broken_rules(einvoice)
    proof = prove(draft, items, taxes, sums.adjusted, broken=bool(broken))
    invoice = Invoice(
        invoice_id=invoice_id,
        document_type="credit_note" if einvoice.credit_note else "invoice",
        line_items=list(items),
        tax_lines=list(taxes),
        evidence=statuses(draft, proof),
        checks=draft.checks,
        proof=proof,
        **draft.values,
    )
    return StatedInvoice(invoice, tuple(broken), tuple(doubles), einvoice.amounts())


def _put(draft: Draft, field: str, stated: Stated | None) -> None:
    if stated is None:
        return
    value = stated.value
    if value is None:
        reason = f"the XML has {stated.raw[:60]!r}, which cannot be read"
        draft.evidence[field] = Evidence(raw=stated.raw, source="xml", method=stated.term, reason=reason)
        return
    if field in _NAMES:
        value = value[: DOCUMENT_LIMITS.name]
    draft.values[field] = value
    draft.evidence[field] = _evidence(stated, value)


def _evidence(stated: Stated, value: Any) -> Evidence:
    return Evidence(value=value, raw=stated.raw, source="xml", method=stated.term, status="read")


def _line(draft: Draft, place: int, line: Mapping[str, Stated]) -> LineItem:
    return LineItem(line_number=place + 1, **_cells(draft, f"line_items/{place}", line))


def _tax_line(draft: Draft, place: int, line: Mapping[str, Stated]) -> TaxLine:
    return TaxLine(**_cells(draft, f"tax_lines/{place}", line))


def _cells(draft: Draft, pointer: str, cells: Mapping[str, Stated]) -> dict[str, Any]:
    values: dict[str, Decimal | str] = {}
    for name, stated in cells.items():
        value = stated.value
        if name in {"item_code", "category"}:
            value = value[: DOCUMENT_LIMITS.name]
        values[name] = value
        draft.evidence[f"{pointer}/{name}"] = _evidence(stated, value)
    return values
