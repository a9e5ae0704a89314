"""Uploads of both kinds as one list: searched, sorted, paged by key, and added up by currency.

Each page is asked from either table by itself and merged, so that every order is one that an index has: a
union of both would be sorted as a whole for every page.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, Table, and_, false, func, literal, or_, select

from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.errors import InputError
from python_ocr_reconcile.models.evidence import Proof
from python_ocr_reconcile.models.file import UploadStatus
from python_ocr_reconcile.models.production_json_models import UploadKind
from python_ocr_reconcile.storage.engine import Database
from python_ocr_reconcile.storage.filters import conditions
from python_ocr_reconcile.storage.paging import check_limit
from python_ocr_reconcile.storage.search import few_holding, holding
from python_ocr_reconcile.storage.tables import bank_uploads, invoice_uploads

DocumentOrder = Literal["doubtful", "newest", "date", "amount"]
DOCUMENT_ORDERS: tuple[DocumentOrder, ...] = get_args(DocumentOrder)
DOUBTFUL_FIRST: tuple[UploadStatus, ...] = ("failed", "needs_review", "processing", "pending", "completed")
_TABLES: Mapping[str, Table] = {"invoice": invoice_uploads, "bank": bank_uploads}


class DocumentRow(msgspec.Struct, frozen=True, kw_only=True):
    """One upload of either kind, as a list shows it."""

    kind: UploadKind
    upload_id: int
    file_name: str
    status: UploadStatus
    error_code: str | None
    error_message: str | None
    pages_total: int
    upload_timestamp: datetime
    confidence_score: float | None
    proof: Proof | None
    """``None`` where nothing was found, and of what an earlier version read."""
    who: str | None
    """Vendors, one on a line, or the bank."""
    account: str | None
    currencies: str | None
    """ISO 4217, one on a line."""
    amount: Decimal | None
    """Total of the invoices, or the closing balance; ``None`` where there are several currencies."""
    count: int
    """Invoices or transactions found."""
    date_start: date | None
    date_end: date | None


class CurrencyTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What the uploads of a list come to in one currency."""

    currency: str | None
    invoice_files: int
    invoiced: Decimal
    statements: int
    paid_out: Decimal
    paid_in: Decimal


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """Which uploads are wanted. `None` means that it does not matter."""

    kind: UploadKind | None = None
    statuses: Sequence[UploadStatus] | None = None
    proof: Proof | None = None
    search: str | None = None
    """Part of a file name, a vendor, a bank or an account."""
    vendor: str | None = None
    currency: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query as it is put to the database: by whom, and with the texts looked up."""

    query: DocumentQuery
    own: Mapping[str, Sequence[ColumnElement[bool]]]
    """By kind, the rows that may be seen."""
    texts: Mapping[str, Sequence[ColumnElement[bool]]]
    """By kind, those that hold what is searched for."""


class DocumentStore:
    """Lists over both kinds of upload."""

    database: Database
    tenant: str | None
    most_rows: int

    def list_documents(
        self,
        query: DocumentQuery,
        order: DocumentOrder = "newest",
        cursor: str | None = None,
        limit: int = 50,
    ) -> tuple[list[DocumentRow], str | None]:
        """Uploads of both kinds in `order`, and the cursor of the next page if there is one.

        ``doubtful``: failed, then to be reviewed, being read, waiting, completed; the newest of each first.
        Raises `InputError` on a cursor, a limit or a value that is not understood.
        """
        check_limit(limit, self.most_rows)
        with self.database.read() as connection:
            asked = self._asked(connection, query)
            if order in ("doubtful", "newest"):
                rows = _by_number(connection, asked, order, cursor, limit + 1)
            else:
                rows = _by_value(connection, asked, order, cursor, limit + 1)
        more = len(rows) > limit
        return rows[:limit], _cursor(rows[limit - 1], order) if more else None

    def count_documents(self) -> dict[UploadStatus, int]:
        """How many uploads of both kinds have each status."""
        found: dict[UploadStatus, int] = dict.fromkeys(DOUBTFUL_FIRST, 0)
        with self.database.read() as connection:
            tenant = self._other_than_all(connection)
            for table in _TABLES.values():
                counted = select(table.c.status, func.count()).where(*_own(table, tenant))
                counted = counted.group_by(table.c.status)
                for status, count in connection.execute(counted):
                    found[status] += count
        return found

    def _asked(self, connection: Connection, query: DocumentQuery) -> _Asked:
        tenant = self._other_than_all(connection)
        own = {kind: _own(table, tenant) for kind, table in _TABLES.items()}
        wanted = {"search": query.search, "vendor": query.vendor}
        words = {which: text for which, text in wanted.items() if text}
        texts: dict[str, Sequence[ColumnElement[bool]]] = {}
        for kind in _kinds(query) if words else ():
            if query.vendor and kind == "bank":
                texts[kind] = [false()]
                continue
            few = few_holding(connection, kind, words, own[kind])
            texts[kind] = holding(connection, kind, words) if few is None else [_TABLES[kind].c.id.in_(few)]
        return _Asked(query, own, texts)

    def _other_than_all(self, connection: Connection) -> str | None:
        """The tenant to look for; ``None`` where every row is his, so that every index keeps its order.

        Asked in the transaction that then lists. On SQLite that sees one state of the database; PostgreSQL
        might show a row that came in between, so there the tenant is always looked for.
        """
        if self.tenant is None or not self.database.is_sqlite:
            return self.tenant
        for table in _TABLES.values():
            for edge in (func.min, func.max):
                found = connection.execute(select(edge(table.c.tenant))).scalar()
                if found not in (None, self.tenant):
                    return self.tenant
        return None

    def document_totals(self, query: DocumentQuery) -> list[CurrencyTotal]:
        """What the uploads that `query` wants come to, by currency; those in no currency come last."""
        totals: dict[str | None, dict[str, Any]] = {}
        with self.database.read() as connection:
            asked = self._asked(connection, query)
            for currency, count, amount in _invoiced(connection, asked):
                own = totals.setdefault(currency, _nothing())
                own["invoice_files"] += count
                own["invoiced"] += amount or 0
            for currency, count, debits, credits_ in connection.execute(_booked(asked)):
                own = totals.setdefault(currency, _nothing())
                own["statements"] += count
                own["paid_out"] += debits or 0
                own["paid_in"] += credits_ or 0
        return [
            CurrencyTotal(currency=currency, **own)
            for currency, own in sorted(totals.items(), key=lambda item: (item[0] is None, item[0] or ""))
        ]


def _nothing() -> dict[str, Any]:
    zero = Decimal("0.00")
    return {"invoice_files": 0, "invoiced": zero, "statements": 0, "paid_out": zero, "paid_in": zero}


def _invoiced(connection: Connection, asked: _Asked) -> Iterable[tuple[str | None, int, Decimal | None]]:
    table, where = invoice_uploads, _where("invoice", asked)
    one = and_(*where, table.c.total_amount.is_not(None))
    summed = (
        select(table.c.currencies, func.count(), func.sum(table.c.total_amount))
        .where(one)
        .group_by(table.c.currencies)
    )
    for currencies, count, amount in connection.execute(summed):
        yield (currencies or "").strip() or None, count, amount
    several = select(table.c.currency_summary).where(
        *where, table.c.total_amount.is_(None), table.c.currencies.is_not(None)
    )
    for (summary,) in connection.execute(several):
        for currency, part in (summary or {}).items():
            yield currency, 1, part["total_amount"]


def _booked(asked: _Asked) -> Select[Any]:
    """By currency: how many statements, and what was paid out and in."""
    table = bank_uploads
    summed = select(
        table.c.currency, func.count(), func.sum(table.c.total_debits), func.sum(table.c.total_credits)
    )
    read = table.c.status.in_(("completed", "needs_review"))
    return summed.where(*_where("bank", asked), read).group_by(table.c.currency)


def _columns(kind: str) -> Select[Any]:
    table = _TABLES[kind]
    shared = [
        table.c[name]
        for name in (
            "upload_id", "file_name", "status", "error_code", "error_message", "pages_total",
            "upload_timestamp", "confidence_score", "proof",
        )
    ]  # fmt: skip
    own = (
        {
            "who": table.c.vendors,
            "account": literal(None),
            "currencies": table.c.currencies,
            "amount": table.c.total_amount,
            "count": table.c.total_invoices_found,
            "date_start": table.c.date_range_start,
            "date_end": table.c.date_range_end,
        }
        if kind == "invoice"
        else {
            "who": table.c.bank_name,
            "account": table.c.account_number,
            "currencies": table.c.currency,
            "amount": table.c.closing_balance,
            "count": table.c.total_transactions_found,
            "date_start": table.c.statement_period_start,
            "date_end": table.c.statement_period_end,
        }
    )
    return select(literal(kind).label("kind"), *shared, *(column.label(name) for name, column in own.items()))


_VALUE = {
    ("invoice", "date"): invoice_uploads.c.date_range_end,
    ("bank", "date"): bank_uploads.c.statement_period_end,
    ("invoice", "amount"): invoice_uploads.c.total_amount,
    ("bank", "amount"): bank_uploads.c.closing_balance,
}


def _where(kind: str, asked: _Asked) -> list[ColumnElement[bool]]:
    """The conditions of `asked` on the table of `kind`."""
    table, query = _TABLES[kind], asked.query
    if query.kind not in (None, kind):
        return [false()]
    names = (
        {"date_from": "invoice_date_from", "date_to": "invoice_date_to"}
        if kind == "invoice"
        else {"date_from": "period_from", "date_to": "period_to"}
    )
    given: dict[str, Any] = {"currency": query.currency}
    given |= {name: getattr(query, field) for field, name in names.items()}
    where = [*asked.own[kind], *conditions(kind, given), *asked.texts.get(kind, ())]
    if query.statuses is not None:
        where.append(table.c.status.in_(query.statuses))
    if query.proof is not None:
        where.append(table.c.proof == query.proof)
    amount = _VALUE[kind, "amount"]
    if query.amount_min is not None:
        where.append(amount >= query.amount_min)
    if query.amount_max is not None:
        where.append(amount <= query.amount_max)
    return where


def _own(table: Table, tenant: str | None) -> list[ColumnElement[bool]]:
    return [] if tenant is None else [table.c.tenant == tenant]


def _kinds(query: DocumentQuery) -> list[str]:
    return [kind for kind in _TABLES if query.kind in (None, kind)]


def _by_number(
    connection: Connection, asked: _Asked, order: str, cursor: str | None, most: int
) -> list[DocumentRow]:
    """The newest first; doubtful first: those of one status after those of another."""
    query, first, before = asked.query, 0, None
    ranks: list[UploadStatus | None] = [None]
    if order == "doubtful":
        ranks = list(DOUBTFUL_FIRST)
    if cursor is not None:
        rank, number = _parts(cursor, 2)
        first, before = _number(rank), _number(number)
    rows: list[DocumentRow] = []
    for status in ranks[first:]:
        if status is not None and query.statuses is not None and status not in query.statuses:
            before = None
            continue
        parts = []
        for kind in _kinds(query):
            table = _TABLES[kind]
            wanted = _columns(kind).where(*_where(kind, asked))
            if status is not None:
                wanted = wanted.where(table.c.status == status)
            if before is not None:
                # By the row's own key, which every index ends in: it rises with the number of the upload.
                edge = (
                    select(table.c.id)
                    .where(table.c.upload_id < before)
                    .order_by(table.c.upload_id.desc())
                    .limit(1)
                )
                wanted = wanted.where(table.c.id <= edge.scalar_subquery())
            wanted = wanted.order_by(table.c.id.desc()).limit(most - len(rows))
            parts.append([_row(one) for one in connection.execute(wanted)])
        merged = heapq.merge(*parts, key=lambda row: -row.upload_id)
        rows += islice(merged, most - len(rows))
        before = None
        if len(rows) >= most:
            break
    return rows


def _by_value(
    connection: Connection, asked: _Asked, order: str, cursor: str | None, most: int
) -> list[DocumentRow]:
    """The latest or the largest first; those without a date or an amount come last."""
    after: tuple[Any, int] | None = None
    if cursor is not None:
        text, number = _parts(cursor, 2)
        after = _typed(text, order), _number(number)
    parts = []
    for kind in _kinds(asked.query):
        rows: list[DocumentRow] = []
        for has_value in (True, False):
            if len(rows) < most and not (has_value and after is not None and after[0] is None):
                wanted = _value_page(kind, asked, order, has_value=has_value, after=after)
                rows += map(_row, connection.execute(wanted.limit(most - len(rows))))
        parts.append(rows)

    def key(row: DocumentRow) -> tuple[bool, Any, int]:
        value = row.date_end if order == "date" else row.amount
        if value is None:
            return True, 0, -row.upload_id
        return False, -value.toordinal() if isinstance(value, date) else -value, -row.upload_id

    return list(islice(heapq.merge(*parts, key=key), most))


def _value_page(
    kind: str, asked: _Asked, order: str, *, has_value: bool, after: tuple[Any, int] | None
) -> Select[Any]:
    table, value = _TABLES[kind], _VALUE[kind, order]
    wanted = _columns(kind).where(*_where(kind, asked))
    if not has_value:
        wanted = wanted.where(value.is_(None))
        if after is not None and after[0] is None:
            wanted = wanted.where(table.c.upload_id < after[1])
        return wanted.order_by(table.c.id.desc())
    wanted = wanted.where(value.is_not(None))
    if after is not None:
        same = and_(value == after[0], table.c.upload_id < after[1])
        wanted = wanted.where(value <= after[0], or_(value < after[0], same))
    return wanted.order_by(value.desc(), table.c.id.desc())


def _row(row: Any) -> DocumentRow:
    return DocumentRow(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _cursor(row: DocumentRow, order: str) -> str:
    if order == "newest":
        return f"0~{row.upload_id}"
    if order == "doubtful":
        return f"{DOUBTFUL_FIRST.index(row.status)}~{row.upload_id}"
    value = row.date_end if order == "date" else row.amount
    return f"{'' if value is None else value}~{row.upload_id}"


def _parts(cursor: str, count: int) -> list[str]:
    parts = cursor.split("~")
    if len(parts) != count:
        raise _no_cursor()
    return parts


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise _no_cursor()
    return int(text)


def _typed(text: str, order: str) -> Any:
    if not text:
        return None
    try:
        value = date.fromisoformat(text) if order == "date" else Decimal(text)
    except (ValueError, ArithmeticError):
        raise _no_cursor() from None
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value) <= DOCUMENT_LIMITS.money):
        raise _no_cursor()
    return value


def _no_cursor() -> InputError:
    return InputError("the cursor is not one that a list has given; leave it out to start at the first row")
