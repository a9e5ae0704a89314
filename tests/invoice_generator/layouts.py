"""The layouts: where a seller puts what, and what is usual on its paper."""

from __future__ import annotations

# ruff: noqa: E501  a layout reads best as one line
from dataclasses import dataclass, field

from invoice_generator.facts import Terms

LONG = (14, 22, 34, 48, 70)


@dataclass(frozen=True)
class Layout:
    """Where things stand."""

    name: str
    languages: tuple[str, ...]
    head: str
    """left | right | centre | foot | brand: the letterhead; `foot`: the seller stands in the footer only."""
    address: str
    """window | left | right | pair: the recipient; `pair`: beside a delivery address."""
    meta: str
    """right | left | pairs | stacked | row | inline | sidebar: number, dates and what distracts from them."""
    columns: tuple[str, ...]
    table: str = "ruled"
    """ruled | zebra | bare | grid"""
    totals: str = "right"
    """right | grid | left | dotted: the sums."""
    taxes: str = "lines"
    """lines | table | included | one: tax by rate, as lines, as a table of base, rate and tax, ..."""
    footer: bool = True
    carried: bool = False
    again: bool = True
    """The letterhead stands on later pages as well."""
    landscape: bool = False
    font: str | None = None
    conditions: float = 0.06
    """Share of sellers that add a page of terms and conditions."""
    terms: Terms = field(default_factory=Terms)


_ALL = ("en", "de", "fr", "es", "it", "nl")
PUBLISHED = (
    Layout("window_letter", ("de", "nl"), "right", "window", "right", ("pos", "desc", "qty", "unit", "price", "amount"), carried=True),
    Layout("boxes", ("en", "es"), "left", "pair", "row", ("code", "desc", "qty", "price", "amount"), table="grid"),
    Layout("foot_only", ("de", "fr", "nl", "en"), "foot", "window", "inline", ("desc", "qty", "price", "amount"), table="bare"),
    Layout("centred", ("en", "it", "es"), "centre", "left", "stacked", ("pos", "desc", "qty", "price", "rate", "amount"), table="zebra"),
    Layout("right_buyer", ("fr", "it", "es"), "left", "right", "left", ("code", "desc", "qty", "price", "rate", "amount"), table="bare", taxes="table"),
    Layout("tax_by_line", ("de", "fr", "it", "es", "en"), "left", "left", "right", ("desc", "qty", "price", "amount", "rate", "tax_col", "gross"), table="grid", terms=Terms(several_rates=0.6)),
    Layout("gross_shop", ("nl", "de", "en", "fr"), "brand", "left", "right", ("code", "desc", "qty", "price", "gross"), table="ruled", taxes="included", terms=Terms(gross_prices=True, prepaid=0.05, reverse=0.0)),
    Layout("grid_totals", ("it", "es"), "left", "right", "row", ("code", "desc", "unit", "qty", "price", "amount", "rate"), table="grid", totals="grid", taxes="table"),
    Layout("long_table", _ALL, "left", "left", "right", ("pos", "code", "desc", "qty", "price", "amount"), table="ruled", carried=True, terms=Terms(rows=LONG, details=0.35)),
    Layout("hours", ("en",), "right", "left", "pairs", ("desc", "qty", "price", "amount"), table="bare", footer=False, terms=Terms(rows=(1, 2, 3, 4))),
    Layout("line_discounts", ("es", "it", "nl", "de"), "left", "right", "row", ("code", "desc", "qty", "price", "disc", "amount"), terms=Terms(line_discounts=True, discount=0.0)),
    Layout("many_numbers", ("en", "de", "fr"), "centre", "pair", "pairs", ("pos", "code", "desc", "qty", "unit", "price", "amount"), table="zebra"),
    Layout("typewriter", ("en", "fr", "de"), "left", "left", "left", ("qty", "desc", "price", "amount"), table="bare", footer=False, font="cour"),
    Layout("no_prices", ("de", "fr", "nl", "en"), "right", "window", "right", ("desc", "amount"), table="bare", taxes="one", terms=Terms(rows=(1, 2, 3), several_rates=0.0)),
    Layout("quantity_first", ("en",), "brand", "pair", "stacked", ("qty", "code", "desc", "price", "amount"), table="grid"),
    Layout("long_terms", _ALL, "left", "window", "stacked", ("desc", "qty", "unit", "price", "rate", "amount"), table="zebra", taxes="table", conditions=1.0, carried=True, again=False, terms=Terms(rows=(5, 12, 26, 38))),
)  # fmt: skip

# Drawn from the unseen seeds alone.
HELD_OUT = (
    Layout("sidebar", _ALL, "brand", "left", "sidebar", ("desc", "qty", "price", "amount"), table="bare", totals="dotted"),
    Layout("totals_left", _ALL, "right", "right", "left", ("amount", "qty", "price", "desc"), table="ruled", totals="left"),
    Layout("landscape", _ALL, "left", "pair", "row", ("pos", "code", "desc", "qty", "unit", "price", "disc", "rate", "amount"), table="zebra", landscape=True, terms=Terms(line_discounts=True, discount=0.0)),
    Layout("net_and_gross", ("de", "fr", "it", "nl"), "centre", "window", "inline", ("pos", "desc", "rate", "qty", "price", "amount", "gross"), table="ruled", taxes="table", carried=True, terms=Terms(rows=(3, 8, 20, 40), several_rates=0.5)),
)  # fmt: skip

LAYOUTS = {layout.name: layout for layout in (*PUBLISHED, *HELD_OUT)}
