"""A till receipt, and what the camera of a telephone makes of any page."""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pymupdf
from PIL import Image, ImageFilter

from python_ocr_reconcile.samples.paper import Face, Sheet

Grey = np.ndarray[Any, np.dtype[np.float32]]

CENT = Decimal("0.01")
DPI = 200
"""Of what is photographed, before the camera sees it."""


@dataclass(frozen=True, slots=True)
class Till:
    """How the tills of a country print."""

    shops: tuple[str, ...]
    goods: tuple[str, ...]
    net: str
    tax: str
    total: str
    cash: str
    change: str
    thanks: str
    day: str
    """For `date.strftime`."""
    mark: str
    """Of the decimals."""
    rate: Decimal


TILLS = {
    "en": Till(
        ("HARROWGATE GROCERS LTD", "Pell & Sons Hardware", "THE COPPER KETTLE CAFE", "Milford Pharmacy"),
        ("Oat milk 1L", "Wood screws 4x40", "Flat white", "Plasters asstd", "Brown bread", "Tape measure"),
        "Subtotal", "VAT 20%", "TOTAL", "CASH", "CHANGE", "Thank you for your custom", "%d/%m/%Y", ".",
        Decimal(20),
    ),
    "de": Till(
        ("Bäckerei Wiesengrund", "Drogerie am Markt GmbH", "GASTHAUS ZUM HIRSCHEN", "Papeterie Lohmann"),
        ("Bauernbrot 750g", "Zahnpasta", "Tagessuppe", "Kugelschreiber", "Apfelschorle 0,5l", "Heft A5"),
        "Netto", "MwSt 19%", "SUMME EUR", "BAR", "RÜCKGELD", "Vielen Dank für Ihren Einkauf", "%d.%m.%Y", ",",
        Decimal(19),
    ),
    "fr": Till(
        ("BOULANGERIE DES TILLEULS", "Librairie du Passage SARL", "Café de la Gare", "Pharmacie Moreau"),
        ("Pain complet", "Cahier 96p", "Café crème", "Sirop 200ml", "Croissant", "Carte postale"),
        "Total HT", "TVA 20%", "TOTAL TTC", "ESPECES", "RENDU", "Merci de votre visite", "%d/%m/%Y", ",",
        Decimal(20),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Receipt:
    """A till receipt as a picture, and what is printed on it."""

    image: Image.Image
    """Grey, at `DPI`."""
    seller: str
    day: date
    date_printed: str
    net: Decimal
    tax: Decimal
    total: Decimal
    amounts: tuple[str, ...]
    """Every amount as it is printed, the lines' first."""


def till_receipt(seed: int, language: str | None = None) -> Receipt:
    """A receipt of three to twelve lines, drawn by `seed`; the same seed gives the same picture."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    till = TILLS[language or chance.choice(sorted(TILLS))]
    day = date(2025, 1, 2) + timedelta(days=chance.randrange(300))
    lines = [
        (chance.randint(1, 4), chance.choice(till.goods), Decimal(chance.randint(80, 3_900)) * CENT)
        for _ in range(chance.randint(3, 12))
    ]
    total = sum((number * price for number, _, price in lines), Decimal(0))
    net = (total * 100 / (100 + till.rate)).quantize(CENT)
    given = Decimal(math.ceil(total / 10) * 10).quantize(CENT)

    def money(value: Decimal) -> str:
        return f"{value:.2f}".replace(".", till.mark)

    face: Face = chance.choice(("cour", "helv"))
    size = chance.choice((7.5, 8.5, 9.5))
    width = chance.choice((165.0, 205.0))  # rolls of 58 and 72 mm
    document = pymupdf.open()
    sheet = Sheet(document, (width, 165 + 14 * (2 * len(lines) + 9)))
    shop, number = chance.choice(till.shops), f"{chance.randrange(10**6):06d}"
    right, y = width - 12, 30.0
    sheet.text(width / 2, y, shop, size=size + 1.5, face=face, align="centre")
    sheet.text(
        width / 2, y + 14, f"No {number}  Kasse {chance.randint(1, 9)}", size=size, face=face, align="centre"
    )
    printed = day.strftime(till.day)
    sheet.text(
        12, y + 36, f"{printed}  {chance.randint(8, 20):02d}:{chance.randrange(60):02d}", size=size, face=face
    )
    y += 64
    amounts: list[str] = []
    for number_of, goods, price in lines:
        sheet.text(12, y, goods, size=size, face=face)
        sheet.text(22, y + 13, f"{number_of} x {money(price)}", size=size, face=face)
        amounts += [money(number_of * price)]
        sheet.text(right, y + 13, amounts[-1], size=size, face=face, align="right")
        y += 28
    sheet.rule(12, y - 4, right)
    sums = (
        (till.net, net),
        (till.tax, total - net),
        (till.total, total),
        (till.cash, given),
        (till.change, given - total),
    )
    for label, value in sums:
        y += 14
        bold: Face = "hebo" if face == "helv" and label == till.total else face
        sheet.text(12, y, label, size=size + (1.5 if label == till.total else 0), face=bold)
        amounts += [money(value)]
        sheet.text(
            right, y, amounts[-1], size=size + (1.5 if label == till.total else 0), face=bold, align="right"
        )
    sheet.text(width / 2, y + 34, till.thanks, size=size, face=face, align="centre")
    pixels = sheet.page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
    return Receipt(image, shop, day, printed, net, total - net, total, tuple(amounts))


def photographed(
    page: Image.Image,
    *,
    seed: int,
    tilt: float = 5.0,
    shade: float = 0.45,
    blur: float = 0.8,
    noise: float = 6.0,
) -> bytes:
    """`page` as a JPEG from a telephone: lying on a desk, seen from aside, half in shadow, grainy.

    `tilt` in degrees is how far the camera leans away, in a direction that `seed` settles; `shade` is the
    share of light lost in the darkest corner; `blur` in pixels and `noise` in grey steps are standard
    deviations.
    """
    chance = np.random.default_rng(seed)
    margin = 0.06 + 0.1 * chance.random()
    width, height = (round(side + 2 * margin * max(page.size)) for side in page.size)
    corners = _seen_from(page.size, (width, height), tilt, float(chance.uniform(0, 2 * math.pi)), chance)
    flat = Image.new("L", page.size, 255)
    way = Image.Transform.PERSPECTIVE
    back = _way_back(corners, page.size)
    seen = page.transform((width, height), way, back, Image.Resampling.BICUBIC, fillcolor=0)
    paper = flat.transform((width, height), way, back, Image.Resampling.BICUBIC, fillcolor=0)
    desk = 60 + 90 * chance.random() + chance.normal(0, 5, (height, width)).astype(np.float32)
    share = np.asarray(paper, dtype=np.float32) / 255
    # Thermal ink is dark grey, and paper is not quite white.
    printed = 45 + np.asarray(seen, dtype=np.float32) * (190 / 255)
    grey = (printed * share + desk * (1 - share)) * _light(width, height, shade, chance)
    image = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(blur))
    grainy = np.asarray(image, dtype=np.float32) + chance.normal(0, noise, (height, width))
    stored = io.BytesIO()
    Image.fromarray(np.clip(grainy, 0, 255).astype(np.uint8)).save(
        stored, "JPEG", quality=int(chance.integers(55, 85))
    )
    return stored.getvalue()


def _seen_from(
    size: tuple[int, int], frame: tuple[int, int], tilt: float, towards: float, chance: np.random.Generator
) -> list[tuple[float, float]]:
    """Where the corners of a sheet of `size` (from the top left, clockwise) come to lie in the `frame`."""
    away = 1.6 * max(size)  # of the camera, in pixels of the sheet: an arm's length from a sheet of paper
    turn = math.radians(float(chance.uniform(-3, 3)))
    lean_x, lean_y = math.radians(tilt) * math.cos(towards), math.radians(tilt) * math.sin(towards)
    seen = []
    for right, down in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        x, y = right * size[0], down * size[1]
        x, y = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
        depth = x * math.sin(lean_x) + y * math.sin(lean_y)
        scale = away / (away + depth)
        seen.append(
            (frame[0] / 2 + x * math.cos(lean_x) * scale, frame[1] / 2 + y * math.cos(lean_y) * scale)
        )
    return seen


def _way_back(corners: list[tuple[float, float]], size: tuple[int, int]) -> tuple[float, ...]:
    """The eight numbers by which Pillow finds, for a place in the photo, the place on the sheet."""
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, ((0, 0), (size[0], 0), size, (0, size[1])), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(
        np.linalg.solve(np.array(rows, dtype=np.float64), np.array(values, dtype=np.float64)).tolist()
    )


def _light(width: int, height: int, shade: float, chance: np.random.Generator) -> Grey:
    """How much light falls where, 0..1: it falls off to one side, and a soft shadow lies across."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    towards = chance.uniform(0, 2 * math.pi)
    along = (x / width - 0.5) * math.cos(towards) + (y / height - 0.5) * math.sin(towards)
    fall = 1 - shade * (0.5 + along / math.sqrt(2))
    edge = (x / width - chance.uniform(0.2, 0.8)) + chance.uniform(-0.6, 0.6) * (y / height - 0.5)
    shadow = 1 - 0.5 * shade / (1 + np.exp(np.clip(-edge * 40, -50, 50)))
    return np.asarray(fall * shadow, dtype=np.float32)
