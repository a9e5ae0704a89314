"""Is the page upright, and how far is it askew? From the shadows that its lines of text throw.

The page is made small (about 100 dots per inch) and its ink is projected onto one side: where text runs
along the other, the profile is a comb of lines and gaps. The angle with the sharpest comb is the skew
(20 ms, against 700 ms for Tesseract's own orientation detection).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    Pixels = np.ndarray[Any, np.dtype[np.uint8]]
    Points = np.ndarray[Any, np.dtype[np.float32]]

SMALL_SIDE = 1_000
"""Pixels of the longer side of the reduced image."""
MOST_POINTS = 20_000
LARGEST_SKEW = 10.0
"""Degrees; beyond it a page was photographed, not scanned, and Tesseract fares no better straightened."""
LEAST_SKEW = 0.15
"""Degrees; below it Tesseract reads as well without, and turning would blur for nothing."""
SIDEWAYS = 1.0
"""How much sharper the comb must be across the page than down it for the page to lie on its side. Measured on
upright scans it is at most 0.25, on till receipts, whose columns are narrow, at most 0.86."""
FEWEST_POINTS = 200


@dataclass(frozen=True, slots=True)
class Stance:
    """How a page lies."""

    sideways: bool
    """Its text runs up or down the page: it is turned by 90 or 270 degrees."""
    skew: float
    """Degrees by which it must be turned clockwise to stand straight (after a turn by 90, if sideways)."""
    has_ink: bool = True
    """Whether there is anything on it that could be text."""


def stance(image: Image.Image) -> Stance:
    """How the text on the grey `image` lies. A page without text lies straight."""
    points, width, height = _ink(image)
    if len(points) < FEWEST_POINTS:
        return Stance(sideways=False, skew=0.0, has_ink=False)
    across, down = points[:, 0], points[:, 1]
    skew, sharpness = _sharpest(across, down, height)
    # After a quarter turn clockwise x runs where y ran backwards.
    sideways_skew, sideways_sharpness = _sharpest(height - down, across, width)
    if sideways_sharpness > SIDEWAYS * sharpness:
        return Stance(sideways=True, skew=sideways_skew)
    return Stance(sideways=False, skew=skew)


def _ink(image: Image.Image) -> tuple[Points, int, int]:
    """Places (x, y) where the reduced image turns dark, and its size."""
    import numpy as np

    factor = max(1, round(max(image.size) / SMALL_SIDE))
    small = np.asarray(image.reduce(factor) if factor > 1 else image).astype(np.int16)
    height, width = small.shape
    # The lower edges of strokes: unlike ink itself they ignore shadows, and solid areas count by their rim.
    edges = np.zeros((height, width), dtype=bool)
    step = small[2:, :] - small[:-2, :]
    edges[1:-1] = step > 40
    side = small[:, 2:] - small[:, :-2]
    edges[:, 1:-1] |= side > 40
    margin_y, margin_x = height // 50, width // 50  # the rim of the sheet on a dark scanner lid
    edges[:margin_y] = edges[height - margin_y :] = False
    edges[:, :margin_x] = edges[:, width - margin_x :] = False
    y, x = np.nonzero(edges)
    if len(x) > MOST_POINTS:
        keep = np.linspace(0, len(x) - 1, MOST_POINTS).astype(np.int64)
        x, y = x[keep], y[keep]
    return np.stack([x, y], axis=1).astype(np.float32), width, height


def _sharpest(across: Points, down: Points, extent: int) -> tuple[float, float]:
    """The skew with the sharpest comb of lines, and how sharp it is."""
    import numpy as np

    best, best_sharpness = 0.0, -1.0
    step, reach = 0.5, LARGEST_SKEW
    for _ in range(3):  # 0.5, then 0.1, then 0.02 degrees
        for angle in np.arange(best - reach, best + reach + step / 2, step):
            sharpness = _sharpness(across, down, extent, float(angle))
            if sharpness > best_sharpness:
                best_sharpness, nearest = sharpness, float(angle)
        best, reach, step = nearest, step, step / 5
    return round(best, 2), best_sharpness


def _sharpness(across: Points, down: Points, extent: int, skew: float) -> float:
    """The variance of the profile's steps when the page is turned clockwise by `skew` degrees."""
    import numpy as np

    slope = np.float32(np.tan(np.radians(skew)))
    profile = np.bincount((down + across * slope + extent).astype(np.int32), minlength=3 * extent)
    steps = np.diff(profile)
    return float(np.dot(steps, steps)) * extent / len(down)  # of the same meaning on either side of a page
