"""A crooked page made straight by two shears."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from python_ocr_reconcile.reading.prepare import upright
from python_ocr_reconcile.reading.shear import MOST_DEGREES, sheared
from python_ocr_reconcile.reading.straighten import stance


def ruled(width=900, height=1200):
    """Lines of short strokes on white."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    for y in range(100, height - 100, 30):
        for x in range(100, width - 100, 11):
            draw.rectangle((x, y, x + 5, y + 14), fill=20)
    return image


def far_off(one, other):
    return np.abs(np.asarray(one, dtype=int) - np.asarray(other, dtype=int)).mean()


@pytest.mark.parametrize("degrees", [0.2, -0.7, 1.4, -MOST_DEGREES])
def test_it_is_the_page_that_turning_gives(degrees):
    turned = ruled().rotate(-degrees, Image.Resampling.BILINEAR, fillcolor=255)
    assert sheared(ruled(), degrees).size == turned.size
    assert far_off(sheared(ruled(), degrees), turned) < 5 < far_off(ruled(), turned)


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (2, 3), (501, 333)])
def test_a_blank_page_of_any_size_stays_blank(size):
    assert sheared(Image.new("L", size, 255), 1.9).getextrema() == (255, 255)


@pytest.mark.parametrize("skew", [MOST_DEGREES, MOST_DEGREES + 0.5])
def test_a_page_that_lay_askew_stands_straight_on_either_side_of_the_limit(skew):
    crooked = ruled(1500, 2000).rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    straight, dpi = upright(crooked, 300, 0, stance(crooked).skew)
    assert (straight.size, dpi) == (crooked.size, 300)
    assert abs(stance(straight).skew) <= 0.1
