"""Who sells: the name at the head of the receipt.

The head prints the shop's sign, its registered name, its address and its numbers, in about that order. A
legal form is the strongest sign; else it is the first line that is a name and neither a greeting, an
address, a number of the register nor the title of the paper. Scribbles above the print are not letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import mean, median

from python_ocr_reconcile.extraction.invoice.found import Found, found_words
from python_ocr_reconcile.extraction.invoice.names import has_legal_form, is_address, is_name
from python_ocr_reconcile.extraction.invoice.receipt.roles import SUMS, role_of
from python_ocr_reconcile.extraction.invoice.receipt.till import TillLine
from python_ocr_reconcile.extraction.lexicon import fold, load_words
from python_ocr_reconcile.models.page import Word

# The head ends where goods or sums begin, at the latest here.
MOST_HEAD_LINES = 24


@dataclass(frozen=True, slots=True, eq=False)
class _Name:
    words: tuple[Word, ...]
    text: str
    score: float
    place: int
    """Of its line in the receipt."""
    rank: int
    """How many names stand above it."""


# How much less a name is worth behind such a line.
_PAST = {"address": 0.5, "registry": 0.45, "number": 0.45, "paper": 0.8, "sale": 1.2, "time": 1.2}
_IN_BRACKETS = re.compile(r"[(\[{][^)\]}]*\d[^)\]}]*[)\]}]?")
_REGISTERED = re.compile(r"\s+\(?\d{5,}[-\s]?[A-Z]?\)?$|\s+[A-Z]{0,2}\d{6,}\w*$")
_CAPITAL = re.compile(r"\s+(?:au\s)?(?:capitale?|(?:stamm)?kapital|cap\.? soc)\b.*$", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+?\d[\s().\-]{0,2}){7,}")
_CLOCK_OR_DATE = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
_WEB = re.compile(r"@|www|https?|\.(?:com|de|fr|es|it|nl|co|my|net|org)\b", re.IGNORECASE)
_EDGE = " .,:;|-–—_*#~'\"“”‘’`«»=+<>\\/!°•"
_WELCOME = frozenset(["welcome", "willkommen", "bienvenue", "benvenuti", "welkom", "bienvenidos"])
_AT = frozenset(["to", "bei", "im", "chez", "a", "au", "da", "bij", "in", "en"])
_OPEN_END = re.compile(r"(?:&|\band|\bund|\by|\bet|\be|\ben|\bde|\bdu|\bof|[-,/+])$", re.IGNORECASE)


def seller(lines: Sequence[TillLine]) -> Found | None:
    """The name of the shop; ``None`` where the head has none."""
    names = _names(_head(lines))
    if not names:
        return None
    best = max(names, key=lambda n: (n.score, -n.place))
    if best.score < 0.4:
        return None
    best = _whole(best, lines)
    page = lines[best.place].line.page
    return found_words(
        best.words, page, best.text, "receipt_head", max(0.0, min(0.9, 0.9 - 0.2 * best.score))
    )


def has_head(lines: Sequence[TillLine]) -> bool:
    """Whether the first lines are the head of a receipt: a name with an address or a number of a register."""
    kinds = [_kind_alone(line) for line in lines[:9]]
    return None in kinds[:4] and bool({"address", "registry", "number"} & set(kinds))


@lru_cache(maxsize=512)
def _kind_alone(line: TillLine) -> str | None:
    """What a line is by itself; while places to cut are sought, each is asked about nine times."""
    return _kind(_cleaned(_plain(line.line.words, line.line.height)), line)


def _head(lines: Sequence[TillLine]) -> list[TillLine]:
    head: list[TillLine] = []
    named = 0
    for line in lines[:MOST_HEAD_LINES]:
        if role_of(line) in SUMS and line.amounts:
            break
        if line.amounts and named >= 3 and not is_address(line.text):
            break
        named += _letters(line.text) >= 6
        head.append(line)
    return head


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


def _names(head: Sequence[TillLine]) -> list[_Name]:
    heights = [w.y1 - w.y0 for line in head for w in line.line.words if len(w.text) > 2]
    usual = median(heights) if heights else 1.0
    found: list[_Name] = []
    past = 0.0
    for place, line in enumerate(head):
        words = _plain(line.line.words, usual)
        text = _cleaned(words)
        if _is_spaced(line.line.words):
            words = [w for w in line.line.words if w.text.isalpha()]
            text = "".join(w.text for w in words)
        kind = _kind(text, line)
        if kind == "noise":
            continue
        if kind:
            # Behind the address, the title or the date come names of cashiers and customers.
            past += _PAST.get(kind, 0.0)
            continue
        kept = _kept(words, text)
        score = _worth(kept, text, usual) - 0.3 * len(found) - past - 1.5 * _is_of_sums(line)
        found.append(_Name(kept, text, score, place, len(found)))
    return found


def _is_of_sums(line: TillLine) -> bool:
    """Whether a third of the line is words of sums, plainly printed: "Redeem voucher points"."""
    return line.claim > 0.34 and any(label.score == 1.0 for label in line.labels)


def _plain(words: Sequence[Word], usual: float) -> list[Word]:
    """The words of a line without what is scribble at its ends: single signs, giants and specks."""
    kept = [w for w in words if any(c.isalnum() for c in w.text) or w.text == "&"]
    while kept and _is_speck(kept[0], usual, kept[1:2]):
        kept = kept[1:]
    while kept and _is_speck(kept[-1], usual, kept[-2:-1]):
        kept = kept[:-1]
    return kept


def _is_spaced(words: Sequence[Word]) -> bool:
    """Whether the line is one word in letters set apart: "S H O P"."""
    letters = [w for w in words if w.text.isalpha()]
    return len(letters) >= 3 and len(letters) >= len(words) - 1 and all(len(w.text) == 1 for w in letters)


def _is_speck(word: Word, usual: float, beside: Sequence[Word]) -> bool:
    low = word.confidence is not None and word.confidence < 0.35
    far = not beside or max(beside[0].x0 - word.x1, word.x0 - beside[0].x1) > 3.0 * usual
    bare = word.text.strip(_EDGE)
    single = len(bare) <= 1 and bare != "&"
    return (single and (low or far or not bare.isalpha())) or (low and len(bare) <= 3 and far)


def _cleaned(words: Sequence[Word]) -> str:
    text = " ".join(w.text for w in words)
    text = _IN_BRACKETS.sub(" ", text)
    text = _REGISTERED.sub("", _CAPITAL.sub("", " ".join(text.split())))
    tokens = text.split()
    greeting = load_words("receipt_words")["greeting"]
    # "Welcome to <name>": the greeting goes, the name stays.
    for count in (2, 1):
        if len(tokens) > count and fold(" ".join(tokens[:count])) in greeting and fold(tokens[0]) in _WELCOME:
            rest = tokens[count:]
            while rest and fold(rest[0]) in _AT:
                rest = rest[1:]
            tokens = rest or tokens
            break
    text = " ".join(tokens).strip(_EDGE.replace(".", ""))
    return text.rstrip(".") if len(text.split(" ")[-1]) > 6 else text


def _kept(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    inside = set(text.split())
    kept = tuple(w for w in words if w.text in inside or any(p in text for p in [w.text.strip(_EDGE)] if p))
    return kept or tuple(words)


def _kind(text: str, line: TillLine) -> str | None:
    """What a line of the head is if it is no name; ``None`` for a name."""
    words = load_words("receipt_words")
    folded = fold(text)
    tokens = folded.split()
    if _letters(text) < 3 or not tokens or _scribbled(tokens, line):
        return "noise"
    whole = line.folded.split()
    heads = {" ".join(part[:n]) for part in (tokens, whole) for n in range(1, min(4, len(part)) + 1)}
    greets = any(f" {w} " in f" {folded} " for w in words["greeting"] if len(w) > 3)
    timed = bool(_CLOCK_OR_DATE.search(line.text))
    kinds = {
        "sale": bool(heads & words["sale"]) and (":" in line.text or _is_only(tokens, words["sale"])),
        "registry": _numbered(line, heads & words["registry"]) or bool(_WEB.search(line.text)),
        "paper": _is_only(tokens, words["paper"]) or folded in words["paper"] or _is_titled(tokens),
        "greeting": greets,
        "address": _is_place(text, line),
        "number": bool(_PHONE.search(text)) or not is_name(text),
        "time": timed,
    }
    return next((kind for kind, fits in kinds.items() if fits), None)


_BRANCH = re.compile(r"^([^\d]{4,}?)\s+#?\d{3,5}$")  # "Shop 1234" is the shop of that number
_POSTCODE_FIRST = re.compile(r"^(?:[A-Z]{1,2}-)?\d{4,5}\s?(?:[A-Z]{2}\s)?\s?[^\W\d_]{3,}")


def _is_place(text: str, line: TillLine) -> bool:
    """Whether the line is of an address: street and number, postcode and town, floor and lot."""
    if _POSTCODE_FIRST.match(text):
        return True
    if _has_form(text) or _begins_with_form(fold(text).split()):
        return False
    branch = _BRANCH.match(text)
    if branch and not _is_street(branch[1]):
        return False
    begins = fold(text).split()[0] in load_words("receipt_words")["place"]
    return is_address(line.text) or (begins and any(c.isdigit() for c in line.text))


def _is_street(text: str) -> bool:
    """Whether a street is named: its kind stands first or last, so "Quicklane Fuel" is none."""
    tokens = fold(text).split()
    return tokens[0] in load_words("invoice_words")["street"] or is_address(f"{tokens[-1]} 1")


def _numbered(line: TillLine, heads: set[str]) -> bool:
    """Whether the line gives a number of the register or of the phone."""
    return bool(heads) and (sum(c.isdigit() for c in line.text) >= 3 or ":" in line.text)


@cache
def _parts_of(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(token for phrase in phrases for token in phrase.split())


def _is_only(tokens: Sequence[str], words: frozenset[str]) -> bool:
    """Whether the phrase is made of `words` alone."""
    known = _parts_of(words)
    return all(t in known or t.isdigit() or len(t) < 2 for t in tokens)


_TITLES = frozenset(["receipt", "invoice", "quittung", "beleg", "ticket", "recibo", "scontrino", "bonnetje"])


def _is_titled(tokens: Sequence[str]) -> bool:
    """Whether the line says what the paper is for: "Taxi receipt", "Parking ticket"."""
    return len(tokens) in {2, 3} and tokens[-1] in _TITLES


def _scribbled(tokens: Sequence[str], line: TillLine) -> bool:
    """Whether OCR made letters of a stain or of handwriting: short pieces, none of them sure."""
    sure = [w.confidence for w in line.line.words if w.confidence is not None and len(w.text) > 1]
    longest = max(len(t) for t in tokens)
    if longest < 3:
        return True
    if not sure:
        return False
    average = mean(sure)
    vowels = sum(c in "aeiouy" for t in tokens for c in t)
    letters = sum(c.isalpha() for t in tokens for c in t)
    return average < 0.3 or (average < 0.5 and longest < 5) or (letters > 5 and vowels < 0.1 * letters)


def _worth(words: Sequence[Word], text: str, usual: float) -> float:
    """What the line itself says: legal form, kind of shop, size of its letters, how sure OCR is."""
    tokens = fold(text).split()
    shops = load_words("receipt_words")["trade"]
    score = 1.5
    score += 1.6 if _has_form(text) or _begins_with_form(tokens) else 0.0
    if any(" ".join(tokens[i:j]) in shops for i in range(len(tokens)) for j in (i + 1, i + 2)):
        score += 0.5
    height = median(w.y1 - w.y0 for w in words) if words else usual
    score += 0.5 if height > 1.3 * usual else 0.0
    sure = [w.confidence for w in words if w.confidence is not None]
    if sure:
        score += 1.2 * (min(mean(sure), 0.95) - 0.9)
    score -= 0.5 if any(c.isdigit() for c in text) else 0.0
    # "Patrick Street" without a number, "Surabaya, Indonesia": where it is, not who.
    ends_in_street = tokens[-1] in load_words("receipt_words")["street_end"]
    score -= 0.9 if ends_in_street or tokens[-1] in load_words("invoice_words")["country"] else 0.0
    score -= 0.5 * (len(tokens) > 6) + 0.4 * (text[-1:] in "!?") + 0.5 * (len(tokens) == 1 and len(text) < 4)
    # A slogan is a sentence in small letters; a name has capitals.
    small = [w for w in text.split() if w[:1].islower()]
    score -= 0.6 if len(small) > len(text.split()) / 2 else 0.0
    return score


_COUNTY = re.compile(r"\b[Cc][Oo]\.?\s+[^\W\d_]+$")


def _has_form(text: str) -> bool:
    """Whether a legal form stands in the name; the "Co." of "Co. Westmeath" is a county."""
    return has_legal_form(_COUNTY.sub("", text) if "," in text else text)


def _begins_with_form(tokens: Sequence[str]) -> bool:
    """Whether a legal form leads, as in French and Indonesian names: "SARL Dupont", "PT Maju"."""
    return len(tokens) > 1 and tokens[0] in load_words("receipt_words")["form_first"]


def _whole(name: _Name, lines: Sequence[TillLine]) -> _Name:
    """The name with the line that goes on with it, or that it goes on from."""
    for step in (1, -1):
        place = name.place + step
        if not 0 <= place < len(lines):
            continue
        other = lines[place]
        words = _plain(other.line.words, other.line.height)
        text = _cleaned(words)
        upper, lower = (name.text, text) if step > 0 else (text, name.text)
        gap = abs(other.line.y0 - lines[name.place].line.y0) / max(lines[name.place].line.height, 1.0)
        if not text or gap > 3.2 or _kind(text, other) is not None or not _goes_on(upper, lower):
            continue
        both = (*name.words, *_kept(words, text)) if step > 0 else (*_kept(words, text), *name.words)
        return _Name(both, f"{upper} {lower}", name.score, name.place, name.rank)
    return name


def _goes_on(upper: str, lower: str) -> bool:
    """Whether a name breaks between the two lines."""
    if _has_form(upper):
        return False
    tokens = fold(lower).split()
    forms = load_words("invoice_words")["legal_form"]
    shops = load_words("receipt_words")["trade"]
    ends_open = bool(_OPEN_END.search(upper.strip()))
    # "Bar Aurora / di Rossi Maria": an Italian shop bears its owner's name.
    starts_open = bool(re.match(r"^(?:&|and\b|und\b|et\b|y\b|di\b)", lower.strip(), re.IGNORECASE))
    only_form = " ".join(tokens) in forms or all(t in forms or len(t) == 1 for t in tokens)
    only_trade = (
        len(tokens) <= 2
        and all(t in shops or t in forms for t in tokens)
        and not set(fold(upper).split()) & shops
    )
    return ends_open or starts_open or only_form or only_trade
