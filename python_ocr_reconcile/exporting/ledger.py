"""The books of an export: a beancount ledger, and a CSV file of payments as spreadsheets expect it.

Each invoice is booked against what is owed, each transaction against the bank; a transaction that pays
invoices settles what is owed for them. Nothing is guessed: what is only proposed, or pays nothing, stands as
unexplained and is flagged. A balance is asserted where the statement is proved and the entries lead to it.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from python_ocr_reconcile.exporting.sheets import in_csv
from python_ocr_reconcile.exporting.tables import moved
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.reconciliation import Match, ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument, StatementInfo, Transaction

LEDGER = "ledger.beancount"
PAYMENTS = "payments.csv"
_HEAD = (
    "Date", "Description", "Counterparty", "Amount", "Currency", "Balance", "Account", "Paid invoices",
    "Supplier or customer", "Status", "Sure",
)  # fmt: skip
_OWED = frozenset({"credit_card", "loan"})
_OPENING = "Equity:Opening-Balances"
_UNEXPLAINED = "Equity:Unexplained"
_NO_CURRENCY = "XXX"  # ISO 4217: no currency
_UNDIVIDED = str.maketrans(
    {"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ß": "ss", "Æ": "AE", "æ": "ae", "Œ": "OE",
     "œ": "oe", "Þ": "Th", "þ": "th", "ı": "i"}
)  # fmt: skip
"""Letters that Unicode does not take apart into one of ASCII and a mark."""
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Link:
    """What one transaction pays, as its latest run says."""

    match: Match
    kept: str
    """matched, or to look at."""
    reconciliation_id: int | None


@dataclass(slots=True)
class _Statement:
    info: StatementInfo
    file_name: str
    repeats: bool = False
    """Whether any of its entries stands in the ledger from an earlier statement."""
    latest: date | None = None


@dataclass(slots=True)
class _Account:
    days: dict[date, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    statements: list[_Statement] = field(default_factory=list)


class Ledger:
    """Takes runs first, then uploads, each once; what it writes is in the order in which they come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._links: dict[tuple[int | None, str], Link] = {}
        self._receivable: set[tuple[int | None, str]] = set()
        self._sources: dict[int | None, bool] = {}
        self._accounts: dict[tuple[str, str], _Account] = defaultdict(_Account)
        self._opened: dict[str, None] = {}
        self._seen: set[str] = set()
        self._booked: set[tuple[Any, ...]] = set()
        self._open = ExitStack()
        self._body = self._open.enter_context((folder / "body").open("x", encoding="utf-8", newline="\n"))
        payments = (folder / PAYMENTS).open("x", encoding="utf-8-sig", newline="")  # Excel asks for the mark
        self._payments = csv.writer(self._open.enter_context(payments), lineterminator="\r\n")
        self._payments.writerow(_HEAD)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the files; where all went well they are closed already."""
        self._open.close()

    def add_run(self, document: ReconciliationDocument) -> None:
        """What the transactions of a run pay; of two runs the later one counts."""
        number = document.reconciliation_id
        invoices = document.source_documents.invoices
        only = invoices[0].upload_id if len(invoices) == 1 else None
        banks = document.source_documents.bank
        only_bank = banks[0].upload_id if len(banks) == 1 else None
        for source in invoices:
            self._sources[source.upload_id] = document.reconciliation_info.direction == "receivables"
        for left in document.unmatched.bank_transactions:
            self._links.pop((left.upload_id or only_bank, left.transaction_id), None)
        for kept, matches in (("to look at", document.partial), ("matched", document.matched)):
            for match in matches:
                for one in match.bank_transactions:
                    self._links[one.upload_id or only_bank, one.transaction_id] = Link(match, kept, number)
                total = sum((moved(one) or Decimal(0) for one in match.bank_transactions), Decimal(0))
                owed = sum((one.total_amount or Decimal(0) for one in match.invoices), Decimal(0))
                if kept == "matched" and total * owed > 0:
                    self._receivable |= {(one.upload_id or only, one.invoice_id) for one in match.invoices}

    def add_invoices(self, upload_id: int, document: InvoiceDocument) -> None:
        """The entries of an upload's invoices."""
        for invoice in document.invoices:
            known = (invoice.invoice_number, invoice.vendor_name, invoice.total_amount, invoice.currency)
            if invoice.invoice_number is not None and known in self._booked:
                self._comment(f"invoice {invoice.invoice_number} of upload {upload_id} is booked already")
                continue
            self._booked.add(known)
            self._book_invoice(upload_id, invoice)

    def add_statements(self, upload_id: int, file_name: str, document: BankDocument) -> None:
        """The entries of an upload's transactions, and a line of the payments for each."""
        infos = document.statements or [document.statement_info]
        statements = [_Statement(info, file_name) for info in infos]
        for statement in statements:
            name = self._bank(statement.info)
            self._accounts[name, _currency(statement.info.currency)].statements.append(statement)
        for one in document.transactions:
            statement = statements[min(one.statement_index, len(statements) - 1)]
            link = self._links.get((upload_id, one.transaction_id))
            self._write_payment(one, statement.info, link)
            self._book_transaction(upload_id, one, statement, link)

    def close(self) -> list[Path]:
        """Write what only the whole can tell; gives the files."""
        self._balances()
        self._open.close()
        body = self.folder / "body"
        with (self.folder / LEDGER).open("x", encoding="utf-8", newline="\n") as file:
            file.write("; Made by OCR reconcile: invoices, statements, and what was matched.\n")
            file.write('option "title" "Invoices and statements"\n\n')
            file.writelines(f"1970-01-01 open {account}\n" for account in sorted(self._opened))
            with body.open(encoding="utf-8") as entries:
                while part := entries.read(1 << 20):
                    file.write(part)
        body.unlink()
        return [self.folder / LEDGER, self.folder / PAYMENTS]

    # ------------------------------------------------------------ entries

    def _book_invoice(self, upload_id: int, invoice: Invoice) -> None:
        number, total = invoice.invoice_number or invoice.invoice_id, invoice.total_amount
        if total is None or invoice.invoice_date is None:
            self._comment(f"invoice {number} of upload {upload_id} is not booked: it has no date or no total")
            return
        sold = self._is_sold(upload_id, invoice.invoice_id)
        tax = invoice.tax_total or Decimal(0)
        owed = self._owed(invoice.customer_name if sold else invoice.vendor_name, sold=sold)
        other, taxed = ("Income:Sales", "Liabilities:Tax") if sold else ("Expenses:Purchases", "Assets:Tax")
        sign = -1 if sold else 1
        postings = [(owed, -sign * total), (other, sign * (total - tax))]
        if tax:
            postings.append((taxed, sign * tax))
        party = (invoice.customer_name if sold else invoice.vendor_name) or ""
        self._entry(
            invoice.invoice_date, "*", party, f"{invoice.document_type.replace('_', ' ')} {number}",
            postings, invoice.currency, {"upload": str(upload_id), "invoice": number},
        )  # fmt: skip

    def _book_transaction(
        self, upload_id: int, one: Transaction, statement: _Statement, link: Link | None
    ) -> None:
        info = statement.info
        amount, currency = moved(one), _currency(one.currency or info.currency)
        if one.fingerprint is not None:
            if one.fingerprint in self._seen:  # an overlapping statement prints it again
                statement.repeats = True
                return
            self._seen.add(one.fingerprint)
        day = one.transaction_date or one.value_date or info.statement_period_end
        if amount is None or day is None:
            self._comment(f"{one.transaction_id} of upload {upload_id} is not booked: no date or no amount")
            return
        bank = self._bank(info)
        self._accounts[bank, currency].days[day] += amount
        statement.latest = max(day, statement.latest or day)
        told = {"upload": str(upload_id), "transaction": one.transaction_id}
        counter = [(_UNEXPLAINED, -amount)]
        flag, tags = "!", ""
        if link is not None and link.kept == "matched":
            settled = self._settled(upload_id, one, amount, currency, link)
            if settled is None:
                told["pays"] = _numbers(link)
                self._comment(f"{one.transaction_id} pays in another currency: settle it by hand")
            else:
                counter, flag, tags = settled, "*", f" ^run-{link.reconciliation_id}-{link.match.match_id}"
        elif link is not None:
            told["proposed"] = _numbers(link)
        text = " ".join((one.description or one.transaction_id).split())
        self._entry(
            day, flag, one.counterparty_name or "", text, [(bank, amount), *counter], currency, told, tags
        )

    def _settled(
        self, upload_id: int, one: Transaction, amount: Decimal, currency: str, link: Link
    ) -> list[tuple[str, Decimal]] | None:
        """The postings against what is owed; ``None`` where the invoices are in another currency."""
        match = link.match
        if any(_currency(bill.currency) != currency for bill in match.invoices):
            return None
        bills = {(bill.upload_id, bill.invoice_id): bill for bill in match.invoices}
        sense = -1 if amount < 0 else 1
        worth = sum((bill.total_amount or Decimal(0) for bill in match.invoices), Decimal(0))
        sold = (amount > 0) == (worth > 0)
        parts, left = [], amount
        own = [
            part
            for part in match.allocations
            if part.transaction_id == one.transaction_id and part.bank_upload_id in (None, upload_id)
        ]
        together = sum((part.amount for part in own), Decimal(0))
        if together < 0:  # a credit note that is paid back
            sense = -sense
        for part in own:
            bill = bills.get((part.invoice_upload_id, part.invoice_id), match.invoices[0])
            share = sense * part.amount
            parts.append((self._owed(bill.customer_name if sold else bill.vendor_name, sold=sold), -share))
            left -= share
        if left:
            rest = "Expenses:Payment-Differences" if match.discrepancy.kind != "none" else _UNEXPLAINED
            self._opened[rest] = None
            parts.append((rest, -left))
        return parts

    def _balances(self) -> None:
        """Opening balances, and an assertion at the end of each statement that its entries lead to."""
        for (name, currency), account in sorted(self._accounts.items(), key=lambda item: item[0]):
            known = [
                one
                for one in account.statements
                if one.info.opening_balance is not None and one.info.closing_balance is not None
                and one.info.statement_period_start and one.info.statement_period_end
            ]  # fmt: skip
            known.sort(key=lambda one: (one.info.statement_period_start, one.info.statement_period_end))
            covered: date | None = None
            for one in known:
                covered = self._balance(name, currency, account, one, covered)

    def _balance(
        self, name: str, currency: str, account: _Account, one: _Statement, covered: date | None
    ) -> date | None:
        start, end = one.info.statement_period_start, one.info.statement_period_end
        opening, closing = one.info.opening_balance, one.info.closing_balance
        assert start and end and opening is not None and closing is not None  # noqa: S101, PT018
        before = sum((amount for day, amount in account.days.items() if day < start), Decimal(0))
        if (covered is None or covered < start) and opening != before:
            # The first statement, or one after a gap: what nobody has told of is an opening balance.
            text = "Opening balance" if covered is None else "Not told by any statement here"
            flag = "*" if covered is None else "!"
            postings = [(name, opening - before), (_OPENING, before - opening)]
            self._entry(start, flag, "", text, postings, currency, {})
            account.days[start] += opening - before
        reached = sum((amount for day, amount in account.days.items() if day <= end), Decimal(0))
        if one.info.proof == "proved" and reached == closing:
            self._write(f"\n{end + timedelta(days=1)} balance {name}  {closing:f} {currency}\n")
        else:
            self._comment(
                f"{name} at the end of {end}: the statement says {closing:f} {currency}, not asserted ("
                + ("it is not proved)" if reached == closing else f"the entries lead to {reached:f})")
            )
        return max(end, covered or end)

    # ------------------------------------------------------------ names and text

    def _is_sold(self, upload_id: int, invoice_id: str) -> bool:
        return (upload_id, invoice_id) in self._receivable or self._sources.get(upload_id, False)

    def _owed(self, party: str | None, *, sold: bool) -> str:
        return self._account("Assets:Receivable" if sold else "Liabilities:Payable", party)

    def _bank(self, info: StatementInfo) -> str:
        root = "Liabilities:Bank" if info.statement_type in _OWED else "Assets:Bank"
        return self._account(root, info.iban or info.account_number or info.bank_name)

    def _account(self, root: str, name: str | None) -> str:
        account = f"{root}:{_component(name)}"
        self._opened[account] = None
        return account

    def _entry(
        self,
        day: date,
        flag: str,
        party: str,
        text: str,
        postings: list[tuple[str, Decimal]],
        currency: str | None,
        told: dict[str, str],
        tags: str = "",
    ) -> None:
        head = f'{day} {flag} "{_quoted(party)}" "{_quoted(text)}"{tags}'
        lines = [head, *(f'  {name}: "{_quoted(value)}"' for name, value in told.items())]
        for account, amount in postings:
            self._opened[account] = None
            lines.append(f"  {account}  {amount:f} {_currency(currency)}")
        self._write("\n" + "\n".join(lines) + "\n")

    def _comment(self, text: str) -> None:
        self._write(f"\n; {_line(text)}\n")

    def _write(self, text: str) -> None:
        self._body.write(text)

    def _write_payment(self, one: Transaction, info: StatementInfo, link: Link | None) -> None:
        bills = link.match.invoices if link else []
        parties = {bill.vendor_name or bill.customer_name or "" for bill in bills}
        status = "open" if link is None else link.kept
        row = (
            one.transaction_date, one.description, one.counterparty_name, moved(one),
            one.currency or info.currency, one.balance, info.iban or info.account_number,
            _numbers(link) if link else None, ", ".join(sorted(parties)) or None, status,
            round(link.match.match_score, 4) if link else None,
        )  # fmt: skip
        self._payments.writerow([in_csv(value) for value in row])


def _numbers(link: Link) -> str:
    return ", ".join(bill.invoice_number or bill.invoice_id for bill in link.match.invoices)


def _currency(given: str | None) -> str:
    return given if given is not None and _CURRENCY.fullmatch(given) else _NO_CURRENCY


def _component(name: str | None) -> str:
    """A name as a part of an account: letters, digits and hyphens of ASCII, a capital or a digit first."""
    if not name:
        return "Unknown"
    folded = unicodedata.normalize("NFKD", name.translate(_UNDIVIDED)).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", folded)
    plain = "-".join(word[0].upper() + word[1:] for word in words)
    return plain[:60].rstrip("-") or f"N{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _quoted(text: str) -> str:
    return _line(text).replace("\\", "\\\\").replace('"', '\\"')


def _line(text: str) -> str:
    return " ".join("".join(_printable(text)).split())


def _printable(text: str) -> Iterator[str]:
    for letter in text:
        yield " " if unicodedata.category(letter).startswith("C") else letter
