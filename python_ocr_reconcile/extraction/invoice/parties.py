"""Who sent the invoice and who it is for: names, tax ids, account.

The sender is the company that the page supports from several sides: its letterhead, the small return
address over the window, its legal form, its name in the footer, the domain of its e-mail. The recipient is
who stands under "Bill to" or in the address window.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from python_ocr_reconcile.extraction.invoice.found import Found, found_words
from python_ocr_reconcile.extraction.invoice.identifiers import find_iban, split_ids, tax_ids
from python_ocr_reconcile.extraction.invoice.names import (
    POSTCODE,
    SENDER_CUT,
    Block,
    address_blocks,
    clean,
    has_legal_form,
    is_address,
    is_label,
    is_name,
    name_below,
    return_address,
    sender_parts,
)
from python_ocr_reconcile.extraction.invoice.near import next_label
from python_ocr_reconcile.extraction.invoice.rows import Row
from python_ocr_reconcile.extraction.lexicon import fold
from python_ocr_reconcile.models.page import Word


@dataclass(frozen=True, slots=True)
class Parties:
    """Sender and recipient; ``None`` for what the invoice does not say."""

    vendor_name: Found | None = None
    vendor_address: Found | None = None
    vendor_tax_id: Found | None = None
    customer_name: Found | None = None
    customer_tax_id: Found | None = None
    iban: Found | None = None


_DOMAIN = re.compile(
    r"(?:@|www\.|https?://(?:www\.)?)([a-z0-9\-]+(?:\.[a-z0-9\-]+)*)\.[a-z]{2,}", re.IGNORECASE
)


_FREE_MAIL = {
    "gmail",
    "yahoo",
    "hotmail",
    "outlook",
    "gmx",
    "web",
    "icloud",
    "t-online",
    "aol",
    "orange",
    "free",
}


def read_parties(rows: Sequence[Row], table_places: Collection[int] = ()) -> Parties:
    """The parties of the invoice whose lines are `rows`; those of its table name goods, and nobody."""
    first_page = [r for r in rows if r.line.page == rows[0].line.page and r.place not in table_places]
    first_page = first_page or list(rows)
    blocks = address_blocks(first_page)
    height = max((r.line.y1 for r in first_page), default=1.0)
    customer_block, customer = _customer(first_page, blocks)
    vendor = _vendor(rows, first_page, customer_block, customer, height)
    ids = tax_ids(rows)
    customer_rows = set(customer_block.rows) if customer_block else set()
    own, theirs = split_ids(ids, customer_rows, customer_block)
    return Parties(
        vendor_name=vendor,
        vendor_address=_address(vendor, blocks),
        vendor_tax_id=own,
        customer_name=customer,
        customer_tax_id=theirs,
        iban=find_iban(rows),
    )


def _customer(rows: Sequence[Row], blocks: Sequence[Block]) -> tuple[Block | None, Found | None]:
    for row in rows:
        for label in row.labels:
            if "bill_to" not in label.keys[:2]:
                continue
            words = row.line.words
            rest = [w for w in words[label.end : next_label(row, label.end)] if w.text.strip(":;.- ")]
            if label.key != "bill_to" and rest:
                continue
            weak = sum(len(w.text.strip(":.")) for w in words[label.start : label.end]) <= 3
            joined = label.start > 0 and words[label.start].x0 - words[label.start - 1].x1 < row.line.em
            if weak and joined:
                continue
            if rest and rest[0].x0 - words[label.end - 1].x1 < 14 * row.line.em:
                name = clean(" ".join(w.text for w in rest))
                if is_name(name) and not is_label(name) and not any(c.isdigit() for c in name):
                    block = _block_with(blocks, row.place, rest[0])
                    return block, found_words(rest, row.line.page, name, "label_right", 0.2)
                if weak or not name.replace(" ", "").isalnum():
                    continue
            named = name_below(rows, row, words[label.start].x0, reach=7)
            if named:
                place = next(r.place for r in rows if named.words[0] in r.line.words)
                return _block_with(blocks, place, named.words[0]), named
    window = _window_block(rows, blocks)
    if window:
        segment = window.segments[0]
        return window, found_words(segment.words, segment.page, clean(segment.text), "address_window", 0.5)
    return None, None


def _block_with(blocks: Sequence[Block], place: int, word: Word) -> Block | None:
    return next(
        (
            b
            for b in blocks
            if any(word in s.words for s, p in zip(b.segments, b.rows, strict=True) if p == place)
        ),
        None,
    )


def _window_block(rows: Sequence[Row], blocks: Sequence[Block]) -> Block | None:
    """The address under a one-line return address, or the one in the window of a letter."""
    sender = next((r for r in rows[:25] if return_address(r)), None)
    candidates = []
    for block in blocks:
        top = block.segments[0]
        if not 2 <= len(block.segments) <= 8 or not POSTCODE.search(block.text):
            continue
        first = clean(top.text)
        if not is_name(first) or is_label(first) or is_address(first):
            continue
        if sender and abs(top.x0 - sender.line.x0) < 25 and 0 < top.y0 - sender.line.y1 < 60:
            candidates.append((0.0, block))
        elif sender is None and top.x0 < 330 and 90 < top.y0 < 260 and _blocks_above(blocks, block):
            candidates.append((1.0 + top.y0 / 1000, block))
    return min(candidates, key=lambda c: c[0])[1] if candidates else None


def _blocks_above(blocks: Sequence[Block], block: Block) -> bool:
    """Whether something like a letterhead stands higher or beside; else the block is one itself."""
    return any(
        b is not block
        and b.segments[0].y0 < block.segments[0].y0 + 5
        and (POSTCODE.search(b.text) or has_legal_form(b.text))
        for b in blocks
    )


@dataclass(slots=True)
class _Named:
    text: str
    words: tuple[Word, ...]
    page: int
    score: float
    method: str


def _vendor(
    rows: Sequence[Row],
    first_page: Sequence[Row],
    customer_block: Block | None,
    customer: Found | None,
    height: float,
) -> Found | None:
    candidates = _vendor_candidates(first_page, customer_block, height)
    domains = [d.lower() for r in rows for d in _DOMAIN.findall(r.text)]
    domains = [d.split(".")[-1] for d in domains if d.split(".")[-1] not in _FREE_MAIL]
    texts = Counter(fold(c.text) for c in candidates)
    whole = [f" {r.folded} " for r in rows]
    for named in candidates:
        folded = fold(named.text)
        named.score += 0.8 * min(texts[folded] - 1, 2)
        named.score += 0.8 * min(max(sum(f" {folded} " in t for t in whole) - 1, 0), 2)
        bare = folded.replace(" ", "")
        if any(
            d.replace("-", "") in bare or fuzz.ratio(d.replace("-", ""), bare) > 75
            for d in domains
            if len(d) > 2
        ):
            named.score += 1.5
        if customer is not None and fuzz.ratio(folded, fold(str(customer.value))) > 88:
            named.score -= 4.0
    best = max(candidates, key=lambda c: c.score, default=None)
    if best is None or best.score < 0.8:
        return None
    best = _in_full(best, candidates)
    return found_words(best.words, best.page, best.text, best.method, max(0.0, 0.9 - 0.15 * best.score))


def _in_full(brand: _Named, candidates: Sequence[_Named]) -> _Named:
    """The registered name that begins with the name of the letterhead, where one is printed."""
    start = f"{fold(brand.text)} "
    if has_legal_form(brand.text):
        return brand
    full = [c for c in candidates if has_legal_form(c.text) and fold(c.text).startswith(start)]
    return max(full, key=lambda c: c.score, default=brand)


def _vendor_candidates(rows: Sequence[Row], customer_block: Block | None, height: float) -> list[_Named]:
    theirs = {id(s) for s in customer_block.segments} if customer_block else set()
    usual = sorted(r.line.height for r in rows)[len(rows) // 2] if rows else 10.0
    found: list[_Named] = []
    top_rank = 0
    for row in rows:
        at_top, at_foot = row.line.y0 < 0.33 * height, row.line.y0 > 0.8 * height
        vendor_label = next((label for label in row.labels if label.key == "vendor"), None)
        if vendor_label:
            found += _under_vendor_label(rows, row, vendor_label.start, vendor_label.end)
        for segment in row.line.segments:
            if id(segment) in theirs:
                continue
            parts = sender_parts(segment) if at_top or at_foot else []
            sender_line = bool(parts) and not is_address(parts[0])
            text = clean(parts[0]) if sender_line else clean(segment.text)
            if not is_name(text) or is_label(text) or is_address(text):
                continue
            if ":" in segment.text and is_label(segment.text):
                continue
            legal = has_legal_form(text)
            score = 0.0
            score += 1.6 if legal else 0.0
            score += 1.2 if sender_line else 0.0
            if at_top:
                score += max(0.0, 1.4 - 0.2 * top_rank)
                top_rank += 1
                if segment.height > 1.25 * usual:
                    score += 0.7
            elif at_foot and legal:
                score += 0.4
            elif not legal:
                continue
            else:
                score -= 0.8
            score -= 0.4 if any(c.isdigit() for c in text) else 0.0
            score -= 0.5 if len(text.split()) > 6 else 0.0
            words = segment.words[: len(parts[0].split())] if sender_line else segment.words
            found.append(
                _Named(
                    text, tuple(words), segment.page, score, "sender_line" if sender_line else "letterhead"
                )
            )
    return found


def _under_vendor_label(rows: Sequence[Row], row: Row, start: int, end: int) -> list[_Named]:
    """The name right of or below a label such as "Seller"."""
    words = row.line.words
    rest = words[end : next_label(row, end)]
    text = clean(" ".join(w.text for w in rest))
    strong = sum(len(w.text) for w in words[start:end]) > 5
    worth = 3.0 if strong else 1.0
    if text and is_name(text) and ":" in words[end - 1].text + (rest[0].text if rest else ""):
        return [_Named(text, tuple(rest), row.line.page, worth, "label_right")]
    if rest:
        return []
    named = name_below(rows, row, words[start].x0, reach=9)
    return [_Named(str(named.value), named.words, named.page, worth, named.method)] if named else []


def _address(vendor: Found | None, blocks: Sequence[Block]) -> Found | None:
    """The address lines that follow the sender's name."""
    if vendor is None or not vendor.words:
        return None
    for block in blocks:
        for i, segment in enumerate(block.segments):
            if vendor.words[0] not in segment.words:
                continue
            if len(segment.words) > len(vendor.words) + 1:
                parts = [p.strip() for p in SENDER_CUT.split(segment.text) if p.strip()][1:]
                if parts:
                    words = segment.words[len(vendor.words) :]
                    return found_words(words, segment.page, ", ".join(parts), "sender_line", 0.3)
            lines = []
            for below in block.segments[i + 1 : i + 6]:
                if is_label(below.text) or "@" in below.text or re.search(r"\d{6,}|www\.", below.text):
                    break
                lines.append(below)
            if lines and any(is_address(s.text) for s in lines):
                words = tuple(w for s in lines for w in s.words)
                return found_words(
                    words, segment.page, ", ".join(clean(s.text) for s in lines), "below_name", 0.3
                )
    return None
