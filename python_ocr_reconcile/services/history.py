"""What was changed in a document after it was read: entries that can be followed, undone and made again.

A correction is made again whenever its file is extracted anew. Its invoice is the one that carries the same
number, as it was read or as it was corrected, and has the page on which the invoice began; one without a
number is the only one that begins on that page. A value of a line is set again where the line still reads as
it did. What is not found again stays in the history, and the document says so and asks for a look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.file import Change, HistoryEntry, Notice
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.services.correct import Corrected, value_at, values_of, with_values
from python_ocr_reconcile.services.correctable import (
    LISTS,
    BankPlace,
    Place,
    bank_place_of,
    correctable,
    place_of,
    typed,
)
from python_ocr_reconcile.services.documents import CORRECTION_NOT_KEPT, Document

_FOLLOW = frozenset({"total_debits", "total_credits"})
"""Of a statement: where they are not printed, they follow from what was corrected elsewhere."""
_NOT_VALUES = {"evidence", "checks", "confidence_score", "invoice_id", "transaction_id"}
Identity = tuple[str | None, int | None]
"""Of an invoice: its number as it was read, and its first page."""


@dataclass(slots=True)
class _Kept:
    """What was said of one field of one invoice, over all corrections of it."""

    identity: Identity
    field: str
    known: list[Any]
    """Every value that was read or set there."""
    value: Any
    """The last one set."""


def corrections_made(
    corrected: Sequence[Corrected], invoices: Sequence[Invoice], history: Sequence[HistoryEntry]
) -> list[Change]:
    """`corrected` as they are written into the history; `invoices` are those before."""
    changes = []
    for one in corrected:
        assert isinstance(one.place, Place)  # noqa: S101 - tells the type checker
        number, page = _identity(invoices[one.place.invoice], history)
        changes.append(
            Change(
                pointer=one.place.pointer,
                before=_plain(one.before),
                after=_plain(one.after),
                invoice_number=number,
                page=page,
            )
        )
    return changes


def made_again(
    invoices: Sequence[Invoice], before: Sequence[Invoice], history: Sequence[HistoryEntry]
) -> tuple[list[Invoice], list[Notice]]:
    """`invoices`, just read, with every correction of the history that finds its value again.

    `before` are the invoices as they stood until now. A notice says which correction was not kept.
    """
    kept = _last_said(history)
    wanted: dict[int, dict[str, Any]] = {}
    lost = []
    for one in kept:
        numbers = _numbers(one.identity, kept)
        index = _find(invoices, one.identity[1], numbers)
        old = _find(before, one.identity[1], numbers)
        if index is None or not _reads_as_before(
            one, invoices[index], None if old is None else before[old], kept
        ):
            lost.append(_notice(one))
            continue
        place = place_of(f"/invoices/{index}/{one.field}", invoices)
        wanted.setdefault(index, {})[one.field] = typed(place, one.value)
    done = list(invoices)
    for index, values in wanted.items():
        done[index] = with_values(done[index], values)
    return done, lost


def bank_corrections_made(
    corrected: Sequence[Corrected], transactions: Sequence[Transaction]
) -> list[Change]:
    """`corrected` as they are written into the history of a bank document."""
    changes = []
    for one in corrected:
        place = one.place
        page = None
        if isinstance(place, BankPlace) and place.part == "transactions":
            page = transactions[place.index].page_number
        changes.append(
            Change(pointer=place.pointer, before=_plain(one.before), after=_plain(one.after), page=page)
        )
    return changes


def bank_made_again(
    document: BankDocument, before: BankDocument, history: Sequence[HistoryEntry]
) -> tuple[dict[tuple[str, int], dict[str, Any]], list[Notice]]:
    """By list and place in `document`, just read, the values that people have set in it before.

    A transaction is the one at the same place, or the only one elsewhere, that reads as it did; a statement
    the one at the same place. `before` is the document until now. A notice says which correction is lost.
    """
    said: dict[tuple[str, int], dict[str, list[Any]]] = {}
    for entry in history:
        for change in entry.changes if entry.action == "corrected" else ():
            _, part, place, name = change.pointer.split("/")
            known = said.setdefault((part, int(place)), {}).setdefault(name, [])
            known += [change.before, change.after]
    wanted, lost = {}, []
    for (part, index), fields in said.items():
        entries, old = getattr(document, part), getattr(before, part)
        found = _bank_place(entries, old[index] if index < len(old) else None, index, fields)
        if found is None:
            which = f"{part.removesuffix('s')} {index + 1}"
            message = f"{', '.join(fields)} of {which} was corrected by a person; it was not found again."
            lost.append(Notice(code=CORRECTION_NOT_KEPT, message=message))
            continue
        places: dict[str, Sequence[Any]] = {part: entries}
        wanted[part, found] = {
            name: typed(bank_place_of(f"/{part}/{found}/{name}", places), known[-1])
            for name, known in fields.items()
        }
    return wanted, lost


def _bank_place(
    entries: Sequence[Any], old: Any, index: int, fields: Mapping[str, Sequence[Any]]
) -> int | None:
    """Where the entry is that was at `index`: its corrected values are known, all others as they were."""

    def is_it(entry: Any) -> bool:
        if any(
            not any(_same(_plain(getattr(entry, name)), one) for one in known)
            for name, known in fields.items()
        ):
            return False
        struct: Any = type(entry)
        others = set(correctable(struct)) - set(fields) - _FOLLOW
        return old is None or all(_same(getattr(entry, name), getattr(old, name)) for name in others)

    if index < len(entries) and is_it(entries[index]):
        return index
    found = [place for place, entry in enumerate(entries) if isinstance(entry, Transaction) and is_it(entry)]
    return found[0] if len(found) == 1 else None


def differences(before: Document, after: Document) -> list[Change]:
    """Every value that is not the same in both; entries that only moved are passed over."""
    was, now = list(_entries(before)), list(_entries(after))
    same = Counter(key for _, key, _ in was) & Counter(key for _, key, _ in now)
    gone, come = _without(was, same), _without(now, same)
    return [
        Change(pointer=pointer, before=_plain(gone.get(pointer)), after=_plain(come.get(pointer)))
        for pointer in dict.fromkeys((*gone, *come))
        if _plain(gone.get(pointer)) != _plain(come.get(pointer))
    ]


def _last_said(history: Iterable[HistoryEntry]) -> list[_Kept]:
    said: dict[tuple[Identity, str], _Kept] = {}
    for entry in history:
        if entry.action != "corrected":
            continue
        for change in entry.changes:
            identity, field = (change.invoice_number, change.page), change.pointer.split("/", 3)[3]
            one = said.setdefault((identity, field), _Kept(identity, field, [], None))
            one.known += [change.before, change.after]
            one.value = change.after
    return list(said.values())


def _identity(invoice: Invoice, history: Sequence[HistoryEntry]) -> Identity:
    page = next(iter(invoice.page_numbers), None)
    entry = invoice.evidence.get("invoice_number")
    if entry is not None and entry.status == "human":
        for one in _last_said(history):
            is_number = one.field == "invoice_number" and one.value == invoice.invoice_number
            if is_number and one.identity[1] == page:
                return one.identity
    return invoice.invoice_number, page


def _numbers(identity: Identity, kept: Sequence[_Kept]) -> set[str | None]:
    """The numbers that the invoice may carry: as it was read, and as it was corrected."""
    corrected = (one.value for one in kept if one.identity == identity and one.field == "invoice_number")
    return {_compact(number) for number in (identity[0], *corrected)}


def _find(invoices: Sequence[Invoice], page: int | None, numbers: set[str | None]) -> int | None:
    named = [
        index
        for index, invoice in enumerate(invoices)
        if page in invoice.page_numbers and _compact(invoice.invoice_number) in numbers - {None}
    ]
    if not named and None in numbers:
        named = [
            index for index, invoice in enumerate(invoices) if next(iter(invoice.page_numbers), None) == page
        ]
    return named[0] if len(named) == 1 else None


def _compact(number: str | None) -> str | None:
    return None if number is None else "".join(filter(str.isalnum, number)).casefold()


def _reads_as_before(one: _Kept, invoice: Invoice, old: Invoice | None, kept: Sequence[_Kept]) -> bool:
    """Whether the value that was corrected is there; of a line, whether it is still the same line."""
    part, *rest = one.field.split("/")
    if not rest:
        return True
    index, name = rest
    if int(index) >= len(getattr(invoice, part)):
        return False
    if not any(_same(value_at(invoice, one.field), known) for known in one.known):
        return False
    if old is None:
        return True
    corrected = {other.field for other in kept if other.identity == one.identity}
    others = {f"{part}/{index}/{field}" for field in correctable(LISTS[part]) if field != name}
    return all(_same(value_at(invoice, field), value_at(old, field)) for field in others - corrected)


def _same(left: Any, right: Any) -> bool:
    """Signs aside: those of a credit note are turned when it is corrected to be one."""
    if isinstance(left, Decimal | int) and isinstance(right, Decimal | int):
        return abs(left) == abs(right)
    return bool(left == right)


def _notice(one: _Kept) -> Notice:
    number, page = one.identity
    invoice = f"invoice {number}" if number else "an invoice without a number"
    message = f"{one.field} of {invoice} was corrected by a person; it was not found again."
    return Notice(code=CORRECTION_NOT_KEPT, message=message, page=page)


def _entries(document: Document) -> Iterator[tuple[str, bytes, Mapping[str, Any]]]:
    """Of each entry of the document: where it stands, a key of what it says, and its values by field."""
    for part in ("invoices", "statements", "transactions"):
        for index, entry in enumerate(getattr(document, part, ())):
            if isinstance(entry, Invoice):
                values = values_of(entry) | {"page_numbers": entry.page_numbers, "proof": entry.proof}
            else:
                known = msgspec.structs.asdict(entry)
                values = {name: value for name, value in known.items() if name not in _NOT_VALUES}
            yield f"/{part}/{index}", part.encode() + encode(values), values


def _without(entries: Iterable[tuple[str, bytes, Mapping[str, Any]]], same: Counter[bytes]) -> dict[str, Any]:
    """By pointer, the values of the entries that are not among the `same`."""
    left = Counter(same)
    found: dict[str, Any] = {}
    for pointer, key, values in entries:
        if left[key]:
            left[key] -= 1
            continue
        found |= {f"{pointer}/{field}": value for field, value in values.items()}
    return found


def _plain(value: Any) -> Any:
    """`value` as JSON has it: dates as ISO 8601 text."""
    return value.isoformat() if hasattr(value, "isoformat") else value
