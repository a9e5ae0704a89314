"""Page and box for the values of the XML: where the pages print the same."""

from __future__ import annotations

from msgspec import structs

from python_ocr_reconcile.extraction.einvoice.printed import Place, Printed
from python_ocr_reconcile.extraction.lexicon import compact
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.invoice import Invoice

ROW_REACH = 30.0
"""Points from the anchor of a row to its other cells: descriptions run over two or three lines."""
_ANCHORS = {"line_items": ("amount", "description", "item_code"), "tax_lines": ("amount", "base")}
"""By which cell a row is found, the most telling first."""


def located(invoice: Invoice, own: Invoice | None, printed: Printed) -> Invoice:
    """`invoice` with page and box at every value that the pages (read as `own`) print."""
    evidence = dict(invoice.evidence)
    rows: dict[str, dict[str, Evidence]] = {}
    for pointer, entry in invoice.evidence.items():
        row, slash, _ = pointer.rpartition("/")
        if entry.value is not None and slash:
            rows.setdefault(f"{row}/", {})[pointer] = entry
        elif entry.value is not None:
            evidence[pointer] = _placed(entry, _place(pointer, entry, own, printed))
    for group in _ANCHORS:
        anchor: Place | None = None
        for prefix, cells in ((name, cells) for name, cells in rows.items() if name.startswith(group)):
            anchor = _anchor(cells, prefix, own, printed, anchor) or anchor
            for pointer, entry in cells.items():
                evidence[pointer] = _placed(entry, _in_row(pointer, entry, own, printed, anchor))
    return structs.replace(invoice, evidence=evidence)


def _placed(entry: Evidence, place: Place | None) -> Evidence:
    return structs.replace(entry, page=place.page, bbox=place.bbox) if place else entry


def _as_read(pointer: str, entry: Evidence, own: Invoice | None) -> Place | None:
    """Where the page reader found the same value for the same field."""
    read = own.evidence.get(pointer) if own else None
    if read and read.value == entry.value and read.page is not None and read.bbox is not None:
        return Place(read.page, read.bbox)
    return None


def _place(pointer: str, entry: Evidence, own: Invoice | None, printed: Printed) -> Place | None:
    """Where a field of the head or a sum stands; an amount printed in several places stands in none."""
    if found := _as_read(pointer, entry, own):
        return found
    if pointer == "vendor_address":
        return _address_place(entry, own, printed)
    places = printed.find(entry.value)
    if not places or (len(places) > 1 and not isinstance(entry.value, str)):
        return None
    return places[0]


def _address_place(entry: Evidence, own: Invoice | None, printed: Printed) -> Place | None:
    """An address is printed in lines, in an order of its own: where its street is."""
    street = str(entry.value).split(",", 1)[0]
    read = own.evidence.get("vendor_address") if own else None
    if read and read.page and read.bbox and compact(street) in compact(str(read.value)):
        return Place(read.page, read.bbox)
    return next(iter(printed.find(street)), None)


def _anchor(
    cells: dict[str, Evidence], prefix: str, own: Invoice | None, printed: Printed, above: Place | None
) -> Place | None:
    """The place by which the row is found, below that of the row above."""
    for name in _ANCHORS[prefix.split("/", 1)[0]]:
        entry = cells.get(prefix + name)
        if entry is None:
            continue
        places = printed.find(entry.value)
        if found := _as_read(prefix + name, entry, own):
            return found
        if name == "description" or len(places) == 1:
            below = [place for place in places if above is None or _order(place) > _order(above)]
            if below:
                return below[0]
    return None


def _order(place: Place) -> tuple[int, float]:
    return place.page, place.bbox[1]


def _in_row(
    pointer: str, entry: Evidence, own: Invoice | None, printed: Printed, anchor: Place | None
) -> Place | None:
    if found := _as_read(pointer, entry, own):
        return found
    if anchor is None:
        places = printed.find(entry.value)
        return places[0] if len(places) == 1 else None
    on_page = printed.find(entry.value, anchor.page)
    level = [place for place in on_page if _distance(place, anchor) < ROW_REACH]
    return min(level, key=lambda place: _distance(place, anchor), default=None)


def _distance(one: Place, other: Place) -> float:
    return abs(one.bbox[1] + one.bbox[3] - other.bbox[1] - other.bbox[3]) / 2
