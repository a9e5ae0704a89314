"""The sheet on a photo is found, and nothing is taken for one that is not."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from python_ocr_reconcile.reading.outline import find_sheet, flattened
from python_ocr_reconcile.reading.prepare import even_ground
from python_ocr_reconcile.samples.photo import photographed, till_receipt

CORNERS = ((150, 120), (620, 160), (590, 900), (110, 870))
UPRIGHT = ((100, 100), (660, 100), (660, 900), (100, 900))


def desk(corners=CORNERS, *, paper=210, ground=90, size=(760, 1000)):
    image = Image.new("L", size, ground)
    ImageDraw.Draw(image).polygon(corners, fill=paper)
    grain = np.random.default_rng(1).normal(0, 5, (size[1], size[0]))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def with_a_line(photo):
    """A heading above the box, in letters that are some pixels high."""
    draw = ImageDraw.Draw(photo)
    for x in range(120, 520, 16):
        draw.rectangle((x, 40, x + 7, 54), fill=20)
    return photo


def test_the_corners_of_a_sheet_on_a_desk():
    found = find_sheet(desk())
    assert found is not None
    assert np.array(found) == pytest.approx(np.array(CORNERS), abs=6)


def test_a_sheet_that_happens_to_lie_upright():
    found = find_sheet(desk(UPRIGHT))
    assert found is not None
    assert np.array(found) == pytest.approx(np.array(UPRIGHT), abs=6)


def printed(photo, rows):
    """Lines of letters in those rows, as wide as the sheet."""
    draw = ImageDraw.Draw(photo)
    for y in rows:
        for x in range(180, 560, 14):
            draw.rectangle((x, y, x + 6, y + 12), fill=25)
    return photo


def shadowed(photo, *, by, below=520):
    """The shadow of a hand over the lower part."""
    light = np.asarray(photo, dtype=np.float32).copy()
    light[below:] *= by
    return Image.fromarray(light.astype(np.uint8))


def test_a_sheet_half_in_the_shadow_is_found_whole_or_not_at_all():
    photo = printed(desk(ground=60, paper=230), range(200, 860, 30))
    whole = find_sheet(shadowed(photo, by=0.6))
    assert whole is not None
    assert np.array(whole) == pytest.approx(np.array(CORNERS), abs=14)
    # As dark as the desk: where it ends is not to be seen, but that print goes on is.
    assert find_sheet(shadowed(printed(desk(paper=230), range(200, 860, 30)), by=0.4)) is None


def test_a_flattened_sheet_is_only_the_sheet():
    photo = desk()
    ImageDraw.Draw(photo).line([(170, 322), (570, 350)], fill=20, width=6)  # as the lines on the sheet run
    flat = np.asarray(flattened(photo, find_sheet(photo)))
    assert flat.shape == pytest.approx((750, 480), abs=12)
    rim = np.concatenate([flat[12], flat[-12], flat[:, 12], flat[:, -12]])
    assert np.median(rim) > 190
    assert rim.min() > 60
    rows = [int(flat[:, column].argmin()) for column in (60, 240, 420)]
    assert max(rows) - min(rows) <= 4  # it was 24 pixels askew


@pytest.mark.parametrize("tilt", [3, 8])
def test_receipts_photographed_from_aside(tilt):
    receipt = till_receipt(2)
    photo = Image.open(io.BytesIO(photographed(receipt.image, seed=2, tilt=tilt)))
    found = find_sheet(photo)
    assert found is not None
    wide, high = flattened(photo, found).size
    assert wide / high == pytest.approx(receipt.image.width / receipt.image.height, rel=0.05)


@pytest.mark.parametrize(
    ("what", "photo"),
    [
        ("a scan", Image.new("L", (800, 1100), 250)),
        ("half a sheet", desk(((0, 0), (760, 0), (760, 500), (0, 560)))),
        ("a box printed on a tinted page", with_a_line(desk(UPRIGHT))),
        ("a stamp", desk(((300, 300), (420, 310), (410, 420), (290, 410)))),
        (
            "a round plate",
            desk([(380 + 330 * np.cos(a), 500 + 400 * np.sin(a)) for a in np.arange(0, 6.28, 0.1)]),
        ),
        ("grey on grey", desk(paper=105)),
        ("a dark sheet on a light desk", desk(paper=90, ground=210)),
    ],
)
def test_what_is_no_sheet_on_a_desk_is_left_as_it_is(what, photo):
    assert find_sheet(photo) is None, what


def test_print_in_the_light_half_of_a_shadowed_sheet_stays_dark():
    page = np.full((800, 600), 140.0)
    page[:, 420:] = 220  # the smaller part is out of the shadow
    page[300:304, 450:560] *= 0.4
    page[300:304, 50:160] *= 0.4
    even = np.asarray(even_ground(Image.fromarray(page.astype(np.uint8))))
    assert even[302, 500] == pytest.approx(even[302, 100], abs=30)
    assert even[302, 500] < 130
    assert np.median(even[100:200, 50:150]) == pytest.approx(np.median(even[100:200, 480:580]), abs=12)
