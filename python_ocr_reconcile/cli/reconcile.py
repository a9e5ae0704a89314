"""``ocr-reconcile reconcile INVOICES BANK``: which transaction pays which invoice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from python_ocr_reconcile.cli.console import console, print_value
from python_ocr_reconcile.cli.paths import existing_file
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError, MalformedJSONError, WrongKindError

if TYPE_CHECKING:
    from python_ocr_reconcile.models.invoice import InvoiceDocument
    from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
    from python_ocr_reconcile.models.statement import BankDocument

_RECORDS = {"invoice": ("invoices", "invoice_id", "inv"), "bank": ("transactions", "transaction_id", "txn")}


@click.command()
@click.argument("invoices")
@click.argument("bank")
@click.option("--json", "as_json", is_flag=True, help="Print the result document.")
@click.pass_obj
def reconcile(settings: Settings, invoices: str, bank: str, *, as_json: bool) -> None:
    """Match INVOICES with the transactions of BANK.

    Each is an upload id, or a JSON file as `extract` prints it; `{"invoices": [...]}` and
    `{"transactions": [...]}` are enough. Two upload ids make a run that is stored.
    """
    document = _reconciled(settings, invoices, bank)
    if as_json:
        print_value(document)
        return
    from python_ocr_reconcile.cli.ledger import print_reconciliation

    print_reconciliation(console(), document)


def _reconciled(settings: Settings, invoices: str, bank: str) -> ReconciliationDocument:
    from python_ocr_reconcile.models.encoding import decode
    from python_ocr_reconcile.models.invoice import InvoiceDocument
    from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
    from python_ocr_reconcile.models.statement import BankDocument

    if _is_id(invoices) or _is_id(bank):
        from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

        with initialize_production_json_system(settings=settings) as api:
            if _is_id(invoices) and _is_id(bank):
                run = api.reconcile(int(invoices), int(bank))
                return decode(run.reconciliation_match_json, ReconciliationDocument)
            bills = _stored(api, "invoice", invoices) if _is_id(invoices) else None
            account = _stored(api, "bank", bank) if _is_id(bank) else None
    else:
        bills = account = None
    from python_ocr_reconcile.reconciliation import reconcile as match

    left: InvoiceDocument = bills or decode(_file("invoice", invoices), InvoiceDocument)
    right: BankDocument = account or decode(_file("bank", bank), BankDocument)
    return match(left, right)


def _is_id(text: str) -> bool:
    """Whether it is an upload id, of 19 digits at most; else it names a file."""
    return text.isascii() and text.isdigit() and len(text) <= 19


def _stored(api: Any, kind: str, upload_id: str) -> Any:
    from python_ocr_reconcile.errors import NotReadyError
    from python_ocr_reconcile.models.encoding import decode
    from python_ocr_reconcile.models.invoice import InvoiceDocument
    from python_ocr_reconcile.models.production_json_models import DOCUMENT_COLUMN
    from python_ocr_reconcile.models.statement import BankDocument

    row = api.fetch(kind, int(upload_id))
    data = getattr(row, DOCUMENT_COLUMN[kind])
    if data is None:
        raise NotReadyError(f"{kind} upload {upload_id} is {row.status}")
    return decode(data, InvoiceDocument if kind == "invoice" else BankDocument)


def _file(kind: str, name: str) -> bytes:
    """The JSON of a file, every record with an id. Raises an error that names the file and the remedy."""
    from python_ocr_reconcile.models.encoding import decode_plain, encode

    records, id_key, prefix = _RECORDS[kind]
    path = existing_file(Path(name))
    data = path.read_bytes()
    try:
        document = decode_plain(data)
    except MalformedJSONError as problem:
        hint = f"; read it first: ocr-reconcile extract {path} > {path.stem}.json"
        raise InvalidFileError(
            f"{path} is not JSON ({problem}){hint if not _is_text(data) else ''}"
        ) from None
    if not isinstance(document, dict) or not isinstance(document.get(records), list):
        other, _, _ = _RECORDS["bank" if kind == "invoice" else "invoice"]
        if isinstance(document, dict) and isinstance(document.get(other), list):
            raise WrongFileError(f"{path} holds {other}; the order is INVOICES, then BANK")
        raise InputError(f'{path} holds no list "{records}"')
    for position, record in enumerate(document[records], 1):
        if isinstance(record, dict):
            record.setdefault(id_key, f"{prefix}-{position}")
    return encode(document)


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:1024] and not data.startswith(b"%PDF")


class InvalidFileError(MalformedJSONError):
    """The file is not valid JSON."""

    advice = "Give a JSON file as `ocr-reconcile extract` prints it, or an upload id."


class WrongFileError(WrongKindError):
    """The file holds another kind of document."""

    exit_code = 64  # EX_USAGE: the document is there, in the wrong place
    advice = "Change the order of the two files."
