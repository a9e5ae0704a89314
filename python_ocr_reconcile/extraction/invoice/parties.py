"""Who sent the invoice and who it is for: names, tax ids, account."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from python_ocr_reconcile.extraction.invoice.accounts import find_iban
from python_ocr_reconcile.extraction.invoice.customer import attention, find_customer, unclaimed_address
from python_ocr_reconcile.extraction.invoice.found import Found, found_words
from python_ocr_reconcile.extraction.invoice.identifiers import split_ids, tax_ids
from python_ocr_reconcile.extraction.invoice.names import (
    SENDER_CUT,
    Block,
    address_blocks,
    clean,
    is_address,
    is_label,
)
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.vendor import find_vendor


@dataclass(frozen=True, slots=True)
class Parties:
    """Sender and recipient; ``None`` for what the invoice does not say."""

    vendor_name: Found | None = None
    vendor_address: Found | None = None
    vendor_tax_id: Found | None = None
    customer_name: Found | None = None
    customer_tax_id: Found | None = None
    iban: Found | None = None


def read_parties(rows: Sequence[Row], table_places: Collection[int] = ()) -> Parties:
    """The parties of the invoice whose lines are `rows`; those of its table name goods, and nobody."""
    first_page = [r for r in rows if r.line.page == rows[0].line.page and r.place not in table_places]
    first_page = first_page or list(rows)
    blocks = address_blocks(first_page)
    height = max((r.line.y1 for r in first_page), default=1.0)
    customer_block, customer = find_customer(first_page, blocks)
    vendor = find_vendor(rows, first_page, blocks, customer_block, customer, height)
    if customer is None:
        customer_block = unclaimed_address(blocks, vendor, height)
        if customer_block:
            top = customer_block.segments[0]
            customer = found_words(top.words, top.page, clean(top.text), "address", 0.6)
    customer = customer or attention(first_page)
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
