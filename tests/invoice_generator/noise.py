"""What scanning and OCR do to pages: with pixels (`rasterised`), or to the words alone, cheaply (`slips`)."""

from __future__ import annotations

# ruff: noqa: E501  a table of terms reads best as one line
import io
import random
from dataclasses import dataclass

import pymupdf
from msgspec import structs

from python_ocr_reconcile.models.page import Page, Word


@dataclass(frozen=True)
class Grade:
    """How badly a page was scanned."""

    dpi: int
    skew: float
    """Most degrees either way."""
    blur: float
    grain: float
    specks: int
    quality: int
    """Of the JPEG."""


GRADES = {
    "clean": Grade(300, 0.0, 0.0, 2.0, 0, 92),
    "office": Grade(200, 0.7, 0.5, 8.0, 120, 75),
    "poor": Grade(150, 1.5, 0.8, 14.0, 400, 50),
}


def rasterised(pdf: bytes, grade: str = "office", seed: int = 0) -> bytes:
    """The same pages as images only."""
    import numpy as np
    from PIL import Image, ImageFilter

    how = GRADES[grade]
    grain = np.random.default_rng(seed)
    source, target = pymupdf.open(stream=pdf, filetype="pdf"), pymupdf.open()
    for page in source:
        pixels = page.get_pixmap(dpi=how.dpi, colorspace="gray")
        image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
        turn = float(grain.uniform(-how.skew, how.skew))
        image = image.rotate(turn, Image.Resampling.BICUBIC, fillcolor=250)
        image = image.filter(ImageFilter.GaussianBlur(how.blur))
        grey = np.asarray(image, dtype=np.float32) * (235 / 255) + 12
        grey += grain.normal(0, how.grain, grey.shape).astype(np.float32)
        at = grain.integers(0, (grey.shape[0] - 2, grey.shape[1] - 2), (how.specks, 2))
        grey[at[:, 0], at[:, 1]] = 60
        out = io.BytesIO()
        Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=how.quality)
        sheet = target.new_page(width=page.rect.width, height=page.rect.height)
        sheet.insert_image(sheet.rect, stream=out.getvalue())
    return bytes(target.tobytes(no_new_id=True))


def pages_of(pdf: bytes) -> list[Page]:
    """The pages of a born-digital PDF with PyMuPDF's own words: what reading gives, without its processes."""
    return [
        Page(
            number=page.number + 1,
            width=page.rect.width,
            height=page.rect.height,
            source="text_layer",
            words=[Word(w[4], w[0], w[1], w[2], w[3]) for w in page.get_text("words")],
        )
        for page in pymupdf.open(stream=pdf, filetype="pdf")
    ]


_CONFUSED = {
    "0": "OoD", "1": "lI|7", "2": "Z7", "3": "8", "5": "S6", "6": "5G", "8": "B3", "9": "g", "4": "A", "7": "1",
    "O": "0", "l": "1I", "I": "l|1", "i": "l", "S": "5", "B": "8", "e": "c", "c": "e", "m": "rn", "n": "ri", "u": "ii",
    "é": "e", "ü": "u", "ö": "o", "ä": "a", "ß": "B", "à": "a", "ó": "o", "€": "E", "£": "E",
}  # fmt: skip


def slips(pages: list[Page], seed: int, noise: float = 1.0) -> list[Page]:
    """The words as OCR gives them: tight boxes off by a little, letters confused, marks lost, words torn or lost.

    `noise` 1 is an office scan (one character in 250 wrong), 3 a poor one. A letter that is read wrongly lowers the
    confidence of its word, most times.
    """
    rng = random.Random(seed)
    return [_scanned(page, rng, noise) for page in pages]


def _scanned(page: Page, rng: random.Random, noise: float) -> Page:
    slope = rng.uniform(-0.008, 0.008) * noise
    words: list[Word] = []
    for word in page.words:
        if rng.random() < 0.002 * noise:
            continue
        text, slipped = _misread(word.text, rng, noise)
        height = word.y1 - word.y0
        # A text layer's box reaches from ascender to descender; OCR's hugs the ink.
        low = 0.05 if any(c in "gjpqy,;()" for c in text) else 0.2
        shift = slope * (word.x0 + word.x1) / 2
        x0, x1 = (x + rng.gauss(0, 0.3) * noise for x in (word.x0, word.x1))
        y0 = word.y0 + 0.18 * height + shift + rng.gauss(0, 0.25) * noise
        y1 = word.y1 - low * height + shift + rng.gauss(0, 0.25) * noise
        sure = rng.uniform(0.35, 0.9) if slipped and rng.random() < 0.8 else min(0.97, rng.gauss(0.94, 0.02))
        if len(text) > 6 and rng.random() < 0.004 * noise:
            cut = rng.randint(2, len(text) - 2)
            middle = x0 + (x1 - x0) * cut / len(text)
            words.append(Word(text[:cut], x0, y0, middle - 0.5, y1, round(sure, 2)))
            words.append(Word(text[cut:], middle + 0.5, y0, x1, y1, round(sure, 2)))
        else:
            words.append(Word(text, x0, y0, x1, y1, round(sure, 2)))
    for _ in range(int(rng.random() * 3 * noise)):
        x, y = rng.uniform(0, page.width), rng.uniform(0, page.height)
        words.append(Word(rng.choice(["|", "-", ".", "_", "'", "~"]), x, y, x + 4, y + 6, 0.3))
    return structs.replace(page, words=words, source="ocr", ocr_engine="words")


def _misread(text: str, rng: random.Random, noise: float) -> tuple[str, bool]:
    out = []
    for letter in text:
        if rng.random() < 0.004 * noise:
            if letter in ".,":
                out.append(rng.choice([",", ".", "", " "]).strip())
            elif letter in _CONFUSED:
                options = _CONFUSED[letter]
                out.append(options if letter in "mnu" else rng.choice(options))
            else:
                out.append(letter)
        else:
            out.append(letter)
    read = "".join(out) or text
    return read, read != text
