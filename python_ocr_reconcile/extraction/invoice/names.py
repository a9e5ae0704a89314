"""Names and addresses: what they look like, and the blocks they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from python_ocr_reconcile.extraction.invoice.found import Found, found_words
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.layout import Segment
from python_ocr_reconcile.extraction.lexicon import fold, load_lexicon, load_words


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Segments below one another: an address, as a rule."""

    segments: tuple[Segment, ...]
    rows: tuple[int, ...]

    @property
    def text(self) -> str:
        """All of it on one line."""
        return " ".join(s.text for s in self.segments)


LONGEST_PARTICLE = 3
"""Letters of the small words in names: "van", "de", "und"."""
MOST_WORDS = 6
FLUSH = 1.5
"""Points by which edges of one block differ at most."""
_FIGURES = re.compile(r"^\W*[\d.,'\s]+\W*$")


POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d{4,5}\b(?:\s?[A-Z]{2}\b)?|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"
    # Ireland, Poland, and those of Sweden and Czechia, whose groups are known by the town behind them.
    r"|\b[ACDEFHKNPRTVWXY]\d[\dW]\s?[AC-FHKNPRTV-Y\d]{4}\b|\b\d\d-\d{3}\b|\b\d{3}\s\d\d\s[A-ZÅÄÖČŘŠŽ][a-zåäöáéíóúýčďěňřšťůž]"
)
_LONG_POSTCODE = re.compile(r"[^\W\d_]{3},?\s-?\s?\d{6}$")
"""India and Singapore, at the end of an address only: many numbers have six digits."""


_JOINTS = re.compile(r"\s*[/|–]\s*|\s+-\s+")
_CODE = re.compile(r"[A-Z]{1,4}[-/.]?\d[\d\-/.]+")  # "SNB-55"


SENDER_CUT = re.compile(r"\s+[·•●∙|*–—\-]\s+|\s*[·•●∙|]\s*|,\s+")


_NAME_WORDS = {
    "name",
    "nom",
    "nombre",
    "nome",
    "naam",
    "firma",
    "company",
    "firmenname",
    "razon social",
    "bedrijf",
}


# Forms long enough to be known in spite of a slip: "GmhH", "SARI".
_LONG_FORMS = ("gmbh", "sarl", "limited", "incorporated", "corporation", "stichting")


_NUMBER_MARKS = frozenset(["no", "nr", "n", "num", "number", "nummer", "numero"])


LONGEST_PREFIX = 2
"""Letters that may stand before the digits of a number."""


_STREET_ENDS = (
    "strasse", "str", "weg", "platz", "allee", "straat", "laan", "gasse", "gatan", "vagen", "gade",
    "vej", "veien",
)  # fmt: skip


_PARTY_KEYS = {"bill_to", "ship_to", "vendor"}


def address_blocks(rows: Sequence[Row]) -> list[Block]:
    """Segments with one left edge, else one right edge or middle, on following lines, top to bottom."""
    open_blocks: list[tuple[list[Segment], list[int]]] = []
    for row in rows:
        for segment in row.line.segments:
            near = [
                block
                for block in reversed(open_blocks[-12:])
                if segment.y0 > block[0][-1].y0
                and segment.y0 - block[0][-1].y1 < 1.1 * max(block[0][-1].height, segment.height)
            ]
            home = next((b for b in near if abs(b[0][-1].x0 - segment.x0) < 5), None)
            home = home or next((b for b in near if _is_set_alike(b[0], segment)), None)
            if home:
                home[0].append(segment)
                home[1].append(row.place)
            else:
                open_blocks.append(([segment], [row.place]))
    return [Block(tuple(s), tuple(r)) for s, r in open_blocks]


def _is_set_alike(block: Sequence[Segment], segment: Segment) -> bool:
    """Whether the segment is set flush right with all of the block or, of words alone, centred under it."""
    if all(abs(s.x1 - segment.x1) < FLUSH for s in block):
        return not any(_FIGURES.match(s.text) for s in (*block, segment))
    return all(abs(s.x0 + s.x1 - segment.x0 - segment.x1) < 2 * FLUSH for s in block)


# The same few texts of a page are asked about by whoever looks for the seller, the buyer and the sums.
_remembered = lru_cache(maxsize=8192)


def clean(text: str) -> str:
    """The text without the punctuation around it."""
    text = text.strip(" :;,-–—|·•*_#").strip()
    # The full stop of "Inc." and "B.V." is part of a name; that of a sentence is not.
    return text.rstrip(".") if len(text.split(" ")[-1]) > 6 else text.lstrip(".")


@_remembered
def is_name(text: str) -> bool:
    """Whether the text may be a name: letters, no label, no title, not a whole sentence."""
    folded = fold(text)
    words = load_words("invoice_words")
    letters = sum(c.isalpha() for c in text)
    if letters < 3 or letters < 0.5 * len(text.replace(" ", "")) or len(text) > 70 or len(text.split()) > 9:
        return False
    if _CODE.fullmatch(text):
        return False
    titles = words["title_invoice"] | words["title_credit"] | words["title_receipt"]
    if folded in titles | words["country"] | words["profession"] | words["address_heading"]:
        return False
    if len(parts := [fold(part) for part in _JOINTS.split(text)]) > 1 and titles.issuperset(parts):
        return False  # "Recibo / Factura"
    named = [t for t in folded.split() if not any(c.isdigit() for c in t) and t not in _NUMBER_MARKS]
    plain = [t for t in named if len(t) > LONGEST_PREFIX]
    if len(named) < len(folded.split()) and (" ".join(named) in titles or " ".join(plain) in titles):
        return False  # "Invoice 518204", "Rechnung Nr. 12", "Factura T-889"
    return "@" not in text and "www." not in text.lower() and "http" not in text.lower()


@_remembered
def is_proper_name(text: str) -> bool:
    """Whether the words are capitals of a name, and none is a usual word: no "Thank You For Your Order"."""
    if not is_name(text):
        return False
    words = [w for w in text.split() if any(c.isalpha() for c in w)]
    usual = frozenset().union(*load_words("languages").values())
    long = [w for w in words if len(w) > LONGEST_PARTICLE]
    plain = any(w[0].islower() or fold(w) in usual for w in long)
    return 2 <= len(words) <= MOST_WORDS and bool(long) and not plain


@_remembered
def is_label(text: str) -> bool:
    """Whether the text, up to a colon, is a label that the lexicons know."""
    compacted = text.partition(":")[0]
    for name in ("invoice", "invoice_money", "invoice_columns"):
        if load_lexicon(name).meaning(compacted):
            return True
    return False


@_remembered
def is_addressed(text: str) -> bool:
    """Whether the text is the name of somebody who is written to: "Mrs P Adebayo", "Sra. Pilar Rey"."""
    tokens = text.split()
    words = load_words("invoice_words")["honorific"]
    firm = has_legal_form(text) or "&" in tokens
    return len(tokens) > 1 and not firm and any(fold(" ".join(tokens[:n])) in words for n in (1, 2))


def is_salutation(text: str) -> bool:
    """Whether an address may begin with the text before the name: "Firma", "À l'attention de Mme X"."""
    folded = fold(text)
    if folded in load_words("invoice_words")["salutation"]:
        return True
    begins = (folded.split()[:k] for k in range(1, 5))
    meanings = (load_lexicon("invoice").meaning(" ".join(words)) for words in begins)
    return any(m is not None and m[0].keys[0] == "attention" for m in meanings)


@_remembered
def has_legal_form(text: str) -> bool:
    """Whether a legal form (GmbH, Ltd, S.r.l.) follows the first word, with one slip in the longer ones."""
    forms = load_words("invoice_words")["legal_form"]
    tokens = fold(text).split()
    if any(OSA.distance(t, form, score_cutoff=1) <= 1 for t in tokens[1:] for form in _LONG_FORMS):
        return True
    if "co" in tokens[1:-1] and tokens[tokens.index("co") + 1] not in forms:
        forms -= {"co"}  # "Tuam, Co. Galway" is a county
    leading = load_words("invoice_words")["leading_form"]
    if any(" ".join(tokens[:n]) in leading for n in range(1, min(5, len(tokens)))):
        return True
    return any(
        " ".join(tokens[i:end]) in forms
        for i in range(1, len(tokens))
        for end in range(i + 1, min(i + 4, len(tokens)) + 1)
    )


def up_to_legal_form(text: str) -> str:
    """The name that a line of a footer begins with ("Caron SARL au capital de ..."); else all of it."""
    forms = load_words("invoice_words")["legal_form"]
    words = text.split()
    for start in range(1, min(len(words), 8)):
        for end in range(min(start + 4, len(words)), start, -1):
            if fold(" ".join(words[start:end])) in forms:
                rest = (i for i in range(end, len(words)) if fold(words[i]) not in forms | {""})
                return clean(" ".join(words[: next(rest, len(words))]).rstrip(",;"))  # "GmbH & Co. KG"
    return text


@_remembered
def is_address(text: str) -> bool:
    """Whether the text is a line of an address: street and number, postcode, country."""
    folded = fold(text)
    tokens = set(folded.split())
    street = any(c.isdigit() for c in text) and bool(
        tokens & load_words("invoice_words")["street"] or any(t.endswith(_STREET_ENDS) for t in tokens)
    )
    street = street or (any(c.isdigit() for c in text) and text.startswith(("C/", "c/", "Pº", "Av.")))
    site = any(f"{folded} ".startswith(f"{word} ") for word in load_words("invoice_words")["site"])
    return street or site or bool(POSTCODE.search(text)) or folded in load_words("invoice_words")["country"]


def sender_parts(segment: Segment) -> list[str]:
    """Name, street and town of an address on one line; empty where it is none."""
    text = segment.text
    if len(text) < 20 or not (POSTCODE.search(text) or _LONG_POSTCODE.search(text)):
        return []
    parts = [p for p in SENDER_CUT.split(text) if p.strip()]
    if len(parts) > 1 and re.fullmatch(r"\d+ ?[A-Za-z]?(?: bis| ter)?", parts[1].strip()):
        return []  # "Via dei Mulini, 34, 40127 Castelverde": a street and its number, and no name before
    # Commas part "Redmond, WA 98052" as well: there a name must come before a street and a town.
    return parts if len(parts) >= 3 or (len(parts) == 2 and "," not in text) else []


def name_below(rows: Sequence[Row], row: Row, x0: float, reach: int = 5) -> Found | None:
    """The name under a label at `x0`: beside a "Name:" of its own, else the first line that may be one."""
    first: Found | None = None
    last_y = row.line.y1
    for below in [r for r in rows if r.place > row.place][:reach]:
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
                    name = clean(" ".join(w.text for w in words))
                    return found_words(words, segment.page, name, "label_right", 0.1)
            # "Number:  4711" is a line of a form, not a name; so is "Other facts:  managed by".
            if first is None and _FIGURES.match(segment.text) and segment.x0 < x0 + 12:
                return None  # the customer's number
            in_form = bool(colon) or (bool(after) and after[0].text.startswith(":"))
            name = clean(segment.text)
            if (
                first is None
                and not in_form
                and not is_salutation(name)
                and is_name(name)
                and not is_label(name)
                and not is_address(name)
            ):
                first = found_words(segment.words, segment.page, name, "label_above", 0.3)
    return first
