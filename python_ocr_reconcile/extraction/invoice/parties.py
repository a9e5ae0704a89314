"""Who sent the invoice and who it is for: names, tax ids, account.

The sender is the company that the page supports from several sides: its letterhead, the small return
address over the window, its legal form, its name in the footer, the domain of its e-mail. The recipient is
who stands under "Bill to" or in the address window.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from stdnum import iban as iban_number
from stdnum.eu import vat as eu_vat

from python_ocr_reconcile.extraction.invoice.found import Found, found_in, found_words
from python_ocr_reconcile.extraction.invoice.fields import next_label
from python_ocr_reconcile.extraction.invoice.rows import Row
from python_ocr_reconcile.extraction.layout import Segment
from python_ocr_reconcile.extraction.lexicon import fold, load_lexicon, load_words
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


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Segments below one another: an address, as a rule."""

    segments: tuple[Segment, ...]
    rows: tuple[int, ...]

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)


_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d{4,5}\b(?:\s?[A-Z]{2}\b)?|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"
)
_DOMAIN = re.compile(
    r"(?:@|www\.|https?://(?:www\.)?)([a-z0-9\-]+(?:\.[a-z0-9\-]+)*)\.[a-z]{2,}", re.IGNORECASE
)
_SENDER_CUT = re.compile(r"\s+[·•●∙|*–—\-]\s+|\s*[·•●∙|]\s*|,\s+")
_NAME_WORDS = {"name", "nom", "nombre", "nome", "naam", "firma", "company", "firmenname", "razon social", "bedrijf"}
_PARTY_KEYS = {"bill_to", "ship_to", "vendor"}
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


def read_parties(rows: Sequence[Row]) -> Parties:
    """The parties of the invoice whose lines are `rows`."""
    first_page = [r for r in rows if r.line.page == rows[0].line.page]
    blocks = _blocks(first_page)
    height = max((r.line.y1 for r in first_page), default=1.0)
    customer_block, customer = _customer(first_page, blocks)
    vendor = _vendor(rows, first_page, blocks, customer_block, customer, height)
    ids = _tax_ids(rows)
    customer_rows = set(customer_block.rows) if customer_block else set()
    own, theirs = _split_ids(ids, customer_rows, customer_block, first_page)
    return Parties(
        vendor_name=vendor,
        vendor_address=_address(vendor, blocks),
        vendor_tax_id=own,
        customer_name=customer,
        customer_tax_id=theirs,
        iban=_iban(rows),
    )


def _blocks(rows: Sequence[Row]) -> list[_Block]:
    """Segments with one left edge on following lines, top to bottom."""
    open_blocks: list[tuple[list[Segment], list[int]]] = []
    for row in rows:
        for segment in row.line.segments:
            home = None
            for block in reversed(open_blocks[-12:]):
                last = block[0][-1]
                near = segment.y0 - last.y1 < 1.1 * max(last.height, segment.height)
                if abs(last.x0 - segment.x0) < 5 and near and segment.y0 > last.y0:
                    home = block
                    break
            if home:
                home[0].append(segment)
                home[1].append(row.place)
            else:
                open_blocks.append(([segment], [row.place]))
    return [_Block(tuple(s), tuple(r)) for s, r in open_blocks]


def _clean(text: str) -> str:
    text = text.strip(" :;,-–—|·•*_#").strip()
    # The full stop of "Inc." and "B.V." is part of a name; that of a sentence is not.
    return text.rstrip(".") if len(text.split(" ")[-1]) > 6 else text.lstrip(".")


def _is_name(text: str) -> bool:
    """Whether the text may be a name: letters, no label, no title, not a whole sentence."""
    folded = fold(text)
    words = load_words("invoice_words")
    letters = sum(c.isalpha() for c in text)
    if letters < 3 or letters < 0.5 * len(text.replace(" ", "")) or len(text) > 70 or len(text.split()) > 9:
        return False
    if folded in words["title_invoice"] | words["title_credit"] | words["title_receipt"] | words["country"]:
        return False
    return "@" not in text and "www." not in text.lower() and "http" not in text.lower()


def _is_label(text: str) -> bool:
    compacted = text.split(":")[0]
    for name in ("invoice", "invoice_money", "invoice_columns"):
        if load_lexicon(name).meaning(compacted):
            return True
    return False


def _has_legal_form(text: str) -> bool:
    forms = load_words("invoice_words")["legal_form"]
    tokens = fold(text).split()
    return any(
        " ".join(tokens[i:end]) in forms
        for i in range(1, len(tokens))
        for end in range(i + 1, min(i + 4, len(tokens)) + 1)
    )


def _is_address(text: str) -> bool:
    folded = fold(text)
    tokens = set(folded.split())
    street = any(c.isdigit() for c in text) and bool(
        tokens & load_words("invoice_words")["street"]
        or any(
            t.endswith(("strasse", "str", "weg", "platz", "allee", "straat", "laan", "gasse")) for t in tokens
        )
    )
    return street or bool(_POSTCODE.search(text)) or folded in load_words("invoice_words")["country"]


def _customer(rows: Sequence[Row], blocks: Sequence[_Block]) -> tuple[_Block | None, Found | None]:
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
                name = _clean(" ".join(w.text for w in rest))
                if _is_name(name) and not _is_label(name) and not any(c.isdigit() for c in name):
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
        return window, found_words(segment.words, segment.page, _clean(segment.text), "address_window", 0.5)
    return None, None


def _block_with(blocks: Sequence[_Block], place: int, word: Word) -> _Block | None:
    return next(
        (
            b
            for b in blocks
            if any(word in s.words for s, p in zip(b.segments, b.rows, strict=True) if p == place)
        ),
        None,
    )


def _window_block(rows: Sequence[Row], blocks: Sequence[_Block]) -> _Block | None:
    """The address under a one-line return address, or the one in the window of a letter."""
    sender = next((r for r in rows[:25] if _return_address(r)), None)
    candidates = []
    for block in blocks:
        top = block.segments[0]
        if not 2 <= len(block.segments) <= 8 or not _POSTCODE.search(block.text):
            continue
        first = _clean(top.text)
        if not _is_name(first) or _is_label(first) or _is_address(first):
            continue
        if sender and abs(top.x0 - sender.line.x0) < 25 and 0 < top.y0 - sender.line.y1 < 60:
            candidates.append((0.0, block))
        elif sender is None and top.x0 < 330 and 90 < top.y0 < 260 and _blocks_above(blocks, block):
            candidates.append((1.0 + top.y0 / 1000, block))
    return min(candidates, key=lambda c: c[0])[1] if candidates else None


def _blocks_above(blocks: Sequence[_Block], block: _Block) -> bool:
    """Whether something that looks like a letterhead stands higher or beside; else the block is one itself."""
    return any(
        b is not block
        and b.segments[0].y0 < block.segments[0].y0 + 5
        and (_POSTCODE.search(b.text) or _has_legal_form(b.text))
        for b in blocks
    )


def _return_address(row: Row) -> bool:
    parts = _sender_parts(row.line.segments[0])
    return bool(parts) and _is_name(parts[0])


def _sender_parts(segment: Segment) -> list[str]:
    """Name, street and town of an address on one line; empty where it is none."""
    text = segment.text
    if len(text) < 20 or not _POSTCODE.search(text):
        return []
    parts = [p for p in _SENDER_CUT.split(text) if p.strip()]
    # Commas part "Redmond, WA 98052" as well: there a name must come before a street and a town.
    return parts if len(parts) >= 3 or (len(parts) == 2 and "," not in text) else []


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
    blocks: Sequence[_Block],
    customer_block: _Block | None,
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
    return found_words(best.words, best.page, best.text, best.method, max(0.0, 0.9 - 0.15 * best.score))


def _vendor_candidates(rows: Sequence[Row], customer_block: _Block | None, height: float) -> list[_Named]:
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
            parts = _sender_parts(segment) if at_top or at_foot else []
            sender_line = bool(parts) and not _is_address(parts[0])
            text = _clean(parts[0]) if sender_line else _clean(segment.text)
            if not _is_name(text) or _is_label(text) or _is_address(text):
                continue
            if ":" in segment.text and _is_label(segment.text):
                continue
            legal = _has_legal_form(text)
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
    text = _clean(" ".join(w.text for w in rest))
    strong = sum(len(w.text) for w in words[start:end]) > 5
    worth = 3.0 if strong else 1.0
    if text and _is_name(text) and ":" in words[end - 1].text + (rest[0].text if rest else ""):
        return [_Named(text, tuple(rest), row.line.page, worth, "label_right")]
    if rest:
        return []
    named = name_below(rows, row, words[start].x0, reach=9)
    return [_Named(str(named.value), named.words, named.page, worth, named.method)] if named else []


def name_below(rows: Sequence[Row], row: Row, x0: float, reach: int = 5) -> Found | None:
    """The name under a label at `x0`: beside a "Name:" of its own, else the first line that may be one."""
    base = rows[0].place
    first: Found | None = None
    last_y = row.line.y1
    for below in rows[row.place - base + 1 : row.place - base + 1 + reach]:
        if below.line.page != row.line.page or below.line.y0 - last_y > 4.5 * row.line.height:
            break
        if any(label.key in _PARTY_KEYS and label.start == 0 for label in below.labels) and first:
            break
        for place, segment in enumerate(below.line.segments):
            if abs(segment.x0 - x0) > 30:
                continue
            last_y = segment.y1
            head, colon, tail = segment.text.partition(":")
            after = below.line.segments[place + 1 : place + 2]
            if fold(head) in _NAME_WORDS:
                words = segment.words[1:] if tail.strip() else after[0].words if after else ()
                words = tuple(w for w in words if w.text.strip(":"))
                if words:
                    name = _clean(" ".join(w.text for w in words))
                    return found_words(words, segment.page, name, "label_right", 0.1)
            # "Number:  4711" is a line of a form, not a name; so is "Other facts:  managed by".
            in_form = bool(colon) or (bool(after) and after[0].text.startswith(":"))
            name = _clean(segment.text)
            if first is None and not in_form and _is_name(name) and not _is_label(name) and not _is_address(name):
                first = found_words(segment.words, segment.page, name, "label_above", 0.3)
    return first


def _address(vendor: Found | None, blocks: Sequence[_Block]) -> Found | None:
    """The address lines that follow the sender's name."""
    if vendor is None or not vendor.words:
        return None
    for block in blocks:
        for i, segment in enumerate(block.segments):
            if vendor.words[0] not in segment.words:
                continue
            if len(segment.words) > len(vendor.words) + 1:
                parts = [p.strip() for p in _SENDER_CUT.split(segment.text) if p.strip()][1:]
                if parts:
                    words = segment.words[len(vendor.words) :]
                    return found_words(words, segment.page, ", ".join(parts), "sender_line", 0.3)
            lines = []
            for below in block.segments[i + 1 : i + 6]:
                if _is_label(below.text) or "@" in below.text or re.search(r"\d{6,}|www\.", below.text):
                    break
                lines.append(below)
            if lines and any(_is_address(s.text) for s in lines):
                words = tuple(w for s in lines for w in s.words)
                return found_words(
                    words, segment.page, ", ".join(_clean(s.text) for s in lines), "below_name", 0.3
                )
    return None


_ID_BODY = re.compile(r"^[A-Z0-9][A-Z0-9./\-]*$", re.IGNORECASE)
_EU_ID = re.compile(
    r"\b(?:ATU|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)\s?[0-9A-Z][0-9A-Z .]{6,13}\b"
)


def _tax_ids(rows: Sequence[Row]) -> list[tuple[Row, Found, bool]]:
    """Tax ids in order: (line, id, whether its check digits hold)."""
    found: list[tuple[Row, Found, bool]] = []
    for row in rows:
        for label in row.labels:
            if label.key != "tax_id":
                continue
            words = row.line.words
            end = next_label(row, label.end)
            i = label.end
            while i < end and not any(c.isalnum() for c in words[i].text):
                i += 1
            stop = i
            text = ""
            while stop < end and stop - i < 6 and _ID_BODY.match(words[stop].text.strip(":,;()")):
                if stop > i and words[stop].x0 - words[stop - 1].x1 > row.line.em:
                    break
                if stop > i and words[stop].text.isalpha() and len(words[stop].text) > 3:
                    break
                text += words[stop].text.strip(":,;()")
                stop += 1
            if sum(c.isdigit() for c in text) >= 6 and stop > i:
                found.append((row, found_in(row.line, i, stop, text, "label_right", 0.1), _is_vat(text)))
        if not any(f[0] is row for f in found):
            for match in _EU_ID.finditer(row.text):
                text = re.sub(r"[\s.]", "", match[0])
                while len(text) > 8 and not _is_vat(text):
                    text = text[:-1]
                if _is_vat(text):
                    words_of = _words_at(row, match.start(), match.end())
                    found.append((row, found_words(words_of, row.line.page, text, "checksum", 0.2), True))
                    break
    return found


def _words_at(row: Row, start: int, end: int) -> list[Word]:
    """The words of `row` between two places of its text."""
    words, at = [], 0
    for word in row.line.words:
        if at < end and at + len(word.text) > start:
            words.append(word)
        at += len(word.text) + 1
    return words


def _is_vat(text: str) -> bool:
    return bool(re.match(r"[A-Za-z]{2}", text)) and bool(eu_vat.is_valid(text))


def _split_ids(
    ids: Sequence[tuple[Row, Found, bool]], customer_rows: set[int], block: _Block | None, rows: Sequence[Row]
) -> tuple[Found | None, Found | None]:
    """The sender's and the recipient's id: the recipient's stands in, or right below, the recipient's block."""
    own: list[tuple[float, Found]] = []
    theirs: list[tuple[float, Found]] = []
    for row, found, valid in ids:
        near = False
        if block is not None and found.words:
            low, x0, x1 = block.segments[-1].y1, block.segments[0].x0, max(s.x1 for s in block.segments)
            beside = x0 - 8 <= found.words[0].x0 <= x1 + 60
            near = (
                row.place in customer_rows
                and beside
                or (row.line.page == block.segments[0].page and beside and -2 <= row.line.y0 - low < 70)
            )
        client_word = bool(
            re.search(r"\b(?:ihre|your|votre|vos|customer|client|kunde|klant|uw|su|cliente)\b", row.folded)
        )
        (theirs if near or client_word else own).append((0.0 if valid else 0.5, found))
    first = min(own, key=lambda o: o[0], default=None)
    other = min(
        (t for t in theirs if first is None or t[1].value != first[1].value), key=lambda o: o[0], default=None
    )
    return (first[1] if first else None), (other[1] if other else None)


_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]){11,30}")


def _iban(rows: Sequence[Row]) -> Found | None:
    """The first account number whose check digits hold."""
    for row in rows:
        if not any(
            len(w.text) >= 4 and w.text[:2].isalpha() and w.text[2:4].isdigit() for w in row.line.words
        ):
            continue
        for match in _IBAN.finditer(row.text):
            text = re.sub(r"\s", "", match[0])
            for length in range(len(text), 14, -1):
                if iban_number.is_valid(text[:length], check_country=False):
                    words = _words_at(row, match.start(), match.end())
                    return found_words(words, row.line.page, text[:length], "checksum", 0.0)
    return None
