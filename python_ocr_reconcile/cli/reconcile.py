"""``ocr-reconcile reconcile INVOICES BANK``: which transaction pays which invoice."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from python_ocr_reconcile.cli.console import console, print_value
from python_ocr_reconcile.cli.paths import existing_file
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError, MalformedJSONError, WrongKindError

if TYPE_CHECKING:
    from python_ocr_reconcile.models.profile import MatchingProfile
    from python_ocr_reconcile.models.rates import ExchangeRates
    from python_ocr_reconcile.models.reconciliation import ReconciliationDocument

_RECORDS = {"invoice": ("invoices", "invoice_id", "inv"), "bank": ("transactions", "transaction_id", "txn")}


@click.command()
@click.argument("invoices")
@click.argument("bank")
@click.option(
    "--profile",
    metavar="FILE|NAME",
    help="A JSON file that says how to match, as far as it differs from the defaults; or a stored profile.",
)
@click.option(
    "--direction",
    type=click.Choice(["auto", "payables", "receivables"]),
    help="Supplier invoices against money out, or own invoices against money in; auto finds out.",
)
@click.option(
    "--rates",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Exchange rates of this run; else the stored ones hold, where there is a database.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result document.")
@click.pass_obj
def reconcile(
    settings: Settings,
    invoices: str,
    bank: str,
    profile: str | None,
    direction: str | None,
    rates: Path | None,
    *,
    as_json: bool,
) -> None:
    """Match INVOICES with the transactions of BANK.

    Each is an upload id, or a JSON file as `extract` prints it, or several joined by commas;
    `{"invoices": [...]}` and `{"transactions": [...]}` are enough. Upload ids alone make a run that is
    stored.
    """
    document = _reconciled(settings, _parts(invoices), _parts(bank), profile, direction, _rates_file(rates))
    if as_json:
        print_value(document)
        return
    from python_ocr_reconcile.cli.ledger import print_reconciliation

    print_reconciliation(console(), document)


def _parts(text: str) -> list[str]:
    """Ids and files joined by commas; a file whose own name has a comma is one."""
    return [text] if Path(text).exists() else [part.strip() for part in text.split(",")]


def _reconciled(
    settings: Settings,
    invoices: list[str],
    banks: list[str],
    profile: str | None,
    direction: str | None,
    rates: ExchangeRates | None,
) -> ReconciliationDocument:
    from python_ocr_reconcile.models.encoding import decode
    from python_ocr_reconcile.models.profile import MatchingProfile
    from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
    from python_ocr_reconcile.reconciliation import reconcile as match

    sides = [("invoice", one) for one in invoices] + [("bank", one) for one in banks]
    ids = [side for side in sides if _is_id(side[1])]
    given = _profile_file(profile)
    if not ids and (given is not None or profile is None):
        documents = _documents(invoices, banks, {})
        return match(*documents, profile=_directed(given or MatchingProfile(), direction), rates=rates)
    from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

    with initialize_production_json_system(settings=settings) as api:
        chosen = _directed(given or api.matching.profile(profile), direction)
        if len(ids) == len(sides):
            run = api.reconcile(list(map(int, invoices)), list(map(int, banks)), profile=chosen, rates=rates)
            return decode(run.reconciliation_match_json, ReconciliationDocument)
        documents = _documents(invoices, banks, {side: _stored(api, *side) for side in ids})
        rates, memory = rates or api.matching.rates(), api.matching.memory()
    return match(*documents, profile=chosen, rates=rates, memory=memory)


def _documents(
    invoices: list[str], banks: list[str], stored: dict[tuple[str, str], Any]
) -> tuple[list[Any], list[Any]]:
    """The documents of both sides: those that are `stored`, and the others from their files."""
    left, right = (
        _told_apart([stored.get((kind, one)) or _read(kind, one) for one in names])
        for kind, names in (("invoice", invoices), ("bank", banks))
    )
    return left, right


def _told_apart(documents: list[Any]) -> list[Any]:
    """Of several, those that are of no upload numbered by their place: their rows may have the same ids."""
    import msgspec

    if len(documents) == 1:
        return documents
    taken = {one.upload_id for one in documents}
    free = (number for number in count(1) if number not in taken)
    return [
        one if one.upload_id is not None else msgspec.structs.replace(one, upload_id=next(free))
        for one in documents
    ]


def _profile_file(given: str | None) -> MatchingProfile | None:
    """The profile in the file that `given` names; ``None`` where it names a stored one, or is nothing."""
    from python_ocr_reconcile.models.given_profile import profile_of

    if given is None or not (Path(given).is_file() or given.endswith(".json")):
        return None
    return profile_of(existing_file(Path(given)).read_bytes())


def _rates_file(path: Path | None) -> ExchangeRates | None:
    from python_ocr_reconcile.intake.exchange_rates import exchange_rates

    return None if path is None else exchange_rates(existing_file(path).read_bytes(), path.name)


def _directed(profile: MatchingProfile, direction: str | None) -> MatchingProfile:
    import msgspec

    return profile if direction is None else msgspec.structs.replace(profile, direction=direction)


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


def _read(kind: str, name: str) -> Any:
    from python_ocr_reconcile.models.encoding import decode
    from python_ocr_reconcile.models.invoice import InvoiceDocument
    from python_ocr_reconcile.models.statement import BankDocument

    return decode(_file(kind, name), InvoiceDocument if kind == "invoice" else BankDocument)


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
