"""Who sent the invoice: the company that the page supports from several sides.

Its letterhead, the small return address over the window, its legal form, its name in the footer, beside its
account, in the domain of its e-mail: each place gives candidates, and agreement between places decides. What
stands in the block of another party is nobody's letterhead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from python_ocr_reconcile.extraction.invoice.customer import block_with, from_and_to
from python_ocr_reconcile.extraction.invoice.found import Found, found_words
from python_ocr_reconcile.extraction.invoice.identifiers import has_vat_id
from python_ocr_reconcile.extraction.invoice.names import (
    SENDER_CUT,
    Block,
    clean,
    has_legal_form,
    is_address,
    is_label,
    is_name,
    name_below,
    sender_parts,
    up_to_legal_form,
)
from python_ocr_reconcile.extraction.invoice.near import leads_cell, next_label
from python_ocr_reconcile.extraction.invoice.rows import Row
from python_ocr_reconcile.extraction.layout import Segment
from python_ocr_reconcile.extraction.lexicon import Label, fold, load_lexicon, load_words
from python_ocr_reconcile.models.page import Word

_DOMAIN = re.compile(
    r"(?:@|www\.|https?://(?:www\.)?)([a-z0-9\-]+(?:\.[a-z0-9\-]+)*)\.[a-z]{2,}", re.IGNORECASE
)
_ACCOUNT = re.compile(r"\d{4} ?\d{4} ?\d{2}")
LEAST_SCORE = 0.8
MOST_INITIALS = 4
LEAST_BRAND_LETTERS = 5
"""A shorter name is found in too many others."""
LARGE, VERY_LARGE = 1.25, 1.8
"""Heights of print, in those of the usual line, from which it is a letterhead rather."""
SAME_NAME = 88
"""Likeness in percent from which two prints, one of them misread perhaps, are one name."""


@dataclass(slots=True)
class _Named:
    text: str
    words: tuple[Word, ...]
    page: int
    score: float
    method: str


@dataclass(frozen=True, slots=True)
class _Page:
    """The first page as the candidates see it."""

    rows: Sequence[Row]
    blocks: Sequence[Block]
    theirs: frozenset[int]
    """Segments, by identity, that belong to the recipient or to the place of delivery."""
    origin: float
    """Where it begins, in points: 0 but for an invoice that begins inside a page."""
    height: float
    usual: float
    """Median height of a line."""

    def is_top(self, row: Row) -> bool:
        """Whether the line is in the upper third."""
        return row.line.y0 - self.origin < 0.33 * (self.height - self.origin)


def find_vendor(
    rows: Sequence[Row],
    first_page: Sequence[Row],
    blocks: Sequence[Block],
    customer_block: Block | None,
    customer: Found | None,
    height: float,
) -> Found | None:
    """The sender among the names of the first page, ``None`` where none is supported enough."""
    theirs, other_names = _other_parties(first_page, blocks, customer_block, customer)
    usual = sorted(r.line.height for r in first_page)[len(first_page) // 2] if first_page else 10.0
    top = min((r.line.y0 for r in first_page), default=0.0)
    origin = top if top > 0.25 * height else 0.0
    candidates = _candidates(_Page(first_page, blocks, theirs, origin, height, usual))
    domains = _domains(rows, theirs)
    folds = [fold(c.text) for c in candidates]
    whole = [f" {r.folded} " for r in rows]
    if customer is not None:
        other_names.append(fold(str(customer.value)))
    for named in candidates:
        folded = fold(named.text)
        named.score += 0.8 * min(sum(fuzz.ratio(folded, other) >= SAME_NAME for other in folds) - 1, 2)
        named.score += 0.8 * min(max(sum(f" {folded} " in t for t in whole) - 1, 0), 2)
        if any(_is_of_domain(folded, d) for d in domains):
            named.score += 1.5
        if _in_registered(named, candidates) is not None:
            named.score += 1.6  # the foot names the firm in full, and never the recipient
        if (
            any(fuzz.ratio(folded, name) > SAME_NAME for name in other_names)
            and named.method != "label_right"
        ):
            named.score -= 4.0
    best = max(candidates, key=lambda c: c.score, default=None)
    if best is None or best.score < LEAST_SCORE:
        return None
    best = _in_full(best, candidates)
    return found_words(best.words, best.page, best.text, best.method, max(0.0, 0.9 - 0.15 * best.score))


def _other_parties(
    rows: Sequence[Row], blocks: Sequence[Block], customer_block: Block | None, customer: Found | None
) -> tuple[frozenset[int], list[str]]:
    """What belongs to the recipient or the place of delivery, and the names that head it.

    A letterhead that stands right above "Bill to: ..." is in one block with it, and is not the recipient's.
    """
    head = min((w.y0 for w in customer.words), default=0.0) - 2.0 if customer else 0.0
    theirs = {id(s) for s in customer_block.segments if (s.y0 + s.y1) / 2 > head} if customer_block else set()
    names = []
    for row in rows:
        for label in row.labels:
            if label.key != "ship_to" or not leads_cell(row, label.start):
                continue
            named = name_below(rows, row, row.line.words[label.start].x0, reach=4)
            place = next((r.place for r in rows if named and named.words[0] in r.line.words), None)
            block = block_with(blocks, place, named.words[0]) if named and place is not None else None
            if named and block and len(block.segments) > 1:
                theirs |= {id(s) for s in block.segments}
                names.append(fold(str(named.value)))
    return frozenset(theirs), names


def _domains(rows: Sequence[Row], theirs: frozenset[int]) -> list[str]:
    """The names of the domains of mail and web addresses that are not the recipient's."""
    shared = load_words("invoice_words")["shared_domain"]
    found = []
    for row in rows:
        for segment in row.line.segments:
            if id(segment) in theirs or not re.search(r"@|www|http", segment.text, re.IGNORECASE):
                continue
            for domain in _DOMAIN.findall(segment.text):
                levels = [d for d in domain.lower().split(".") if d not in shared]
                if levels and len(levels[-1]) > 2:
                    found.append(levels[-1])
    return found


def _is_of_domain(folded: str, domain: str) -> bool:
    """Whether a name is that of a domain: "Kranz & Co GmbH" of kranz-co, "The Paper Mill" of papermill."""
    bare, plain = folded.replace(" ", ""), domain.replace("-", "")
    if plain in bare or fuzz.ratio(plain, bare) > 75:
        return True
    words = folded.split()
    return any(
        plain.startswith("".join(words[i:end])) and len("".join(words[i:end])) >= max(5, 0.6 * len(plain))
        for i in range(min(2, len(words)))
        for end in range(i + 1, len(words) + 1)
    )


def _in_full(brand: _Named, candidates: Sequence[_Named]) -> _Named:
    """The registered name that holds the name of the letterhead, where one is printed."""
    return _in_registered(brand, candidates) or _of_initials(brand, candidates) or brand


def _of_initials(brand: _Named, candidates: Sequence[_Named]) -> _Named | None:
    """The name whose initials the letterhead shows, as logos do: "ABC" over "Able Building Crew"."""
    letters = fold(brand.text).replace(" ", "")
    if not 2 <= len(letters) <= MOST_INITIALS:
        return None
    full = [
        c
        for c in candidates
        if len(fold(c.text).split()) >= len(letters)
        and "".join(word[0] for word in fold(c.text).split()).startswith(letters)
    ]
    return max(full, key=lambda c: c.score, default=None)


def _in_registered(brand: _Named, candidates: Sequence[_Named]) -> _Named | None:
    """The candidate with a legal form that holds the name of the letterhead: "Orbel" and "Haus Orbel AG"."""
    folded = fold(brand.text)
    if has_legal_form(brand.text) or sum(c.isalpha() for c in folded) < LEAST_BRAND_LETTERS:
        return None
    full = [c for c in candidates if f" {folded} " in f" {fold(c.text)} " and has_legal_form(c.text)]
    return max(full, key=lambda c: c.score, default=None)


def _candidates(page: _Page) -> list[_Named]:
    found: list[_Named] = []
    top_rank = 0
    for row in page.rows:
        found += _under_from(page.rows, row)
        for label in row.labels:
            found += _labelled(page.rows, row, label)
        for segment in row.line.segments:
            if id(segment) in page.theirs:
                continue
            named = _in_segment(page, row, segment, top_rank)
            if named:
                top_rank += page.is_top(row)
                found.append(named)
    return found


def _in_segment(page: _Page, row: Row, segment: Segment, top_rank: int) -> _Named | None:
    """The name that a segment is or begins with, scored by where and how it stands."""
    at_top, at_foot = page.is_top(row), row.line.y0 > 0.8 * page.height
    parts = sender_parts(segment) if at_top or at_foot else []
    if at_foot and not parts and len(cut := SENDER_CUT.split(segment.text)) > 1:
        parts = [cut[0]] if has_legal_form(cut[0]) else []
    # What stands small under a large name says whose firm it is, or what it does.
    sender_line = bool(parts) and not is_address(parts[0])
    sender_line = sender_line and not (at_top and _is_under_name(page, row, segment))
    text = clean(parts[0]) if sender_line else clean(segment.text)
    if at_foot:
        text = up_to_legal_form(text)
    if not is_name(text) or is_label(text) or is_address(text):
        return None
    if ":" in segment.text and is_label(segment.text):
        return None
    labelled = any(row.line.words[label.start] is segment.words[0] for label in row.labels)
    if labelled and any(c.isdigit() for c in text):
        return None  # "Payment due 06.12.2024 · Bank ..." at the foot
    legal = has_legal_form(text) or _form_below(page, row, segment)
    score = (1.6 if legal else 0.0) + (1.2 if sender_line else 0.0)
    if at_top:
        score += max(0.0, 1.4 - 0.2 * top_rank)
        score += 0.7 if segment.height > LARGE * page.usual else 0.0
        score += 0.8 if segment.height > VERY_LARGE * page.usual else 0.0
    elif at_foot and not sender_line and _heads_address(page, row, segment):
        score += 0.9
    elif at_foot and (legal or sender_line):
        score += 0.4
    elif legal:
        score -= 0.8
    else:
        return None
    score += 1.3 if _can_be_reached(page, row, segment) else 0.0
    score += 1.6 if at_top and _is_registered(page, row, segment) else 0.0
    at_foot = at_foot and not at_top
    score += 1.6 if at_foot and _tells_tax_id(page, row, segment) else 0.0
    score -= 1.5 if _names_proprietor(text) else 0.0
    score -= 1.0 if ":" in text else 0.0  # a label that the lexicon does not know, with its value
    score -= 0.4 if any(c.isdigit() for c in text) else 0.0
    score -= 0.5 if len(text.split()) > 6 else 0.0
    whole = text == clean(segment.text)
    words = segment.words if whole else segment.words[: len(text.split())]
    return _Named(text, tuple(words), segment.page, score, "sender_line" if sender_line else "letterhead")


def _is_under_name(page: _Page, row: Row, segment: Segment) -> bool:
    """Whether a name in larger print stands right above."""
    return any(
        LARGE * segment.height < above.height
        and -0.3 * above.height < segment.y0 - above.y1 < 1.5 * segment.height
        and min(above.x1, segment.x1) > max(above.x0, segment.x0)
        and is_name(clean(above.text))
        and not is_label(clean(above.text))
        for other in page.rows
        if other.place in range(row.place - 3, row.place)
        for above in other.line.segments
    )


def _names_proprietor(text: str) -> bool:
    """Whether it says who owns the firm ("Inh. Ada Kern e.K."): the firm's name stands above."""
    first = fold(text).partition(" ")[0].strip(".:")
    return first in load_words("invoice_words")["proprietor"]


def _form_below(page: _Page, row: Row, segment: Segment) -> bool:
    """Whether the name breaks off before its legal form, which is all of the next line of its block."""
    block = block_with(page.blocks, row.place, segment.words[0])
    if block is None or block.segments[0] is not segment or len(block.segments) < 2:
        return False
    return fold(block.segments[1].text) in load_words("invoice_words")["legal_form"]


def _heads_address(page: _Page, row: Row, segment: Segment) -> bool:
    """Whether a street or a town stands right below: the first column of a footer."""
    block = block_with(page.blocks, row.place, segment.words[0])
    if block is None or block.segments[0] is not segment:
        return False
    # The digits of an account look like a postcode.
    return any(is_address(s.text) and not _ACCOUNT.search(s.text) for s in block.segments[1:3])


def _can_be_reached(page: _Page, row: Row, segment: Segment) -> bool:
    """Whether the segment heads an address that ends in a mail or web address, as a sender's does."""
    block = block_with(page.blocks, row.place, segment.words[0])
    if block is None or block.segments[0] is not segment:
        return False
    below = block.segments[1:]
    return any(_DOMAIN.search(s.text) for s in below) and any(is_address(s.text) for s in below)


def _is_registered(page: _Page, row: Row, segment: Segment) -> bool:
    """Whether the segment heads an address with a tax id below it, which a sender must print of himself."""
    block = block_with(page.blocks, row.place, segment.words[0])
    if block is None or block.segments[0] is not segment:
        return False
    below = block.segments[1:]
    return any(is_address(s.text) for s in below) and any(_states_tax_id(s) for s in below)


def _tells_tax_id(page: _Page, row: Row, segment: Segment) -> bool:
    """Whether a tax id stands in the segment or in the lines below it, as the law wants it at the foot."""
    block = block_with(page.blocks, row.place, segment.words[0])
    below = block.segments[1:4] if block and block.segments[0] is segment else ()
    return any(_states_tax_id(s, anywhere=True) for s in (segment, *below))


def _states_tax_id(segment: Segment, *, anywhere: bool = False) -> bool:
    """Whether a tax id begins it, or stands behind an address on it; `anywhere`, behind other words."""
    labels = [label for label in load_lexicon("invoice").find(segment.words) if label.key == "tax_id"]
    if any(anywhere or label.start == 0 for label in labels):
        return True
    return (anywhere or is_address(segment.text)) and (bool(labels) or has_vat_id(segment.text))


def _labelled(rows: Sequence[Row], row: Row, label: Label) -> list[_Named]:
    """The name right of or below a label such as "Seller", and the holder of the account to pay to."""
    if not leads_cell(row, label.start):
        return []  # "LOGO vendor", "Our supplier": a word of a phrase
    if label.key == "payee":
        return _payee(rows, row, label)
    words = row.line.words
    colon = ":" in words[label.end - 1].text
    rest = words[label.end : next_label(row, label.end)]
    if "vendor" not in label.keys or (label.key != "vendor" and not (colon and rest)):
        return []
    text = clean(" ".join(w.text for w in rest))
    strong = colon or sum(len(w.text) for w in words[label.start : label.end]) > 5
    worth = 3.0 if strong else 1.0
    if text and is_name(text) and ":" in words[label.end - 1].text + (rest[0].text if rest else ""):
        near = rest[0].x0 - words[label.end - 1].x1 < 14 * row.line.em
        plain = not is_address(text) and not any(c.isdigit() for c in text)
        return [_Named(text, tuple(rest), row.line.page, worth, "label_right")] if near and plain else []
    if rest and rest[0].x0 - words[label.end - 1].x1 < 4 * row.line.em:
        return []
    named = name_below(rows, row, words[label.start].x0, reach=9)
    return [_Named(str(named.value), named.words, named.page, worth, named.method)] if named else []


def _under_from(rows: Sequence[Row], row: Row) -> list[_Named]:
    """The name under "From", where "To" heads the column beside it."""
    headings = from_and_to(row)
    named = name_below(rows, row, headings[0].x0, reach=9) if headings else None
    return [_Named(str(named.value), named.words, named.page, 2.0, "label_above")] if named else []


def _payee(rows: Sequence[Row], row: Row, label: Label) -> list[_Named]:
    words = row.line.words
    rest = [w for w in words[label.end : next_label(row, label.end)] if w.text.strip(":.- ")]
    rest = [w for w in rest if not re.fullmatch(r"[:|·•–-]+", w.text)]
    if not rest or rest[0].x0 - words[label.end - 1].x1 > 14 * row.line.em:
        named = name_below(rows, row, words[label.start].x0, reach=4)
        return [_Named(str(named.value), named.words, named.page, 1.5, "payee")] if named else []
    end = next((i for i in range(1, len(rest)) if rest[i].x0 - rest[i - 1].x1 > 1.5 * row.line.em), len(rest))
    rest = rest[:end]
    text = clean(" ".join(w.text for w in rest))
    if not is_name(text) or is_label(text) or is_address(text):
        return []
    return [_Named(text, tuple(rest), row.line.page, 1.5, "payee")]
