"""What scanners and telephones make of a receipt."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def photographed(paper: Image.Image, rng: random.Random) -> tuple[Image.Image, int]:
    """`paper` as a picture, and the quality of its JPEG: half of them scanned, half photographed."""
    import numpy as np
    from PIL import Image, ImageFilter

    grain = np.random.default_rng(rng.randrange(2**31))
    grey = np.asarray(paper, dtype=np.float32)
    grey = _worn(grey, rng, grain)
    ink = rng.choice((20, 40, 60, 95, 130))
    white = rng.choice((250, 245, 238, 228))
    image = Image.fromarray((ink + grey * ((white - ink) / 255)).clip(0, 255).astype(np.uint8))
    image = _curled(image, rng, white)
    by_phone = rng.random() < 0.5
    image = _on_desk(image, rng, grain, white) if by_phone else _on_glass(image, rng, white)
    share = rng.uniform(0.85, 1.5) if by_phone else rng.uniform(0.8, 1.35)
    size = round(image.width * share), round(image.height * share)
    image = image.resize(size, Image.Resampling.BICUBIC)
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.9)))
    light = np.asarray(image, dtype=np.float32)
    if by_phone:
        light = light * _lamp(light.shape, rng)
    light = light + grain.normal(0, rng.uniform(1, 7), light.shape).astype(np.float32)
    return Image.fromarray(light.clip(0, 255).astype(np.uint8)), rng.choice((40, 55, 70, 85))


def _worn(grey, rng, grain):
    """Streaks of a worn head, specks of the paper, print that fades towards one end."""
    import numpy as np

    grey = grey.copy()
    for _ in range(rng.choice((0, 0, 1, 2))):
        grey[:, rng.randrange(grey.shape[1])] = 255
    if rng.random() < 0.4:
        speckled = grain.random(grey.shape) < rng.uniform(0.01, 0.06)
        grey[speckled] = np.maximum(grey[speckled], 200)
    if rng.random() < 0.3:
        fade = np.linspace(0, rng.uniform(0.2, 0.5), grey.shape[0])[:, None]
        fade = fade if rng.random() < 0.5 else fade[::-1]
        grey = grey + (255 - grey) * fade
    return grey


def _curled(image, rng, white):
    """Lines that bend a little, as paper from a roll does."""
    import numpy as np
    from PIL import Image

    if rng.random() < 0.5:
        return image
    pixels = np.asarray(image)
    bend, wave = rng.uniform(1, 4), rng.uniform(0.5, 1.2)
    out = np.full_like(pixels, white)
    for x in range(pixels.shape[1]):
        shift = round(bend * math.sin(wave * math.pi * x / pixels.shape[1]))
        out[:, x] = np.roll(pixels[:, x], shift)
    return Image.fromarray(out)


def _on_glass(image, rng, white):
    from PIL import Image

    room = rng.choice((0, 20, 60))
    bed = Image.new("L", (image.width + 2 * room, image.height + 2 * room), white)
    bed.paste(image, (room, room))
    return bed.rotate(rng.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor=white)


def _on_desk(image, rng, grain, white):
    """The paper on a darker desk, a little from aside."""
    import numpy as np
    from PIL import Image

    room = rng.choice((30, 70, 120))
    width, height = image.width + 2 * room, image.height + 2 * room
    shade = rng.choice((60, 90, 130, 170))
    stripes = 8 * np.sin(np.arange(width) / rng.uniform(8, 40))[None, :] + grain.normal(0, 4, (height, width))
    desk = Image.fromarray((shade + stripes).clip(0, 255).astype(np.uint8))
    mask = Image.new("L", desk.size, 0)
    mask.paste(255, (room, room, room + image.width, room + image.height))
    sheet = Image.new("L", desk.size, white)
    sheet.paste(image, (room, room))
    aside = [rng.uniform(0, 0.02) * width for _ in range(8)]
    corners = (
        -aside[0], -aside[1], -aside[2], height + aside[3], width + aside[4], height + aside[5],
        width + aside[6], -aside[7],
    )  # fmt: skip
    turn = rng.uniform(-3, 3)
    how = desk.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC
    sheet, mask = sheet.transform(*how, fillcolor=white), mask.transform(*how, fillcolor=0)
    sheet = sheet.rotate(turn, Image.Resampling.BICUBIC, fillcolor=white)
    mask = mask.rotate(turn, Image.Resampling.BICUBIC, fillcolor=0)
    desk.paste(sheet, (0, 0), mask)
    return desk


def _lamp(shape, rng):
    """Light that falls from one side, and now and then the shadow of a hand."""
    import numpy as np

    across = np.linspace(rng.uniform(0.7, 1.0), rng.uniform(0.7, 1.0), shape[1])[None, :]
    down = np.linspace(rng.uniform(0.75, 1.0), rng.uniform(0.75, 1.0), shape[0])[:, None]
    light = (across * down).astype(np.float32)
    if rng.random() < 0.4:
        y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
        edge = y - shape[0] * rng.uniform(0.3, 0.9) + rng.uniform(-0.6, 0.6) * x
        light *= 1 - rng.uniform(0.2, 0.4) / (1 + np.exp(np.clip(-edge / rng.uniform(4, 40), -50, 50)))
    return light
