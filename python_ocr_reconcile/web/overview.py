"""Overview: what was paid, what is open, overdue or unexplained, and what waits for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from python_ocr_reconcile.errors import InputError, NotFoundError
from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
from python_ocr_reconcile.reconciliation.summary import allocated
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.storage.store import Store
from python_ocr_reconcile.web.rendering import page

RUNS = 20
"""The latest, which can be chosen from."""
VENDORS = 15
BAR = 300
"""Units of the longest bar."""


class Sums(msgspec.Struct, kw_only=True):
    """Amounts of one month or one vendor, in one currency."""

    name: str
    currency: str
    paid: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    """For credit notes that were settled alone."""
    proposed: Decimal = Decimal(0)
    open: Decimal = Decimal(0)
    overdue: Decimal = Decimal(0)
    """Part of what is open."""
    unexplained: Decimal = Decimal(0)
    """Money out that pays no invoice."""

    @property
    def largest(self) -> Decimal:
        """What the longest bar of all is measured by."""
        return abs(self.paid) + abs(self.proposed) + abs(self.open)

    def bar(self, part: Decimal, longest: Decimal) -> float:
        """How long the bar of `part` is."""
        return round(float(abs(part) / longest) * BAR, 1) if longest else 0.0


def add_overview(pages: Blueprint, api: ProductionJSONAPI) -> None:
    """The route of the overview."""

    @pages.get("/overview")
    def overview() -> Response:
        runs, _ = api.store.list_reconciliations({}, None, min(RUNS, api.store.most_rows))
        chosen = request.args.get("run") or (str(runs[0].reconciliation_id) if runs else None)
        if chosen is not None and not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
            raise InputError("run is the number of a run.")
        run = None if chosen is None else api.store.get_reconciliation(int(chosen))
        told: dict[str, Any] = {"months": [], "vendors": [], "totals": []}
        if run is not None:
            document = decode(run.reconciliation_match_json, ReconciliationDocument)
            told = _told(document, _due_dates(document, api.store))
        return page(
            "overview.html", tab="overview", counts=api.store.count_documents(), runs=runs, run=run, **told
        )


def _due_dates(document: ReconciliationDocument, store: Store) -> dict[tuple[int | None, str], date | None]:
    """When each invoice of the run is due, as its upload says now."""
    due: dict[tuple[int | None, str], date | None] = {}
    sources = document.source_documents.invoices
    for source in sources:
        if source.upload_id is None:
            continue
        try:
            row: Any = store.get("invoice", source.upload_id)
        except NotFoundError:
            continue
        held = decode(row.invoice_json or b"{}", InvoiceDocument)
        for invoice in held.invoices:
            due[source.upload_id, invoice.invoice_id] = invoice.due_date
            if len(sources) == 1:
                due[None, invoice.invoice_id] = invoice.due_date
    return due


def _told(document: ReconciliationDocument, due: dict[tuple[int | None, str], date | None]) -> dict[str, Any]:
    today = datetime.now(UTC).date()
    by: dict[str, dict[tuple[str, str], Sums]] = {"months": {}, "vendors": {}, "totals": {}}

    def add(
        part: str, amount: Decimal | None, currency: str | None, day: date | None, vendor: str | None
    ) -> None:
        keys = {"months": day.strftime("%Y-%m") if day else "", "vendors": vendor or "", "totals": ""}
        for table, name in keys.items():
            if table == "vendors" and part == "unexplained":
                continue
            key = (name, currency or "")
            sums = by[table].setdefault(key, Sums(name=name, currency=currency or ""))
            setattr(sums, part, getattr(sums, part) + (amount or 0))

    for part, matches in (("paid", document.matched), ("proposed", document.partial)):
        for match in matches:
            is_refund = part == "paid" and allocated(match) < 0
            of = {(one.upload_id, one.invoice_id): one for one in match.invoices}
            for one in match.allocations:
                bill = of.get((one.invoice_upload_id, one.invoice_id)) or match.invoices[0]
                amount = -one.amount if is_refund else one.amount
                add(
                    "refunded" if is_refund else part,
                    amount,
                    bill.currency,
                    bill.invoice_date,
                    bill.vendor_name,
                )
    for bill in document.unmatched.invoices:
        add("open", bill.total_amount, bill.currency, bill.invoice_date, bill.vendor_name)
        until = due.get((bill.upload_id, bill.invoice_id))
        if until is not None and until < today:
            add("overdue", bill.total_amount, bill.currency, bill.invoice_date, bill.vendor_name)
    for paid in document.unmatched.bank_transactions:
        if paid.debit_amount is not None:
            add("unexplained", paid.debit_amount, paid.currency, paid.transaction_date, None)
    return {
        "months": _sorted(by["months"].values(), by_name=True),
        "vendors": _sorted(by["vendors"].values(), by_name=False)[:VENDORS],
        "totals": _sorted(by["totals"].values(), by_name=True),
    }


def _sorted(sums: Iterable[Sums], *, by_name: bool) -> list[tuple[Sums, dict[str, float]]]:
    """Each with the lengths of its bars; the bars of one currency are drawn to one scale."""
    rows = list(sums)
    longest: dict[str, Decimal] = defaultdict(Decimal)
    for one in rows:
        longest[one.currency] = max(longest[one.currency], one.largest)
    rows.sort(key=lambda one: (one.currency, one.name) if by_name else (one.currency, -one.largest))
    return [
        (
            one,
            {
                part: one.bar(getattr(one, part), longest[one.currency])
                for part in ("paid", "proposed", "open")
            },
        )
        for one in rows
    ]
