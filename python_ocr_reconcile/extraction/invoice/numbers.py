"""Document numbers: what they look like, and where they stand without a label."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.names import is_address
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.rows import segment_of, segment_start
from python_ocr_reconcile.extraction.invoice.slips import plain_number, prints_of, settled
from python_ocr_reconcile.extraction.lexicon import fold, load_words

_NUMBER_TOKEN = re.compile(r"^[#(]?[A-Za-z0-9][A-Za-z0-9/._\-–&+]*\)?[,.;]?$")


_SKIP = re.compile(r"^(?:[:#.\-–|=/*©]+|n|no|nr|num|n[°ºo]|nº|№|number|nummer|numero)[.:]*$", re.IGNORECASE)


_CODE = re.compile(r"^\(\d{1,4}\)$")  # "(380)", the code of the kind of document


_CAPITALS = re.compile(r"^[A-Z]{1,5}[-/.]?$")


def number_at(row: Row, start: int, stop: int) -> tuple[int, int, str] | None:
    """A document number at word `start` or right behind it: (start, end, text)."""
    words = row.line.words
    i = start
    while i < stop and (_SKIP.match(words[i].text) or _CODE.match(words[i].text)):
        i += 1
    if i >= stop:
        return None
    end = i
    parts: list[str] = []
    in_date = {
        k for d in row.dates for k in range(d.start, d.end) if d.end - d.start > 1 or _plain_date(d.text)
    }
    while end < stop and end - i < 6:
        text = unspecked(words[end].text) if row.noisy and not parts else words[end].text
        if end in in_date or not _NUMBER_TOKEN.match(text):
            break
        if parts and not _continues(row, end, parts):
            break
        if not parts and not any(c.isdigit() for c in text) and not _CAPITALS.match(text):
            break
        parts.append(text)
        end += 1
        if text[-1:] in ",;":
            break
    text = " ".join(parts).strip("#()., ;:-")
    if row.noisy:
        text = plain_number(unconfused(text))
    digits = sum(c.isdigit() for c in text)
    if not digits or not parts:
        return None
    return i, end, text


def _plain_date(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}", text))


def _continues(row: Row, place: int, parts: Sequence[str]) -> bool:
    """Whether the word at `place` goes on with the number that `parts` began ("RE 2024 0017")."""
    words = row.line.words
    gap = words[place].x0 - words[place - 1].x1
    if gap > 0.7 * row.line.em:
        return False
    text = words[place].text
    if parts[-1][-1:] in "-/" or text[0] in "-/":
        return any(c.isdigit() for c in text) or text.isupper()
    if not any(c.isdigit() for p in parts for c in p):
        return any(c.isdigit() for c in text)
    if (
        row.noisy
        and gap < 0.5 * row.line.em
        and any(m in parts[0] for m in "-/")
        and _DIGITS_ONLY.match(text)
    ):
        return True  # a space that OCR saw in "VK-021481/19"
    # A space inside a number: only where what follows is digits again, and nothing else is in the cell.
    segment = segment_start(row.line, place)
    cell_end = segment + 1
    while cell_end < len(words) and segment_start(row.line, cell_end) == segment:
        cell_end += 1
    run = next((k for k in range(place, cell_end) if not words[k].text.isdigit()), cell_end)
    if not text.isdigit():
        return False
    # "FV 2026 1245 du 5 mars": a prefix in capitals says that the digits are one number, up to the next word.
    return run == cell_end or (
        bool(_CAPITALS.match(parts[0])) and not any(c.isdigit() for c in words[run].text)
    )


def number_after_title(rows: Sequence[Row]) -> Found | None:
    """The number that follows the document's title: "Invoice 20817"."""
    words = load_words("invoice_words")
    titles = words["title_invoice"] | words["title_credit"] | words["title_receipt"]
    for row in rows[:60]:
        texts = [fold(w.text) for w in row.line.words]
        for i in range(len(texts)):
            for end in range(min(i + 3, len(texts)), i, -1):
                titled = " ".join(texts[i:end]) in titles
                compound = not titled and texts[end - 1].endswith(_COMPOUND_TITLES)
                if not titled and not compound:
                    continue
                # "Invoice of the insurer No. 17-1": the number may wait for its "No."
                marks = [k for k in range(end, min(end + 5, len(texts))) if texts[k] in _MARKS]
                if compound and not marks:
                    continue
                start = marks[0] if marks else end
                number = number_at(row, start, len(row.line.words))
                if (
                    number
                    and _beside(row, end, number[0])
                    and number[0] <= start + 2
                    and sum(c.isdigit() for c in number[2]) >= (1 if marks else 3)
                    and not _YEAR.search(number[2])
                ):
                    return found_in(row.line, number[0], number[1], number[2], "after_title", 0.5)
    return None


def _beside(row: Row, end: int, place: int) -> bool:
    """Whether the number at `place` is the title's: in its cell, or in one that is no line of an address."""
    if segment_start(row.line, end - 1) == segment_start(row.line, place):
        return True
    segment = segment_of(row.line, place)
    begin = next(w for w in segment.words if any(c.isalnum() for c in w.text))  # ": 2025-0322"
    alone = segment.words[-1] is begin and not re.search(r"[^\W\d_]{4}", segment.text)
    return begin is row.line.words[place] and (alone or not is_address(segment.text))


_PREFIXED = re.compile(r"^((?:INV|INVOICE|RE|RG|FA|FAC|CN|PO|BILL|REF)[-/ ]?)([0-9OolIS]{3,})$")


def unconfused(number: str) -> str:
    """The number with the digits that OCR took for letters ("INVO4096") behind a usual prefix."""
    found = _PREFIXED.match(number)
    if not found or sum(c.isdigit() for c in found[2]) < 2:
        return number
    return found[1] + found[2].translate(str.maketrans("OolIS", "00115"))


def number_behind_mark(rows: Sequence[Row]) -> Found | None:
    """The number behind a bare "No." that leads its cell, beside the date or the title of the document."""
    words = load_words("invoice_words")
    titles = words["title_invoice"] | words["title_credit"]
    heads = {
        r.place
        for r in rows[:60]
        if _OF_HEAD & {k for label in r.labels for k in label.keys} or r.folded in titles
    }
    for row in rows[:60]:
        if not heads & set(range(row.place - 2, row.place + 3)):
            continue
        start = 0
        for nth, segment in enumerate(row.line.segments):
            end = start + len(segment.words)
            if fold(segment.words[0].text) in _MARKS:
                alone = len(segment.words) == 1 and nth + 1 < len(row.line.segments)
                stop = end + len(row.line.segments[nth + 1].words) if alone else end
                number = number_at(row, start + 1, stop)
                # "N° TVA FR80 8412 0937 2": the mark belongs to a label that says of what.
                named = any(
                    start <= label.start < stop and label.end - label.start > 1 for label in row.labels
                )
                if (
                    number
                    and not named
                    and _is_all_but_dates(row, number[1], stop)
                    and sum(c.isdigit() for c in number[2]) >= 3
                    and not _YEAR.search(number[2])
                ):
                    return found_in(row.line, number[0], number[1], number[2], "behind_mark", 0.7)
            start = end
    return None


def _is_all_but_dates(row: Row, start: int, stop: int) -> bool:
    """Whether nothing but dates stands at ``start..stop``: "No. 2024-031 - 18 March 2024"."""
    dated = {i for d in row.dates for i in range(d.start, d.end)}
    stop = next((i for i in range(start, stop) if row.line.words[i].text in _SEPARATORS), stop)
    rest = (w.text for i, w in enumerate(row.line.words[start:stop], start) if i not in dated)
    return not any(c.isalnum() for text in rest for c in text)


_SEPARATORS = frozenset("|·•")


_OF_HEAD = {"invoice_date", "due_date"}


_DIGITS_ONLY = re.compile(r"^\d+(?:[-/.]\d+)*$")


def unspecked(text: str) -> str:
    """A number without the dirt in front of it; the "C" that looks like a sign is one ("©1003672")."""
    return re.sub(r"^[‘’'`´|_~*=«»“”\"]+(?=\w)", "", re.sub(r"^[©®](?=\d)", "C", text))


_YEAR = re.compile(r"^(?:\D* )?(?:19|20)\d{2}$")  # "Visualisation (c) ABC 2025"


_COMPOUND_TITLES = (
    "rechnung",
    "faktura",
    "gutschrift",
)  # "Monatsrechnung": German compounds end in the title


_MARKS = {"no", "nr", "n", "num", "number", "nummer", "numero", "#"}


_SHAPE = re.compile(r"^#?(?:INV|RE|RG|FA|FAC|FT|CN|GS|AV|R|F|BILL)[-_/]?\d[\dA-Z/\-]{3,}$")


def number_by_shape(rows: Sequence[Row]) -> Found | None:
    """A word near the top that looks like an invoice number and like nothing else."""
    for row in rows[:60]:
        for i, word in enumerate(row.line.words):
            if _SHAPE.match(word.text):
                return found_in(row.line, i, i + 1, word.text.strip("#"), "shape", 0.9)
    return None


def number_under_title(rows: Sequence[Row]) -> Found | None:
    """The number that stands alone in the cell right below or beside the title."""
    words = load_words("invoice_words")
    titles = words["title_invoice"] | words["title_credit"]
    for place, row in enumerate(rows[:40]):
        for segment in row.line.segments:
            if fold(segment.text) not in titles:
                continue
            for below in [row, *rows[place + 1 : place + 3]]:
                if below.line.page != row.line.page or below.line.y0 - row.line.y1 > 2.5 * row.line.height:
                    break
                for start, end, text in _lone_numbers(below):
                    cell = below.line.words[start:end]
                    level = below is row and cell[0].x0 > segment.x0
                    under = min(cell[-1].x1, segment.x1) - max(cell[0].x0, segment.x0) > 0
                    if level or (below is not row and under):
                        return found_in(below.line, start, end, text, "under_title", 0.7)
    return None


def number_beside(rows: Sequence[Row], issued: Found, taken: Collection[tuple[int, int]]) -> Found | None:
    """The number in the column of values that the date stands in, where OCR has lost its label.

    Of several the one next above the date, then the one next below; what a label has taken is not free.
    """
    if not issued.words:
        return None
    at = next((i for i, r in enumerate(rows) if issued.words[0] in r.line.words), None)
    if at is None or not rows[at].noisy:
        return None
    x0, x1 = issued.words[0].x0, issued.words[-1].x1
    above = [rows[i] for i in range(at - 1, max(at - 4, -1), -1)]
    for row in [*above, *rows[at + 1 : at + 4]]:
        if row.line.page != issued.page or abs(row.line.y0 - rows[at].line.y0) > 6 * rows[at].line.height:
            continue
        for start, end, text in _lone_numbers(row):
            cell = row.line.words[start:end]
            aligned = abs(cell[0].x0 - x0) < row.line.em or abs(cell[-1].x1 - x1) < row.line.em
            labelled = any(label.start < start for label in row.labels)
            if aligned and not labelled and (row.place, start) not in taken:
                return found_in(row.line, start, end, text, "beside_date", 0.85)
    return None


def _lone_numbers(row: Row) -> Iterator[tuple[int, int, str]]:
    """The cells of `row` that are a document number and nothing else, of three digits or more."""
    start = 0
    for segment in row.line.segments:
        end = start + len(segment.words)
        number = number_at(row, start, end)
        whole = number is not None and number[0] == start and number[1] == end
        money = any(a.start < end and start < a.end and a.is_money_like for a in row.amounts)
        dated = any(d.start < end and start < d.end for d in row.dates)
        # "WEB-88123" looks as if it had a postcode; an address has words beside it.
        addressed = re.search(r"[^\W\d_]{3}", segment.text) and len(segment.words) > 1
        alone = whole and not money and not dated and not (addressed and is_address(segment.text))
        if number and alone and sum(c.isdigit() for c in number[2]) >= 3 and not _YEAR.search(number[2]):
            yield number
        start = end


def settled_number(rows: Sequence[Row], number: Found) -> Found:
    """`number` as its prints in the document agree on it; OCR alone can have read them differently."""
    if not number.words or number.words[0].confidence is None or " " in str(number.value):
        return number
    prints = [p for row in rows for p in prints_of(row.line.words)]
    confidence = min(w.confidence or 0.0 for w in number.words)
    value = settled(str(number.value), confidence, prints)
    return number if value == number.value else replace(number, value=value, method="repaired")
