"""Columns for terminals and pipes: one column gives way, figures are never cut.

Rich's own tables shrink every column alike, and an amount with its last digits cut off is worse than none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.text import Text

MARGIN, GAP = 3, 2
NARROWEST = 10
"""Of the column that gives way; below that, columns that are only nice to have go first."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Lines ready to print, each no wider than the terminal where that can be had."""

    head: list[Text]
    """Titles, and the rule below them."""
    rows: list[Text]
    second_column: int
    """Where the second column begins, counted from the left edge."""

    def __iter__(self) -> Iterator[Text]:
        return iter((*self.head, *self.rows))


def columns(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    width: int,
    gives_way: str,
    right: Collection[str] = (),
    may_go: Sequence[str] = (),
    styles: Mapping[str, str] | None = None,
) -> Columns:
    """`rows` under `titles` in at most `width` characters.

    The column `gives_way` is cut as far as need be; then those in `may_go` are left out, the first first.
    `right` are set flush right. `styles` colours cells that consist of such a word.
    """
    kept = list(titles)
    for gone in (None, *may_go):
        kept = [title for title in kept if title != gone]
        places = [titles.index(title) for title in kept]
        sizes = [max(map(cell_len, (titles[p], *(row[p] for row in rows)))) for p in places]
        flexible = kept.index(gives_way)
        others = sum(sizes) - sizes[flexible] + GAP * (len(kept) - 1) + MARGIN
        if width - others >= min(NARROWEST, sizes[flexible]):
            break
    sizes[flexible] = min(sizes[flexible], max(NARROWEST, width - others))

    def line(cells: Sequence[str], style: str = "") -> Text:
        made = Text(" " * MARGIN, style=style)
        for number, (title, place, size) in enumerate(zip(kept, places, sizes, strict=True)):
            text = shorten(cells[place], size)
            padding = " " * (size - cell_len(text))
            made.append(" " * GAP if number else "")
            made.append(padding + text if title in right else text, (styles or {}).get(text))
            last = number == len(kept) - 1
            made.append("" if title in right or last else padding)
        return made

    rule = Text(" " * MARGIN + "─" * (sum(sizes) + GAP * (len(sizes) - 1)))
    return Columns([line(titles, "bold"), rule], [line(row) for row in rows], MARGIN + sizes[0] + GAP)


def shorten(text: str, width: int) -> str:
    """`text` in at most `width` cells; what is cut off leaves a mark."""
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"
