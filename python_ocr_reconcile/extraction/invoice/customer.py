"""Who the invoice is for: the name under "Bill to", in the address window, or over the address left."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from python_ocr_reconcile.dates import fold_month
from python_ocr_reconcile.extraction.invoice.found import Found, found_words
from python_ocr_reconcile.extraction.invoice.names import (
    POSTCODE,
    Block,
    clean,
    has_legal_form,
    is_address,
    is_label,
    is_name,
    is_salutation,
    name_below,
    sender_parts,
)
from python_ocr_reconcile.extraction.invoice.near import leads_cell, next_label
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.layout import Segment
from python_ocr_reconcile.extraction.lexicon import Label, fold, load_words
from python_ocr_reconcile.models.page import Word

# "An:", "To:", "Aan": labels that are words of prose as well.
_WEAK_LABEL_LETTERS = 3


def find_customer(rows: Sequence[Row], blocks: Sequence[Block]) -> tuple[Block | None, Found | None]:
    """The recipient that a label or the address window names, with their block."""
    for row in rows:
        if headings := from_and_to(row):
            to = name_below(rows, row, headings[1].x0, reach=7)
            place = next((r.place for r in rows if to and to.words[0] in r.line.words), None)
            if to and place is not None:
                return block_with(blocks, place, to.words[0]), to
        for label in row.labels:
            named = _labelled(rows, row, label, blocks) if "bill_to" in label.keys[:2] else None
            if named:
                return named
    window = _window_block(rows, blocks)
    return (window, _top_of(window, "address_window", 0.5)) if window else (None, None)


def from_and_to(row: Row) -> tuple[Segment, Segment] | None:
    """The cells that are all of "From" and "To", the headings of two addresses side by side."""
    words = load_words("invoice_words")
    senders = [s for s in row.line.segments if fold(s.text) in words["from_heading"]]
    others = [s for s in row.line.segments if fold(s.text) in words["to_heading"]]
    return (senders[0], others[0]) if len(senders) == 1 and len(others) == 1 else None


def attention(rows: Sequence[Row]) -> Found | None:
    """The person to whom the letter goes, where it names no company."""
    for row in rows:
        for label in row.labels:
            if label.key == "attention" and leads_cell(row, label.start):
                rest = row.line.words[label.end : next_label(row, label.end)]
                name = clean(" ".join(w.text for w in rest))
                if rest and is_name(name):
                    return found_words(rest, row.line.page, name, "label_right", 0.5)
    return None


def _labelled(
    rows: Sequence[Row], row: Row, label: Label, blocks: Sequence[Block]
) -> tuple[Block | None, Found] | None:
    words = row.line.words
    rest = [w for w in words[label.end : next_label(row, label.end)] if w.text.strip(":;.- ")]
    if rest and is_salutation(" ".join(w.text for w in words[label.start : label.end] + tuple(rest))):
        rest = []  # "An die"
    colon = words[label.end - 1].text.endswith(":") and leads_cell(row, label.start)
    if label.key != "bill_to" and rest and not colon:
        return None
    letters = sum(len(w.text.strip(":.")) for w in words[label.start : label.end])
    weak = letters <= _WEAK_LABEL_LETTERS and not colon
    # "Old Mill Guest House": a word of a name.
    if not leads_cell(row, label.start) and (weak or not words[label.end - 1].text.endswith(":")):
        return None
    if rest and rest[0].x0 - words[label.end - 1].x1 < 14 * row.line.em:
        name = clean(" ".join(w.text for w in rest))
        if is_name(name) and not is_label(name) and not any(c.isdigit() for c in name):
            block = block_with(blocks, row.place, rest[0])
            return block, found_words(rest, row.line.page, name, "label_right", 0.2)
        if weak or not name.replace(" ", "").isalnum():
            return None
    named = name_below(rows, row, words[label.start].x0, reach=7)
    if named is None:
        return None
    place = next(r.place for r in rows if named.words[0] in r.line.words)
    return block_with(blocks, place, named.words[0]), named


def block_with(blocks: Sequence[Block], place: int, word: Word) -> Block | None:
    """The block that `word`, on line `place`, stands in."""
    return next(
        (
            b
            for b in blocks
            if any(word in s.words for s, p in zip(b.segments, b.rows, strict=True) if p == place)
        ),
        None,
    )


def _top_of(block: Block, method: str, cost: float) -> Found:
    segment = block.segments[0]
    return found_words(segment.words, segment.page, clean(segment.text), method, cost)


def address_part(block: Block) -> Block:
    """The block from the name on: without "Firma", and the return address that a tight window puts close."""
    while len(block.segments) > 1 and (
        sender_parts(block.segments[0]) or is_salutation(block.segments[0].text)
    ):
        block = Block(block.segments[1:], block.rows[1:])
    return block


def _window_block(rows: Sequence[Row], blocks: Sequence[Block]) -> Block | None:
    """The address under a one-line return address, or the one in the window of a letter."""
    half = 0.5 * max((r.line.y1 for r in rows), default=0.0)
    senders = [
        s
        for r in rows[:25]
        for s in r.line.segments[:1]
        if r.line.y0 < half and _is_sender_line(s.text, sender_parts(s))
    ]
    candidates = []
    for whole in blocks:
        block = address_part(whole)
        top = block.segments[0]
        if not 2 <= len(block.segments) <= 8 or not any(map(_has_town, block.segments)):
            continue
        first = clean(top.text)
        if not is_name(first) or is_label(first) or is_address(first):
            continue
        below = any(
            s.page == top.page and abs(top.x0 - s.x0) < 25 and -2 < top.y0 - s.y1 < 60 and s is not top
            for s in senders
        )
        if below:
            candidates.append((0.0, block))
        elif not senders and top.x0 < 330 and 90 < top.y0 < 260 and _blocks_above(blocks, whole):
            candidates.append((1.0 + top.y0 / 1000, block))
    return min(candidates, key=lambda c: c[0])[1] if candidates else None


def _has_town(segment: Segment) -> bool:
    """Whether a postcode stands in it with the name of a place; the 2025 of a date is no postcode."""
    letters = [w.text for w in segment.words if sum(c.isalpha() for c in w.text) > 1]
    named = any(fold_month(text.strip(".,")) is None for text in letters)
    return named and POSTCODE.search(segment.text) is not None


def _is_sender_line(text: str, parts: Sequence[str]) -> bool:
    return bool(parts) and is_name(parts[0]) and len(text) > 20


def _blocks_above(blocks: Sequence[Block], block: Block) -> bool:
    """Whether something like a letterhead stands higher or beside; else the block is one itself."""
    return any(
        b is not block
        and b.segments[0].y0 < block.segments[0].y0 + 5
        and (POSTCODE.search(b.text) or has_legal_form(b.text))
        for b in blocks
    )


def unclaimed_address(blocks: Sequence[Block], vendor: Found | None, height: float) -> Block | None:
    """The one address in the upper half of the first page that is not the sender's own."""
    if vendor is None:
        return None
    name = fold(str(vendor.value))
    found = []
    for whole in blocks:
        block = address_part(whole)
        top = block.segments[0]
        if top.y0 > 0.45 * height or not 2 <= len(block.segments) <= 7 or not POSTCODE.search(block.text):
            continue
        first = clean(top.text)
        if not is_name(first) or is_label(first) or is_address(first):
            continue
        theirs = any(w in s.words for s in whole.segments for w in vendor.words[:1])
        if theirs or fuzz.partial_ratio(name, fold(block.text)) > 85 or "@" in block.text:
            continue
        found.append(block)
    return found[0] if len(found) == 1 else None
