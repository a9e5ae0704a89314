"""Whose account it is: bank, number, IBAN, holder, period, currency, kind of account."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from python_ocr_reconcile.dates import DateOrder, DateReading, fold_month
from python_ocr_reconcile.extraction.layout import least_confidence
from python_ocr_reconcile.extraction.lexicon import Label, fold, load_lexicon, load_words
from python_ocr_reconcile.extraction.spans import DateSpan
from python_ocr_reconcile.extraction.statement.currency import currency_of
from python_ocr_reconcile.extraction.statement.describe import find_iban
from python_ocr_reconcile.extraction.statement.figures import CURRENCY_CODES
from python_ocr_reconcile.extraction.statement.lines import PrintedLine
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.models.statement import StatementType

_ACCOUNT = re.compile(r"^[\dX*x•#][\dX*x•#\-/. ]{3,33}$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")


@dataclass(slots=True)
class Account:
    """What the pages say of the account, with evidence by field."""

    account_number: str | None = None
    account_name: str | None = None
    bank_name: str | None = None
    iban: str | None = None
    period_start: DateSpan | None = None
    period_end: DateSpan | None = None
    reference_dates: list[DateSpan] = field(default_factory=list)
    statement_dates: list[DateSpan] = field(default_factory=list)
    """Those that are called the day of the statement."""
    currency: str | None = None
    statement_type: StatementType | None = None
    is_card: bool = False
    owes: Literal["card", "loan"] | None = None
    """What is printed without a sign may be owed."""
    evidence: dict[str, Evidence] = field(default_factory=dict)


def account_marks(lines: Sequence[PrintedLine], table_lines: frozenset[int]) -> dict[int, str]:
    """Account numbers and IBANs outside tables, by line: where they change, another account begins."""
    terms = load_lexicon("statement_terms")
    marks: dict[int, str] = {}
    for line in lines:
        if line.index in table_lines or any(f.marked for f in line.figures):
            continue
        iban = find_iban(_plain(line.words))
        if iban:
            marks[line.index] = iban[-10:]
            continue
        for label in terms.find(line.words, noisy=line.noisy):
            if "account_number" in label.keys:
                found = _number_after(line, label)
                if found:
                    marks[line.index] = re.sub(r"\W", "", found[0])[-10:]
                    break
    return marks


def account_of(
    lines: Sequence[PrintedLine], table_lines: frozenset[int], head: Sequence[PrintedLine]
) -> Account:
    """The account of one statement; `head` are the lines of the file's first page, for what is said once."""
    account = Account()
    terms = load_lexicon("statement_terms")
    outside = [line for line in lines if line.index not in table_lines]
    if head and lines and head[0].index != lines[0].index:
        outside = outside + [line for line in head if line.index not in table_lines]
    kinds: Counter[str] = Counter()
    for line in outside:
        labels = terms.find(line.words, noisy=line.noisy)
        for label in labels:
            _take_label(account, line, label)
    # A box of balances ("Credit limit 9,000.00") tells the kind as well; rows of the table do not.
    for line in [*outside, *(line for line in lines if line.index in table_lines and line.labels)]:
        for label in terms.find(line.words, noisy=line.noisy) if len(line.words) <= 14 else ():
            for key in ("credit_card", "savings", "loan", "checking"):
                kinds[key] += key in label.keys
    if account.bank_name is None:
        _take_bank(account, head or lines)
    _take_iban(account, outside)
    _take_period(account, outside)
    account.currency = account.currency or currency_of(lines, table_lines)
    if account.account_name is None:
        _take_addressee(account, head or lines)
    account.is_card = kinds["credit_card"] > 0 and kinds["credit_card"] >= kinds["checking"]
    account.statement_type = _kind(kinds, is_card=account.is_card)
    account.owes = (
        "card" if account.is_card else "loan" if account.statement_type == "loan" and kinds["loan"] else None
    )
    return account


def with_common(account: Account, first: Account) -> Account:
    """`account` with what a file of several says once, on the first: bank, holder, period, currency."""
    if first.bank_name is not None:
        account.bank_name = first.bank_name
        account.evidence["bank_name"] = first.evidence["bank_name"]
    if account.account_name is None and first.account_name is not None:
        account.account_name = first.account_name
        account.evidence["account_name"] = first.evidence["account_name"]
    if account.period_start is None and account.period_end is None and not account.reference_dates:
        account.period_start, account.period_end = first.period_start, first.period_end
        account.statement_dates = list(first.statement_dates)
    account.currency = account.currency or first.currency
    return account


def _kind(kinds: Counter[str], *, is_card: bool) -> StatementType | None:
    if is_card:
        return "credit_card"
    named: list[StatementType] = ["checking", "savings", "loan"]
    best = max(named, key=lambda key: kinds[key])
    return best if kinds[best] else None


def _evidence(value: object, words: Sequence[Word], line: PrintedLine, method: str) -> Evidence:
    confidence = least_confidence(words)
    return Evidence(
        value=value,
        raw=_plain(words),
        page=line.page,
        bbox=(
            min(w.x0 for w in words),
            min(w.y0 for w in words),
            max(w.x1 for w in words),
            max(w.y1 for w in words),
        ),
        source="text_layer" if confidence is None else "ocr",
        ocr_confidence=confidence,
        method=method,
        status="read",
    )


def _plain(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words)


def _take_label(account: Account, line: PrintedLine, label: Label) -> None:
    if "account_number" in label.keys and account.account_number is None:
        found = _number_after(line, label)
        if found:
            account.account_number = found[0]
            account.evidence["account_number"] = _evidence(found[0], found[1], line, "label_right")
    if "account_name" in label.keys and account.account_name is None:
        words = _text_after(line, label)
        name = _plain(words).strip(" :")
        if len(fold(name)) >= 4 and not any(c.isdigit() for c in name) and len(words) <= 6:
            account.account_name = name
            account.evidence["account_name"] = _evidence(name, words, line, "label_right")
    if "currency" in label.keys and account.currency is None:
        for word in line.words[label.end : label.end + 2]:
            code = word.text.strip("():,.")
            if code in CURRENCY_CODES:
                account.currency = code
                account.evidence["currency"] = _evidence(code, [word], line, "label_right")


def _text_after(line: PrintedLine, label: Label) -> list[Word]:
    words: list[Word] = []
    for i in range(label.end, len(line.words)):
        word = line.words[i]
        if words and word.x0 - words[-1].x1 > 1.5 * line.line.em:
            break
        if word.text.strip(":"):
            words.append(word)
    return words


def _number_after(line: PrintedLine, label: Label) -> tuple[str, list[Word]] | None:
    """The longest run of digits and masks behind the label."""
    words: list[Word] = []
    for word in line.words[label.end : label.end + 9]:
        text = word.text.strip(":,;()")
        if not text and not words:
            continue
        if re.fullmatch(r"(?:No|Nr|N°|Nº|n°|#|number)\.?", text, re.IGNORECASE) and not words:
            continue
        if not re.fullmatch(r"[\dX*x•#\-/.]+|[A-Z]{0,4}\d[A-Z\d\-]*", text):
            break
        if words and word.x0 - words[-1].x1 > 1.5 * line.line.em:
            break
        words.append(word)
    text = _plain(words).strip(" :,;().")
    digits = sum(c.isdigit() for c in text)
    if digits >= 4 and (_ACCOUNT.match(text) or len(text) >= 5) and not _is_date(line, words):
        return text, words
    return None


def _is_date(line: PrintedLine, words: Sequence[Word]) -> bool:
    return any(d.words[0] is words[0] for d in line.dates)


def _take_iban(account: Account, lines: Sequence[PrintedLine]) -> None:
    for line in lines:
        text = _plain(line.words)
        iban = find_iban(text)
        if iban:
            account.iban = iban
            start = text.find(iban[:4])
            words = (
                [w for w in line.words if any(c.isdigit() for c in w.text)]
                if start >= 0
                else list(line.words)
            )
            account.evidence["iban"] = _evidence(iban, words, line, "pattern")
            try:
                parsed = IBAN(iban)
            except SchwiftyException:
                return
            if account.account_number is None and parsed.account_code:
                account.account_number = parsed.account_code
            if account.bank_name is None and parsed.bank_name:
                account.bank_name = parsed.bank_name
                account.evidence["bank_name"] = Evidence(
                    value=parsed.bank_name, method="iban_registry", status="derived"
                )
            return


def _take_period(account: Account, lines: Sequence[PrintedLine]) -> None:
    """Two dates on a line, labelled as the period or joined by a dash or a word; else the labelled dates."""
    terms = load_lexicon("statement_terms")
    best: tuple[int, DateSpan, DateSpan, PrintedLine] | None = None
    single: DateSpan | None = None
    for line in lines:
        if any(f.marked and f.end <= len(line.words) for f in line.figures) and len(line.figures) > 1:
            continue
        dates = [d for d in line.dates if any(r.value or not r.certain or r.year is None for r in d.readings)]
        full = [d for d in dates if any(r.value for r in d.readings)]
        labels = terms.find(line.words, noisy=line.noisy) if dates else []
        period = any("period" in label.keys for label in labels)
        dated = any("statement_date" in label.keys for label in labels)
        joined = next((pair for pair in pairwise(dates) if pair[1].start - pair[0].end <= 2), None)
        if joined is not None and full:
            rank = 2 if period else 1
            if best is None or rank > best[0]:
                best = (rank, *joined, line)
        elif period and full and single is None and not dated:
            single = full[0]
        account.reference_dates += full
        for label in labels:
            if "statement_date" in label.keys:
                account.statement_dates += [d for d in full if 0 <= d.start - label.end <= 1]
        if len(full) == 1 and len(full[0].words) == len(line.words):
            account.statement_dates += full  # a date that has its line to itself, as in a letter
    if best:
        account.period_start, account.period_end = best[1], best[2]
    elif single:
        account.period_start = single  # the other end was lost in the scan
    elif not account.reference_dates:
        account.period_start, account.period_end = _only_month(lines)


def _only_month(lines: Sequence[PrintedLine]) -> tuple[DateSpan, DateSpan] | tuple[None, None]:
    """First and last day of the one month that is named with its year: "Period: August 2024"."""
    found: dict[tuple[int, int], tuple[DateSpan, DateSpan]] = {}
    for line in lines:
        for at, (name, year) in enumerate(pairwise(line.words)):
            month = fold_month(name.text.strip("(:,"))
            if month is None or not _YEAR.match(year.text.strip(").,;")):
                continue
            number = int(year.text.strip(").,;"))
            text = f"{name.text} {year.text}"
            first, last = (
                DateSpan(line.line, at, at + 2, text, (DateReading(day, month, number, "dmy", certain=True),))
                for day in (1, monthrange(number, month)[1])
            )
            found.setdefault((number, month), (first, last))
    return next(iter(found.values())) if len(found) == 1 else (None, None)


def _take_bank(account: Account, head: Sequence[PrintedLine]) -> None:
    """The line of the letter head that has a bank's word in it."""
    table = load_words("statement_banks")
    first = [line for line in head if line.page == head[0].page] if head else []
    height = max((line.line.y1 for line in first), default=0.0)
    for line in first:
        if line.line.y0 > 0.35 * height and line.line.index > 8:
            break
        for segment in line.line.segments:
            words = fold(segment.text).split()
            named = any(w in table["words"] or w.endswith(tuple(table["endings"])) for w in words)
            if (
                named
                and len(words) <= 7
                and not any(c.isdigit() for c in segment.text)
                and "@" not in segment.text
            ):
                name = re.split(r"\s[-–|]\s|,", segment.text)[0].strip(" :")
                name = _without_title(name)
                if len(fold(name)) < 3:
                    continue
                account.bank_name = name
                account.evidence["bank_name"] = _evidence(name, segment.words, line, "letter_head")
                return


_TITLE = re.compile(
    r"\b(?:bank |account |credit card )?(?:statement|kontoauszug|relev[ée] de compte|extracto|estratto conto|"
    r"rekeningafschrift|bankafschrift).*$",
    re.IGNORECASE,
)


def _without_title(name: str) -> str:
    return _TITLE.sub("", name).strip(" -–:|") or name


_ADDRESSEE = re.compile(
    r"^(?:mr|mrs|ms|miss|dr|herrn?|frau|m\.|mme|mlle|monsieur|madame|sr|sra|sig|sig\.ra|dhr|mevr|de heer)"
    r"\b\.?",
    re.IGNORECASE,
)


def _take_addressee(account: Account, head: Sequence[PrintedLine]) -> None:
    """The line of the address that begins with a form of address, with the name on it or below."""
    first = [line for line in head if line.page == head[0].page] if head else []
    for place, line in enumerate(first[:25]):
        for segment in line.line.segments:
            found = _ADDRESSEE.match(segment.text)
            if not found or any(c.isdigit() for c in segment.text) or len(segment.words) > 6:
                continue
            name, words, at = segment.text, segment.words, line
            if not segment.text[found.end() :].strip() and place + 1 < len(first):
                below = [s for s in first[place + 1].line.segments if abs(s.x0 - segment.x0) < 20]
                if not below:
                    continue
                name, words, at = below[0].text, below[0].words, first[place + 1]
            account.account_name = name
            account.evidence["account_name"] = _evidence(name, words, at, "address")
            return


def span_date(span: DateSpan | None, order: DateOrder, year: int | None = None) -> date | None:
    """The date of a span outside the table."""
    return span.on(order, year) if span else None
