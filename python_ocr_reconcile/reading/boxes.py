"""Boxes on a page: turning them with it, and whether one lies on another."""

from __future__ import annotations

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1; origin top left."""


def turned_size(width: float, height: float, degrees: int) -> tuple[float, float]:
    """The size of a page that is turned by 0, 90, 180 or 270 degrees."""
    return (width, height) if degrees % 180 == 0 else (height, width)


def turned(box: Box, width: float, height: float, degrees: int) -> Box:
    """`box` after its page of `width` by `height` is turned clockwise by 0, 90, 180 or 270 degrees."""
    x0, y0, x1, y1 = box
    if degrees == 90:
        return height - y1, x0, height - y0, x1
    if degrees == 180:
        return width - x1, height - y1, width - x0, height - y0
    if degrees == 270:
        return y0, width - x1, y1, width - x0
    return box


def overlap(box: Box, other: Box) -> float:
    """The share of `box` that `other` covers, 0..1."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0
