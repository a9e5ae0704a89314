"""Reconcile: choose files, look at what was matched and why, and say what is right."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug import Response as BaseResponse

from python_ocr_reconcile.errors import DocumentChangedError, InputError, NotFoundError, OcrReconcileError
from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.models.file import READ_STATUSES
from python_ocr_reconcile.models.production_json_models import ReconciliationMatch, UploadKind
from python_ocr_reconcile.models.reconciliation import Match, ReconciliationDocument
from python_ocr_reconcile.models.wanted_link import InvoiceRef, TransactionRef, WantedLink
from python_ocr_reconcile.reconciliation.named import in_words, transaction_names
from python_ocr_reconcile.reconciliation.summary import matched_by_currency
from python_ocr_reconcile.services.match_evidence import EvidenceUploads, evidence_of
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.services.revise import Author
from python_ocr_reconcile.storage.documents import DocumentQuery
from python_ocr_reconcile.web.document import ROWS as DOCUMENT_ROWS
from python_ocr_reconcile.web.rendering import page, part, url
from python_ocr_reconcile.web.waterfall import waterfall

CHOICES = 100
"""Files of each kind, the newest, that can be chosen from; others by their number in the address."""
RUNS = 20
MATCHES = 50
"""Of a list of links, on one page."""
ROWS = 200
"""Open invoices, and open transactions, on one page."""
LISTS = ("look", "matched", "unmatched")
_MOST_CHOSEN = 1_000


def add_reconcile(pages: Blueprint, api: ProductionJSONAPI) -> None:
    """The routes of reconciliation."""

    @pages.get("/reconcile")
    def reconcile() -> Response:
        return _chooser(api)

    @pages.post("/reconcile")
    def start_run() -> BaseResponse:
        try:
            run = api.reconcile(_ids("invoices"), _ids("bank"))
        except OcrReconcileError as problem:
            if problem.http_status >= 500:
                raise
            return _chooser(api, problem)
        return redirect(url("run", reconciliation_id=run.reconciliation_id), 303)

    @pages.get("/reconcile/<int:reconciliation_id>")
    def run(reconciliation_id: int) -> Response:
        return _run_page(api.store.get_reconciliation(reconciliation_id))

    @pages.get("/reconcile/<int:reconciliation_id>/matches/<match_id>")
    def evidence(reconciliation_id: int, match_id: str) -> Response:
        document = _document(api.store.get_reconciliation(reconciliation_id))
        match = _match(document, match_id)
        uploads = EvidenceUploads(
            lambda number: api.store.find_upload(number, with_document=True, with_page_layer=True)
        )
        shown = evidence_of(match, document, uploads)
        return Response(part("evidence.html", shown=shown, rows=DOCUMENT_ROWS), mimetype="text/html")

    @pages.post("/reconcile/<int:reconciliation_id>/judge")
    def judge(reconciliation_id: int) -> BaseResponse:
        row = api.store.get_reconciliation(reconciliation_id)
        try:
            if request.form.get("seen") != _version(row):
                raise DocumentChangedError(f"Reconciliation {reconciliation_id} is another by now.")
            following = _following(row)
            done = _judge(api, row)
        except OcrReconcileError as problem:
            if problem.http_status >= 500:
                raise
            return _run_page(row, problem)
        to = url("run", reconciliation_id=reconciliation_id, show=_list(), done=done, _anchor=following)
        return redirect(to, 303)


def _chooser(api: ProductionJSONAPI, problem: OcrReconcileError | None = None) -> Response:
    most = api.store.most_rows
    sides = {
        kind: api.store.list_documents(
            DocumentQuery(kind=kind, statuses=READ_STATUSES), "newest", None, min(CHOICES, most)
        )[0]
        for kind in _KINDS
    }
    runs, _ = api.store.list_reconciliations({}, None, min(RUNS, most))
    chosen = {"invoice": set(_ids("invoices")), "bank": set(_ids("bank"))}
    for kind, rows in sides.items():
        if not chosen[kind] and rows:
            done = next((row for row in rows if row.status == "completed"), rows[0])
            chosen[kind] = {done.upload_id}
    status = 200 if problem is None else problem.http_status
    return page(
        "reconcile.html",
        status=status,
        tab="reconcile",
        sides=sides,
        chosen=chosen,
        runs=runs,
        problem=problem,
    )


_KINDS: tuple[UploadKind, ...] = ("invoice", "bank")


def _ids(name: str) -> list[int]:
    """The uploads that the form or the address names. Raises `InputError`."""
    texts = request.values.getlist(name)
    if len(texts) > _MOST_CHOSEN or not all(
        text.isascii() and text.isdigit() and len(text) < 19 for text in texts
    ):
        raise InputError("An upload is named by its number.")
    return list(dict.fromkeys(int(text) for text in texts))


def _run_page(row: ReconciliationMatch, problem: OcrReconcileError | None = None) -> Response:
    document = _document(row)
    look = sorted(document.partial, key=lambda match: match.match_score)
    matched = sorted(document.matched, key=lambda match: (match.decision != "none", match.match_score))
    show = _list() or ("look" if look else "matched")
    entries = {"look": look, "matched": matched, "unmatched": []}[show]
    number = _page_number()
    shown = entries[(number - 1) * MATCHES : number * MATCHES]
    find = request.values.get("find", "").strip()[:100]
    open_rows = [one for one in document.unmatched.bank_transactions if _is_found(_texts(one), find)]
    open_bills = [one for one in document.unmatched.invoices if _is_found(_bill_texts(one), find)]
    here = slice((number - 1) * ROWS, number * ROWS)
    history = document.reconciliation_info.history
    undone = {one.undoes for one in history if one.undoes}
    last = next(
        (one for one in reversed(history) if one.action != "undone" and one.judgement_id not in undone), None
    )
    total, size = len(entries), MATCHES
    if show == "unmatched":
        total, size = max(len(open_rows), len(open_bills)), ROWS
    names = transaction_names(document)
    return page(
        "run.html",
        status=200 if problem is None else problem.http_status,
        tab="reconcile",
        row=row,
        document=document,
        summary=document.reconciliation_summary,
        told=lambda sentence: in_words(sentence, names),
        matched_money=matched_by_currency(document.matched),
        sources=document.source_documents,
        show=show,
        counts={
            "look": len(look),
            "matched": len(matched),
            "unmatched": len(document.unmatched.invoices) + len(document.unmatched.bank_transactions),
        },
        entries=[(match, waterfall(match.matching_criteria, match.match_score)) for match in shown],
        open_invoices=open_bills[here],
        open_invoices_count=len(open_bills),
        open_rows=open_rows[here],
        open_count=len(open_rows),
        find=find,
        sheet={"number": number, "of": max(1, -(-total // size))},
        history=history,
        undone=undone,
        last=last,
        seen=_version(row),
        done=request.args.get("done"),
        problem=problem,
    )


def _texts(one: Any) -> tuple[str | None, ...]:
    """Of an open transaction, what is searched."""
    amount = one.debit_amount if one.debit_amount is not None else one.credit_amount
    return one.description, one.counterparty_name, f"{amount:f}" if amount is not None else None


def _bill_texts(one: Any) -> tuple[str | None, ...]:
    """Of an open invoice, the same."""
    total = f"{one.total_amount:f}" if one.total_amount is not None else None
    return one.invoice_number, one.vendor_name, one.customer_name, total


def _is_found(texts: tuple[str | None, ...], find: str) -> bool:
    if not find:
        return True
    wanted = find.casefold()
    return any(wanted in text.casefold() or wanted.replace(",", "") in text for text in texts if text)


def _list() -> str | None:
    show = request.values.get("show")
    if show not in (None, "", *LISTS):
        raise InputError(f"The list is one of {', '.join(LISTS)}.")
    return show or None


def _page_number() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text)):
        raise InputError("page is a number from 1.")
    return int(text)


def _document(row: ReconciliationMatch) -> ReconciliationDocument:
    return decode(row.reconciliation_match_json, ReconciliationDocument)


def _version(row: ReconciliationMatch) -> str:
    return hashlib.sha256(row.reconciliation_match_json).hexdigest()


def _match(document: ReconciliationDocument, match_id: str) -> Match:
    for match in (*document.matched, *document.partial):
        if match.match_id == match_id:
            return match
    raise NotFoundError(f"this run has no link {match_id[:60]!r}")


def _following(row: ReconciliationMatch) -> str | None:
    """The entry to go on with, once this one is judged: the next in its list."""
    document, match_id = _document(row), request.form.get("match_id")
    entries = document.partial if _list() == "look" else document.matched
    ids = [match.match_id for match in sorted(entries, key=lambda match: match.match_score)]
    if match_id not in ids:
        return None
    place = ids.index(match_id) + 1
    return f"m-{ids[place]}" if place < len(ids) else None


def _judge(api: ProductionJSONAPI, row: ReconciliationMatch) -> str:
    """Do what the form says; gives what was done."""
    number, form = row.reconciliation_id, request.form
    reason = " ".join(form.get("reason", "").split())[:500] or None
    match form.get("do"):
        case "confirm":
            api.feedback.confirm(number, form.get("match_id", ""), Author(api.store.actor, reason), seen=row)
            return "confirmed"
        case "reject":
            api.feedback.reject(number, form.get("match_id", ""), Author(api.store.actor, reason), seen=row)
            return "rejected"
        case "undo":
            api.feedback.undo(number, form.get("judgement_id", ""), Author(api.store.actor, reason), seen=row)
            return "undone"
        case "link":
            wanted = WantedLink(
                invoices=[InvoiceRef(upload_id=of, invoice_id=which) for of, which in _chosen("invoice")],
                bank_transactions=[
                    TransactionRef(upload_id=of, transaction_id=which) for of, which in _chosen("transaction")
                ],
            )
            if not wanted.invoices or not wanted.bank_transactions:
                raise InputError("Choose at least one invoice and one transaction.")
            api.feedback.link(number, wanted, Author(api.store.actor, reason), seen=row)
            return "linked"
    raise InputError("The form does not say what to do.")


def _chosen(name: str) -> list[tuple[int | None, str]]:
    """Rows that were ticked: the upload, if the run names one, and the id within it."""
    found = []
    for text in request.form.getlist(name)[:_MOST_CHOSEN]:
        upload, _, which = text.partition("/")
        if upload and not (upload.isascii() and upload.isdigit() and len(upload) < 19):
            raise InputError("The form names a row that cannot be.")
        found.append((int(upload) if upload else None, which))
    return found
