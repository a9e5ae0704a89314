"""The sheet of paper on a photo: its four corners, and the picture of it as if seen from straight above.

A camera sees the desk as well, and the sheet from aside: lines of text then run together to one side, so that
a label and its amount no longer stand on one line, and the grain of the desk is read as letters. The outline
is found on a small picture, as the largest light area with four straight sides; where there is none the
picture is left as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    Array = np.ndarray[Any, np.dtype[Any]]

Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Top left, top right, bottom right, bottom left, in pixels of the photo."""

SMALL_SIDE = 320
"""Pixels of the longer side of the picture that is looked at: a side is found to a third of a percent."""
LEAST_AREA, MOST_AREA = 0.15, 0.97
"""Of the photo. A scan fills all of its image."""
LEAST_CONTRAST = 25
"""Grey steps between the sheet and what lies around it."""
LEAST_MATCH = 0.93
"""Of the area with the quadrilateral that its sides make: a crumpled or covered sheet is left alone."""
STRAIGHT = 2.0
"""Small pixels that a point of a side may be off its line."""
LEAST_STRAIGHT = 0.6
"""Of a side's points; other light areas have no straight sides."""
LEAST_INSIDE = 3
"""Sides that lie inside the photo: what runs to its rim is a scan, or a part of a sheet."""
RIM = 0.01
"""Of the photo's longer side."""
LEAST_LEAN = 0.008
"""Of the photo's longer side: how far a side leans at least where there is anything around. A box that is
printed on a page stands upright to the pixel, and the text around it belongs to the page."""
MOST_SPECKS = 10
"""Small pixels as dark as print that a desk may have for "nothing around"."""

SHADOWED = 1.05
"""Times the area of the lighter part: a sheet of which part lies in the shadow; less is the rim's blur."""

INK = 12
"""Grey steps that a small pixel with print is darker than the ground."""
BEHIND = (0.03, 0.18)
"""Where print is looked for behind a side, in heights of the sheet."""
LEAST_STRIP = 50
"""Small pixels that must be there to look at."""
AS_MUCH = 0.7
"""Times the share of ink within: sheets have 0.07 to 0.14, the desk behind their sides 0.007 and less."""
LEAST_INK = 0.03
"""Of the strip."""


def find_sheet(photo: Image.Image) -> Corners | None:
    """The corners of the sheet that lies on the grey `photo`; ``None`` where there is no telling."""
    import numpy as np

    factor = max(1, round(max(photo.size) / SMALL_SIDE))
    small = np.asarray(photo.reduce(factor) if factor > 1 else photo, dtype=np.float32)
    if not _has_dark_rim(small):
        return None
    ground = _ground(small)
    light = _otsu(ground)
    # Where the shadow of a hand lies across the sheet, the first threshold parts it from the rest of the
    # sheet, which a second one parts from the desk.
    sheets = [_sheet_lighter_than(each, small, ground) for each in (light, _otsu(ground[ground <= light]))]
    corners, whole = sheets
    if whole is not None and (corners is None or _area(whole) > SHADOWED * _area(corners)):
        corners = whole
    if corners is None:
        return None
    # The middle of a small pixel lies half a factor inside.
    found = [((x + 0.5) * factor, (y + 0.5) * factor) for x, y in corners]
    return found[0], found[1], found[2], found[3]


def _sheet_lighter_than(threshold: float, small: Array, ground: Array) -> list[tuple[float, float]] | None:
    """The corners of the largest area above `threshold`, where it is a sheet."""
    sheet = _largest_light_area(ground > threshold)
    sides = None if sheet is None else _sides(sheet)
    if sheet is None or sides is None:
        return None
    corners = _corners(sides)
    if not _is_that_sheet(small, sheet, corners):
        return None
    ink = ground - small > INK
    loose = _leans(corners, max(small.shape)) or _is_alone(ink, corners)
    return corners if loose and not _print_goes_on(ink, corners) else None


def flattened(photo: Image.Image, corners: Corners) -> Image.Image:
    """The sheet alone, its sides upright, about as large as it is on the photo."""
    from PIL import Image

    width = max(_length(corners[0], corners[1]), _length(corners[3], corners[2]))
    height = max(_length(corners[0], corners[3]), _length(corners[1], corners[2]))
    size = max(1, round(width)), max(1, round(height))
    return photo.transform(
        size, Image.Transform.PERSPECTIVE, _way_back(size, corners), Image.Resampling.BICUBIC, fillcolor=255
    )


def _has_dark_rim(small: Array) -> bool:
    """Whether there is a desk to be seen on most sides: scans stop here, before more is loaded (0.3 s)."""
    import numpy as np

    height, width = small.shape
    middle = float(np.median(small[height // 4 : -(height // 4), width // 4 : -(width // 4)]))
    rims = (small[:2], small[-2:], small[:, :2], small[:, -2:])
    return sum(float(np.median(rim)) <= middle - LEAST_CONTRAST for rim in rims) >= LEAST_INSIDE


def _ground(small: Array) -> Array:
    """The grey of the sheet and of the desk. Print is smaller than the window, and goes."""
    from scipy import ndimage

    ground: Array = ndimage.grey_closing(ndimage.median_filter(small, 3), size=(9, 9))
    return ground


def _largest_light_area(light: Array) -> Array | None:
    """Which pixels are the sheet with what is printed on it."""
    import numpy as np
    from scipy import ndimage

    labels, count = ndimage.label(light)
    if not count:
        return None
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    sheet: Array = ndimage.binary_fill_holes(labels == int(sizes.argmax()))
    return sheet if LEAST_AREA <= sheet.mean() <= MOST_AREA else None


def _otsu(grey: Array) -> float:
    """The grey value that parts light from dark with the least variance inside both (Otsu 1979)."""
    import numpy as np

    counts, edges = np.histogram(grey, bins=128, range=(0, 256))
    middle = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(middle[int(np.nan_to_num(between).argmax())])


def _sides(sheet: Array) -> list[tuple[float, float]] | None:
    """Left, top, right and bottom of the area: each a line, as its place at 0 and its slope."""
    sides = []
    for turned, last in ((sheet, False), (sheet.T, False), (sheet, True), (sheet.T, True)):
        line = _side(turned, last=last)
        if line is None:
            return None
        sides.append(line)
    return sides


def _side(sheet: Array, *, last: bool) -> tuple[float, float] | None:
    """The line through the first (or last) pixel of each row of the area."""
    import numpy as np

    rows = np.nonzero(sheet.any(axis=1))[0]
    # Near the corners a row ends at another side.
    rows = rows[len(rows) // 8 : len(rows) - len(rows) // 8]
    if len(rows) < 8:
        return None
    part = sheet[rows]
    ends = sheet.shape[1] - 1 - part[:, ::-1].argmax(axis=1) if last else part.argmax(axis=1)
    # The slope between rows half the side apart, by its median: a finger or a curl is outvoted.
    half = len(rows) // 2
    slope = float(np.median((ends[half : 2 * half] - ends[:half]) / (rows[half : 2 * half] - rows[:half])))
    off = ends - slope * rows
    straight = np.abs(off - np.median(off)) <= STRAIGHT
    if straight.sum() < LEAST_STRAIGHT * len(rows):
        return None
    slope, place = np.polyfit(rows[straight], ends[straight], 1)
    return float(place), float(slope)


def _corners(sides: list[tuple[float, float]]) -> list[tuple[float, float]]:
    left, top, right, bottom = sides

    def meet(upright: tuple[float, float], level: tuple[float, float]) -> tuple[float, float]:
        # x = a + b y and y = c + d x
        (a, b), (c, d) = upright, level
        x = (a + b * c) / (1 - b * d)
        return x, c + d * x

    return [meet(left, top), meet(right, top), meet(right, bottom), meet(left, bottom)]


def _is_that_sheet(small: Array, sheet: Array, corners: list[tuple[float, float]]) -> bool:
    """Whether the corners are those of the area, and it is lighter than what lies around it."""
    import numpy as np

    height, width = sheet.shape
    if not _lies_loose(corners, width, height):
        return False
    quad = _inside(corners, sheet)
    if (quad & sheet).sum() < LEAST_MATCH * (quad | sheet).sum():
        return False
    around = small[~quad]
    return bool(around.size) and float(np.median(small[quad])) - float(np.median(around)) >= LEAST_CONTRAST


def _print_goes_on(ink: Array, corners: list[tuple[float, float]]) -> bool:
    """Whether there is as much print behind a side as within: it is the edge of a shadow then."""
    import numpy as np

    within = float(ink[_inside(corners, ink)].mean())
    places = np.array(corners)
    for turn in range(4):
        a, b, c, d = np.roll(places, -turn, axis=0)
        outwards = ((a - d), (b - c))
        band = [(a + BEHIND[0] * outwards[0]), (b + BEHIND[0] * outwards[1])]
        band += [(b + BEHIND[1] * outwards[1]), (a + BEHIND[1] * outwards[0])]
        strip = ink[_inside([(float(x), float(y)) for x, y in band], ink)]
        if strip.size > LEAST_STRIP and float(strip.mean()) > max(AS_MUCH * within, LEAST_INK):
            return True
    return False


def _inside(corners: list[tuple[float, float]], like: Array) -> Array:
    """Which pixels of a picture `like` this one lie within the polygon."""
    import numpy as np
    from PIL import Image, ImageDraw

    drawn = Image.new("1", (like.shape[1], like.shape[0]))
    ImageDraw.Draw(drawn).polygon(corners, fill=1)
    return np.asarray(drawn)


def _lies_loose(corners: list[tuple[float, float]], width: int, height: int) -> bool:
    """Whether the quadrilateral lies in the frame as a sheet on a desk does."""
    rim = RIM * max(width, height)
    if not all(-2 * rim <= x <= width + 2 * rim and -2 * rim <= y <= height + 2 * rim for x, y in corners):
        return False
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    inside = [min(ax, dx) > rim, min(ay, by) > rim, max(bx, cx) < width - rim, max(cy, dy) < height - rim]
    return sum(inside) >= LEAST_INSIDE


def _leans(corners: list[tuple[float, float]], longer_side: int) -> bool:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    lean = max(abs(ax - dx), abs(bx - cx), abs(ay - by), abs(cy - dy))
    return lean >= LEAST_LEAN * longer_side


def _is_alone(ink: Array, corners: list[tuple[float, float]]) -> bool:
    """Whether nothing is printed anywhere around: what stands upright is no box on a page then."""
    middle = sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4
    wider = [(x + 2 * BEHIND[0] * (x - middle[0]), y + 2 * BEHIND[0] * (y - middle[1])) for x, y in corners]
    return int(ink[~_inside(wider, ink)].sum()) <= MOST_SPECKS


def _area(corners: list[tuple[float, float]]) -> float:
    around = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in around)) / 2


def _length(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _way_back(size: tuple[int, int], corners: Corners) -> tuple[float, ...]:
    """The eight numbers by which Pillow finds, for a place on the flat sheet, the place on the photo."""
    import numpy as np

    rows, values = [], []
    flat = ((0, 0), (size[0], 0), size, (0, size[1]))
    for (x, y), (u, v) in zip(flat, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(np.linalg.solve(np.array(rows, dtype=np.float64), np.array(values)).tolist())
