"""Tax ids, with their check digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from stdnum.ch import uid as ch_uid
from stdnum.es import nif as es_nif
from stdnum.eu import vat as eu_vat
from stdnum.gb import vat as gb_vat
from stdnum.it import iva as it_iva
from stdnum.no import mva as no_mva

from python_ocr_reconcile.extraction.invoice.found import Found, found_in, found_words
from python_ocr_reconcile.extraction.invoice.names import Block
from python_ocr_reconcile.extraction.invoice.near import next_label
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.slips import LETTERS_AS_DIGITS
from python_ocr_reconcile.extraction.lexicon import Label, fold
from python_ocr_reconcile.models.page import Word

_ID_BODY = re.compile(r"^[A-Z0-9][A-Z0-9./\-]*$", re.IGNORECASE)


# Countries whose tax ids we can check.
_CHECKED = re.compile(
    r"^(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)(?=.*\d)"
)

# Swiss, Norwegian and, without their country, Spanish ids.
_OTHER_FORMS = (
    (r"(CHE\d{9})(?:MWST|TVA|IVA)?", ch_uid.is_valid),
    (r"((?:NO)?\d{9}MVA)", no_mva.is_valid),
    (r"([A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z])", es_nif.is_valid),
)

_EU_ID = re.compile(
    r"\b(?:ATU|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)"
    r"\s?[0-9A-Z][0-9A-Z .]{6,13}\b"
)


# Of countries outside the Union whose ids say so themselves: "CHE-116.281.710 MWST", "NO 995 525 828 MVA".
_NEIGHBOUR_ID = re.compile(r"\b(?:CHE[ -]?\d{3}[. ]?\d{3}[. ]?\d{3}|(?:NO ?)?\d{3} ?\d{3} ?\d{3} ?MVA)\b")


def tax_ids(rows: Sequence[Row]) -> list[tuple[Row, Found, bool]]:
    """Tax ids in order: (line, id, whether its check digits hold).

    An id that OCR read and whose check digits do not hold is no id: one reading of it in ten would pass.
    """
    found: list[tuple[Row, Found, bool]] = []
    for row in rows:
        labelled = [_id_behind(row, label) for label in row.labels if label.key == "tax_id"]
        ids = [f for f in labelled if f] or [f for f in (_bare_vat_id(row),) if f]
        for one in ids:
            kept = _mended(one) if row.noisy else one
            if kept:
                found.append((row, kept, holds(str(kept.value)) is True))
    return found


def _mended(found: Found) -> Found | None:
    """An id that OCR read, with letters turned back to digits where its check digits then hold."""
    text = str(found.value)
    as_read = holds(text)
    if as_read:
        return found
    for keep in (2, 3, 0):  # the letters of the country, that of "ATU" and "ESB", none
        plain = text[:keep].upper() + text[keep:].translate(LETTERS_AS_DIGITS)
        if holds(plain):
            return replace(found, value=plain, method="repaired")
    # The Dutch id has a letter in its midst, the Spanish one may end in one.
    for pattern in (r"^(NL)(.{9})(.)(.{2})$", r"^((?:ES)?[A-Z0-9])(.{7})(.)()$"):
        parts = re.match(pattern, text)
        if parts:
            body = parts[2].translate(LETTERS_AS_DIGITS)
            letter = "B" if text.startswith("NL") else parts[3]
            plain = parts[1] + body + letter + parts[4].translate(LETTERS_AS_DIGITS)
            if holds(plain):
                return replace(found, value=plain, method="repaired")
    return found if as_read is None else None


def holds(text: str) -> bool | None:
    """Whether the check digits of a tax id hold; ``None`` where its form is none we can check."""
    bare = re.sub(r"[\s.\-/]", "", text).upper()
    if _CHECKED.match(bare):
        if bare[:2] == "GB":
            return bool(gb_vat.is_valid(bare))
        return bool(eu_vat.is_valid(bare))
    if re.fullmatch(r"\d{11}", bare):
        # Italian and German numbers have as many digits; "21/815/08150" is neither of them for sure.
        return True if it_iva.is_valid(bare) else None
    for form, check in _OTHER_FORMS:
        if found := re.fullmatch(form, bare):
            return bool(check(found[1]))
    return None


def _id_behind(row: Row, label: Label) -> Found | None:
    """The id right of its label, over several words where it is printed in groups."""
    words, end = row.line.words, next_label(row, label.end)
    start = label.end
    while start < end and not any(c.isalnum() for c in words[start].text):
        start += 1
    stop, text = start, ""
    while stop < end and stop - start < 6 and _ID_BODY.match(words[stop].text.strip(":,;()")):
        far = stop > start and words[stop].x0 - words[stop - 1].x1 > row.line.em
        if far or (stop > start and words[stop].text.isalpha() and len(words[stop].text) > 3):
            break
        text += words[stop].text.strip(":,;()")
        stop += 1
    if not holds(text):  # what stands behind the id may read on like a part of it: "12345678Z C/ Mayor 8"
        for end in range(stop - 1, start, -1):
            shorter = "".join(word.text.strip(":,;()") for word in words[start:end])
            if holds(shorter):
                text, stop = shorter, end
                break
    if sum(c.isdigit() for c in text) < 6:
        return None
    return found_in(row.line, start, stop, text, "label_right", 0.1)


def _bare_vat_id(row: Row) -> Found | None:
    """A VAT id of the EU or a neighbour without a label; its check digits must hold."""
    if any(label.key == "iban" for label in row.labels):
        return None  # "DE12 7606 9559 ...": nine of its digits pass for an id one time in ten
    bare = _vat_id_in(row.text)
    return _spelt_in(row, *bare) if bare else None


def has_vat_id(text: str) -> bool:
    """Whether a VAT id of the EU or a neighbour stands in `text`, with the country and good check digits."""
    return _vat_id_in(text) is not None


def _vat_id_in(line: str) -> tuple[re.Match[str], str] | None:
    """Where the first such id stands, and its letters and digits."""
    for match in _EU_ID.finditer(line):
        text = re.sub(r"[\s.]", "", match[0])
        while len(text) > 8 and not _is_vat(text):
            text = text[:-1]
        if _is_vat(text):
            return match, text
    for match in _NEIGHBOUR_ID.finditer(line):
        text = re.sub(r"[\s.\-]", "", match[0])
        if holds(text):
            return match, text
    return None


def _spelt_in(row: Row, match: re.Match[str], text: str) -> Found:
    """The id that `match` found in the text of `row`, without its spaces and points."""
    words = _words_at(row, match.start(), match.end())
    return found_words(words, row.line.page, text, "checksum", 0.2)


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


_CLIENT = re.compile(r"\b(?:ihre|your|votre|vos|customer|client|kunde|kunden|klant|uw|su|cliente|vs)\b")


def split_ids(
    ids: Sequence[tuple[Row, Found, bool]], customer_rows: set[int], block: Block | None
) -> tuple[Found | None, Found | None]:
    """The sender's and the recipient's id: the recipient's stands in or below their block."""
    own: list[tuple[float, Found]] = []
    theirs: list[tuple[float, Found]] = []
    for row, found, valid in ids:
        near = False
        if block is not None and found.words:
            low, x0, x1 = block.segments[-1].y1, block.segments[0].x0, max(s.x1 for s in block.segments)
            beside = x0 - 8 <= found.words[0].x0 <= x1 + 60
            near = (row.place in customer_rows and beside) or (
                row.line.page == block.segments[0].page and beside and -2 <= row.line.y0 - low < 70
            )
        at = next((i for i, w in enumerate(row.line.words) if found.words and w is found.words[0]), 0)
        lead = fold(" ".join(w.text for w in row.line.words[max(at - 5, 0) : at]))
        client_word = bool(_CLIENT.search(lead))
        (theirs if near or client_word else own).append((0.0 if valid else 0.5, found))
    first = min(own, key=lambda o: o[0], default=None)
    other = min(
        (t for t in theirs if first is None or t[1].value != first[1].value), key=lambda o: o[0], default=None
    )
    return (first[1] if first else None), (other[1] if other else None)
