"""Names in letterheads and feet: how a seller's name stands on the page, and what that is worth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from python_ocr_reconcile.extraction.invoice.customer import block_with
from python_ocr_reconcile.extraction.invoice.identifiers import has_vat_id
from python_ocr_reconcile.extraction.invoice.names import (
    SENDER_CUT,
    Block,
    clean,
    has_legal_form,
    is_address,
    is_addressed,
    is_label,
    is_name,
    is_proper_name,
    sender_parts,
    up_to_legal_form,
)
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.layout import Segment
from python_ocr_reconcile.extraction.lexicon import fold, load_lexicon, load_words
from python_ocr_reconcile.models.page import Word

DOMAIN = re.compile(
    r"(?:@|www\.|https?://(?:www\.)?)([a-z0-9\-]+(?:\.[a-z0-9\-]+)*)\.[a-z]{2,}", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright)\s*(?:(?:19|20)\d\d)?\s*", re.IGNORECASE)
_ACCOUNT = re.compile(r"\d{4} ?\d{4} ?\d{2}")
DOUBTFUL = 0.5
"""OCR confidence up to which a word is as likely dirt."""
SHORTEST_ADDRESS = 3
"""Lines: a name, a street, a town."""
LEAST_OF_ID = 6
"""Digits of a tax id or of the number in a register."""
LARGE, VERY_LARGE = 1.25, 1.8
"""Heights of print, in those of the usual line, from which it is a letterhead rather."""


@dataclass(slots=True)
class Named:
    """A name that may be the seller's, with what speaks for it."""

    text: str
    words: tuple[Word, ...]
    page: int
    score: float
    method: str


@dataclass(frozen=True, slots=True)
class FirstPage:
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

    def is_foot(self, row: Row) -> bool:
        """Whether the line is in the last fifth."""
        return row.line.y0 > 0.8 * self.height


def in_segment(page: FirstPage, row: Row, segment: Segment, top_rank: int) -> Named | None:
    """The name that a segment is or begins with, scored by where and how it stands."""
    text, sender_line = _text_of(page, row, segment)
    if not _may_be_seller(row, segment, text):
        return None
    legal = has_legal_form(text) or _form_below(page, row, segment)
    standing = _standing(page, row, segment, text, top_rank, legal=legal, sender_line=sender_line)
    if standing is None:
        return None
    firm = 1.6 if legal or (page.is_top(row) and _is_addressed_in_full(page, row, segment)) else 0.0
    score = standing + firm + (1.2 if sender_line else 0.0)
    at_top = page.is_top(row)
    score += 1.3 if _can_be_reached(page, row, segment) else 0.0
    score += 1.6 if at_top and _is_registered(page, row, segment) else 0.0
    score += 1.6 if page.is_foot(row) and not at_top and _tells_tax_id(page, row, segment) else 0.0
    score -= 1.5 if names_proprietor(text) else 0.0
    score -= 1.0 if ":" in text else 0.0  # a label that the lexicon does not know, with its value
    score -= 0.4 if any(c.isdigit() for c in text) else 0.0
    score -= 0.5 if len(text.split()) > 6 else 0.0
    whole = text == clean(segment.text)
    words = segment.words if whole else segment.words[: len(text.split())]
    return Named(text, tuple(words), segment.page, score, "sender_line" if sender_line else "letterhead")


def _text_of(page: FirstPage, row: Row, segment: Segment) -> tuple[str, bool]:
    """What of a segment may be a name, and whether it is the first part of an address on one line."""
    at_top, at_foot = page.is_top(row), page.is_foot(row)
    parts = sender_parts(segment) if at_top or at_foot else []
    plain = _COPYRIGHT.sub("", segment.text)
    if at_foot and not parts and len(cut := SENDER_CUT.split(plain)) > 1:
        # "Ada Kern, Tel. 0151 555, ada@kern.example": how to reach somebody stands behind their name.
        reached = DOMAIN.search(segment.text) and not DOMAIN.search(cut[0])
        parts = [cut[0]] if has_legal_form(cut[0]) or reached else []
    # What stands small under a large name says whose firm it is, or what it does.
    sender_line = bool(parts) and not is_address(parts[0])
    sender_line = sender_line and not (at_top and _is_under_name(page, row, segment))
    sender_line = sender_line and (has_legal_form(parts[0]) or not _goes_on(page, row, segment))
    text = clean(parts[0]) if sender_line else clean(plain)
    return (up_to_legal_form(text) if at_foot else text), sender_line


def _may_be_seller(row: Row, segment: Segment, text: str) -> bool:
    """Whether `text`, which `segment` is or begins with, is a name and neither a label nor an address."""
    if not is_name(text) or is_label(text) or is_address(text) or is_addressed(text):
        return False
    if ":" in segment.text and is_label(segment.text):
        return False
    first = segment.words[0]
    if row.amounts and any(row.line.words[label.start] is first for label in row.sums):
        return False  # "Total inc. GST 115.50"
    labelled = any(row.line.words[label.start] is first for label in row.labels)
    # "Payment due 06.12.2024 · Bank ..." at the foot
    return not (labelled and any(c.isdigit() for c in text))


def _standing(
    page: FirstPage, row: Row, segment: Segment, text: str, top_rank: int, *, legal: bool, sender_line: bool
) -> float | None:
    """What the place on the page is worth, ``None`` where no seller is named without more."""
    if page.is_top(row):
        score = max(0.0, 1.4 - 0.2 * top_rank)
        score += 0.7 if segment.height > LARGE * page.usual else 0.0
        # What OCR makes of a logo is large as well, and reads "FeRD I".
        read = all(w.confidence is None or w.confidence > DOUBTFUL for w in segment.words)
        return score + (0.8 if read and segment.height > VERY_LARGE * page.usual else 0.0)
    at_foot = page.is_foot(row)
    heads = not sender_line and _heads_address(page, row, segment)
    if at_foot and (heads or _COPYRIGHT.match(segment.text)):
        return 0.9
    if at_foot and (legal or sender_line):
        return 0.4
    if legal:
        return -0.8
    if at_foot and len(row.line.segments) == 1 and is_proper_name(text):
        return 0.8  # alone at the foot, it is enough where nothing else is a name
    reached = _can_be_reached(page, row, segment) or _is_registered(page, row, segment)
    return 0.8 if reached and not at_foot else None


def _is_under_name(page: FirstPage, row: Row, segment: Segment) -> bool:
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


def _goes_on(page: FirstPage, row: Row, segment: Segment) -> bool:
    """Whether the name is all of the line above in its block: "Priory, 3 Church Lane, ..." is its address."""
    block = block_with(page.blocks, row.place, segment.words[0])
    if block is None or block.segments[0] is segment:
        return False
    above = block.segments[block.segments.index(segment) - 1]
    close = segment.y0 - above.y1 < 0.6 * segment.height and abs(above.height - segment.height) < 1
    text = clean(above.text)
    named = is_proper_name(text) or (block.segments[0] is above and is_name(text))
    return close and named and not is_label(text) and not is_address(text)


def names_proprietor(text: str) -> bool:
    """Whether it says who owns the firm ("Inh. Ada Kern e.K."): the firm's name stands above."""
    first = fold(text).partition(" ")[0].strip(".:")
    return first in load_words("invoice_words")["proprietor"]


def _form_below(page: FirstPage, row: Row, segment: Segment) -> bool:
    """Whether the name breaks off before its legal form, which is all of the next line of its block."""
    block = block_with(page.blocks, row.place, segment.words[0])
    if block is None or block.segments[0] is not segment or len(block.segments) < 2:
        return False
    return fold(block.segments[1].text) in load_words("invoice_words")["legal_form"]


def _heads_address(page: FirstPage, row: Row, segment: Segment) -> bool:
    """Whether a street or a town stands right below: the first column of a footer."""
    block = block_with(page.blocks, row.place, segment.words[0])
    if block is None or block.segments[0] is not segment:
        return False
    # The digits of an account look like a postcode.
    return any(is_address(s.text) and not _ACCOUNT.search(s.text) for s in block.segments[1:3])


def _is_addressed_in_full(page: FirstPage, row: Row, segment: Segment) -> bool:
    """Whether it heads a block with a street and a town: somebody's name, with a legal form or without."""
    block = block_with(page.blocks, row.place, segment.words[0])
    if block is None or block.segments[0] is not segment or len(block.segments) < SHORTEST_ADDRESS:
        return False
    return is_address(block.segments[1].text) and any(is_address(s.text) for s in block.segments[2:5])


def _can_be_reached(page: FirstPage, row: Row, segment: Segment) -> bool:
    """Whether the segment heads an address that ends in a mail or web address, as a sender's does."""
    block = block_with(page.blocks, row.place, segment.words[0])
    if block is None or block.segments[0] is not segment:
        return False
    below = block.segments[1:]
    return any(DOMAIN.search(s.text) for s in below) and any(is_address(s.text) for s in below)


def _is_registered(page: FirstPage, row: Row, segment: Segment) -> bool:
    """Whether the segment heads an address with a tax id below it, which a sender must print of himself."""
    block = block_with(page.blocks, row.place, segment.words[0])
    if block is None or block.segments[0] is not segment:
        return False
    below = block.segments[1:]
    return any(is_address(s.text) for s in below) and any(_states_tax_id(s) for s in below)


def _tells_tax_id(page: FirstPage, row: Row, segment: Segment) -> bool:
    """Whether a tax id stands in the segment or in the lines below it, as the law wants it at the foot."""
    block = block_with(page.blocks, row.place, segment.words[0])
    below = block.segments[1:4] if block and block.segments[0] is segment else ()
    return any(_states_tax_id(s, anywhere=True) for s in (segment, *below))


def _states_tax_id(segment: Segment, *, anywhere: bool = False) -> bool:
    """Whether a tax id begins it, or stands behind an address on it; `anywhere`, behind other words."""
    tokens = fold(segment.text).split()
    registered = load_words("invoice_words")["registration"]
    known = any(" ".join(tokens[:n]) in registered for n in range(1, 4))
    if known and sum(c.isdigit() for c in segment.text) >= LEAST_OF_ID:
        return True
    labels = [label for label in load_lexicon("invoice").find(segment.words) if label.key == "tax_id"]
    if any(anywhere or label.start == 0 for label in labels):
        return True
    return (anywhere or is_address(segment.text)) and (bool(labels) or has_vat_id(segment.text))
