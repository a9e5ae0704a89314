"""One invoice on its pages, from the letterhead to the footer."""

from __future__ import annotations

# ruff: noqa: E501  a table of terms reads best as one line
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from invoice_generator.facts import ZERO, Facts, Position
from invoice_generator.paper import A4, LETTER, Paper, width
from invoice_generator.style import Style

_WIDTHS = {
    "pos": 24, "code": 64, "qty": 42, "unit": 38, "price": 64, "disc": 44, "rate": 44, "tax_col": 58, "amount": 70,
    "gross": 74,
}  # fmt: skip
_DAYS = {"en": "days", "de": "Tage", "fr": "jours", "es": "días", "it": "giorni", "nl": "dagen"}
_LEFT = {"pos", "code", "desc", "unit"}


@dataclass(frozen=True)
class Column:
    """Of the table of positions."""

    key: str
    left: float
    right: float

    @property
    def x(self) -> float:
        """Where its text is set from: the left edge, or the right edge of numbers."""
        return self.left if self.key in _LEFT else self.right

    @property
    def align(self) -> str:
        """Of its text."""
        return "left" if self.key in _LEFT else "right"


class Drawing:
    """An invoice while it is drawn onto `paper`."""

    def __init__(self, paper: Paper, style: Style, bill: Facts) -> None:
        """Nothing is drawn yet."""
        self.paper, self.style, self.bill, self.words = paper, style, bill, style.words
        self.size = A4 if style.seller.country.code not in {"US", "CA"} else LETTER
        if style.layout.landscape:
            self.size = self.size[::-1]
        self.left, self.right = 52.0, self.size[0] - 50.0
        self.bottom = self.size[1] - (92.0 if style.layout.footer else 60.0)
        self.rng = random.Random(f"{bill.seller.name}{bill.number}")
        self.first = paper.count
        self.y = 0.0
        self.columns = self._columns()
        self.carry = ZERO
        self.printed = dict.fromkeys(("invoice_number", "invoice_date", "seller", "buyer", "total", "tax", "net", "due_date"), True)  # fmt: skip

    # -- the story -------------------------------------------------------------------------------
    def draw(self) -> dict[str, bool]:
        """Draw it; gives which values are printed."""
        self._begin_page()
        self._table()
        self._totals()
        self._prose()
        if self.style.conditions:
            self._conditions()
        self._feet()
        self.paper.finish()
        return self.printed

    # -- small things ----------------------------------------------------------------------------
    def write(
        self, x: float, text: str, *, y: float | None = None, bold: bool = False, align: str = "left",
        size: float | None = None,
    ) -> float:  # fmt: skip
        style = self.style
        return self.paper.text(
            x, self.y if y is None else y, text, size or style.size, style.bold if bold else style.font, align
        )

    def wide(self, text: str, size: float | None = None) -> float:
        return width(text, size or self.style.size, self.style.font)

    def money(self, value: Decimal, *, line: bool = False) -> str:
        return self.style.money(value, self.bill.currency, self.bill.digits, line=line)

    @property
    def lead(self) -> float:
        return self.style.leading

    # -- head ------------------------------------------------------------------------------------
    def _begin_page(self) -> None:
        self.paper.new_page(self.size)
        again = self.paper.count - self.first > 1
        if again:
            self.y = 60.0
            if self.style.layout.again:
                self._letterhead(short=True)
            text = self.words["inline"].split("|")[0] if isinstance(self.words["inline"], str) else ""
            if self.rng.random() < 0.7:
                said = text.format(number=self.bill.number, date=self.style.day(self.bill.issued))
                if self.bill.credit:
                    said = f"{self.words['credit_number']} {self.bill.number}"
                self.write(self.left, said, bold=True)
                self.y += 2 * self.lead
            return
        self._letterhead(short=False)
        top = self.y
        self._recipient()
        after = self.y
        self._title_and_meta(top, after)

    def _letterhead(self, *, short: bool) -> None:
        layout, seller, style = self.style.layout, self.style.seller, self.style
        name = seller.name if style.name_in_full else seller.brand
        size = style.size + (3 if short else self.rng.choice([4, 6, 9]))
        place = {
            "left": (self.left, "left"),
            "right": (self.right, "right"),
            "centre": (self.size[0] / 2, "centre"),
        }
        self.y = 48.0
        if layout.head == "foot":
            self.y = 90.0 if not short else 56.0
            return
        if layout.head == "brand":
            self.write(self.left, seller.brand, bold=True, size=size + 4)
            self.y = 84.0
            return
        x, align = place[layout.head]
        self.write(x, name, bold=True, size=size, align=align)
        self.y += size + 2
        if not short:
            small = style.size - 0.5
            lines = [*seller.address]
            if not layout.footer or self.rng.random() < 0.5:
                lines += [
                    f"{self.words['phone']} {seller.phone}  {self.words['fax']} {seller.fax}",
                    f"{seller.email}  {seller.web}",
                ]
            if not layout.footer or self.rng.random() < 0.3:
                lines.append(f"{self.words['vat_id']}{style.colon} {seller.vat_id}")
            if layout.head == "centre":
                lines = [", ".join(seller.address), *lines[2:]]
            for line in lines:
                self.write(x, line, align=align, size=small)
                self.y += small * 1.3
        self.y = max(self.y + 10, 60.0)
        if layout.head == "centre":
            self.paper.rule(self.left, self.y - 6, self.right)

    def _recipient(self) -> None:
        layout, buyer = self.style.layout, self.bill.buyer
        lines = [buyer.name, *buyer.address]
        if buyer.country is not self.style.seller.country or self.rng.random() < 0.2:
            lines.append(buyer.country.name)
        if self.rng.random() < 0.25:
            lines.insert(1, self.style.contact)
        self.y = max(self.y + 14, 120.0)
        if layout.address == "window":
            seller = self.style.seller
            self.y = max(self.y, 128.0)
            self.write(self.left, " · ".join([seller.name, *seller.address]), size=6.5)
            self.paper.rule(self.left, self.y + 2.5, self.left + 220, 0.3)
            self.y += 15
            self._lines(self.left, lines)
            self.y += 10
            return
        x = self.left if layout.address in {"left", "pair"} else self.left + 0.56 * (self.right - self.left)
        start = self.y
        if self.rng.random() < 0.85 or layout.address == "pair":
            self.write(x, self.words["bill_to"] + self.style.colon, bold=True)
            self.y += self.lead
        self._lines(x, lines)
        if layout.address == "pair":
            end, self.y = self.y, start
            other = self.left + 0.34 * (self.right - self.left)
            self.write(other, self.words["ship_to"] + self.style.colon, bold=True)
            self.y += self.lead
            self._lines(other, [buyer.name, self.rng.choice(["Dock 4", "Gate B", buyer.street]), buyer.town])
            self.y = max(end, self.y)
        self.y += 6

    def _lines(self, x: float, lines: list[str]) -> None:
        for line in lines:
            self.write(x, line)
            self.y += self.lead

    def _meta(self) -> list[tuple[str, str]]:
        """Label and value: ours, and those that are none of ours."""
        bill, words, style = self.bill, self.words, self.style
        ours = [
            (words["credit_number"] if bill.credit else words["number"], bill.number),
            (words["date"], style.day(bill.issued)),
        ]
        if bill.due:
            if "pay_days" in style.prose and self.rng.random() < 0.3:
                self.printed["due_date"] = False  # only the term in days is printed
            else:
                ours.append((words["due"], style.day(bill.due)))
        values = {
            "customer_no": bill.customer_number, "order": bill.order_number, "delivery": bill.delivery_number,
            "delivery_date": style.day(bill.delivered) if bill.delivered else "", "contact": style.contact,
            "terms_label": f"{bill.days or 30} {_DAYS[style.seller.country.language]}",
            "phone_meta": style.seller.phone, "vat_buyer": bill.buyer.vat_id,
        }  # fmt: skip
        labels = {"phone_meta": words["phone"], "vat_buyer": words["vat_id"]}
        others = [(labels.get(key) or words[key], values[key]) for key in style.distractors]
        order = random.Random(f"{style.seller.name} meta")
        if order.random() < 0.5:
            both = ours + others
        elif order.random() < 0.5:
            both = others + ours
        else:
            both = [*ours[:1], *others, *ours[1:]]
        return both

    def _title_and_meta(self, top: float, after: float) -> None:
        style, layout, words = self.style, self.style.layout, self.words
        title = words["credit"] if self.bill.credit else words["title"]
        meta = self._meta()
        size = style.size + self.rng.choice([3, 5, 8])
        middle = self.left + 0.58 * (self.right - self.left)
        place = layout.meta
        if place in {"right", "stacked"} and layout.address == "right":
            place = "left"
        if place in {"right", "stacked"}:
            self.y = max(top + 14, 126.0)
            self.write(middle, title, bold=True, size=size)
            self.y += size + 6
            (self._pairs if place == "right" else self._stacked)(middle, self.right, meta)
            self.y = max(self.y, after) + self.lead
            return
        self.y = max(after, top) + 12
        if place == "inline":
            said = str(words["inline"]).format(number=self.bill.number, date=style.day(self.bill.issued))
            if self.bill.credit:
                said = f"{title} {self.bill.number}   {style.day(self.bill.issued)}"
            self.write(self.left, said, bold=True, size=style.size + 3)
            self.y += 2 * self.lead
            rest = [pair for pair in meta if pair[1] not in {self.bill.number, style.day(self.bill.issued)}]
            self._pairs(self.left, self.left + 230, rest)
        elif place == "sidebar":
            self.write(self.left, title, bold=True, size=size)
            self.y += size + 4
            self._row_of_labels(meta[:3])
            self._row_of_labels(meta[3:6])
        else:
            self.write(self.left, title, bold=True, size=size)
            self.y += size + 6
            if place == "left":
                self._pairs(self.left, self.left + 230, meta)
            elif place == "pairs":
                half = (len(meta) + 1) // 2
                start = self.y
                self._pairs(self.left, self.left + 215, meta[:half])
                end, self.y = self.y, start
                self._pairs(middle - 10, self.right, meta[half:])
                self.y = max(end, self.y)
            else:
                for at in range(0, len(meta), 4):
                    self._row_of_labels(meta[at : at + 4])
        self.y += 0.6 * self.lead

    def _pairs(self, x0: float, x1: float, pairs: list[tuple[str, str]]) -> None:
        """Labels on the left, values beside them or at the right edge."""
        far = random.Random(f"{self.style.seller.name} pairs").random() < 0.5
        gap = max((self.wide(label) for label, _ in pairs), default=0.0) + 14
        for label, value in pairs:
            self.write(x0, label + self.style.colon)
            if far:
                self.write(x1, value, align="right")
            else:
                self.write(x0 + gap, value)
            self.y += self.lead

    def _stacked(self, x0: float, x1: float, pairs: list[tuple[str, str]]) -> None:
        """Each value below its label."""
        del x1
        for label, value in pairs:
            self.write(x0, label, size=self.style.size - 1)
            self.y += self.lead * 0.85
            self.write(x0, value, bold=True)
            self.y += self.lead * 1.15

    def _row_of_labels(self, pairs: list[tuple[str, str]]) -> None:
        """A row of labels over a row of values."""
        if not pairs:
            return
        share = (self.right - self.left) / len(pairs)
        boxed = self.style.layout.table == "grid"
        top = self.y - self.style.size - 2
        for place, (label, value) in enumerate(pairs):
            x = self.left + place * share + 4
            self.write(x, label, bold=not boxed, size=self.style.size - 0.5)
            self.write(x, value, y=self.y + self.lead * 1.1)
            if boxed:
                self.paper.block(x - 4, top, x - 4 + share, self.y + self.lead * 1.1 + 4)
        self.y += 2.6 * self.lead

    # -- table -----------------------------------------------------------------------------------
    def _columns(self) -> list[Column]:
        style = self.style
        factor = style.size / 8.5 * (1.22 if style.font == "cour" else 1.0)
        widths = {key: _WIDTHS[key] * factor for key in style.layout.columns if key != "desc"}
        if style.mark_lines and style.money_mark != "none":
            for key in ("price", "amount", "gross"):
                if key in widths:
                    widths[key] += 20 * factor
        if self.bill.currency in {"INR", "JPY"}:
            for key in ("price", "amount", "gross"):
                if key in widths:
                    widths[key] += 8
        free = self.right - self.left - sum(widths.values()) - 4 * len(widths)
        columns, x = [], self.left + (3 if style.layout.table == "grid" else 0)
        for key in style.layout.columns:
            wide = free if key == "desc" else widths[key]
            columns.append(Column(key, x, x + wide - (6 if key == style.layout.columns[-1] else 0)))
            x += wide + 4
        return columns

    def _title_of(self, column: Column) -> str:
        title = str(self.words[column.key])
        amounts = [c.key for c in self.columns if c.key in {"amount", "gross"}]
        if self.style.money_mark == "none" and column.key == amounts[-1]:
            title = f"{title} {self.bill.currency}"
        return title

    def _head(self) -> None:
        style = self.style
        top = self.y - style.size - 1
        broken = False
        for column in self.columns:
            title, size = self._title_of(column), style.size
            room = column.right - column.left
            parts = [title]
            if self.wide(title) > room and " " in title:
                head, _, tail = title.rpartition(" ")
                parts, broken = [head, tail], True
            widest = max(width(p, size, style.bold) for p in parts)
            size = min(size, size * room / widest)
            for nth, part in enumerate(parts):
                self.write(
                    column.x, part, y=self.y + nth * self.lead * 0.9, bold=True, align=column.align, size=size
                )
        if broken:
            self.y += self.lead * 0.9
        if style.layout.table in {"zebra", "grid"}:
            self.paper.block(self.left, top, self.right, self.y + 4, fill=True)
        if style.layout.table in {"ruled", "grid"}:
            self.paper.rule(self.left, self.y + 4, self.right, 0.8)
        self.y += 1.5 * self.lead

    def _table(self) -> None:
        self._head()
        positions = self.bill.positions
        for place, position in enumerate(positions, 1):
            need = (1 + len(position.details)) * self.lead + (
                1.5 * self.lead if self.style.layout.carried else 0
            )
            if self.y + need > self.bottom:
                self._turn_page()
            self._position(place, position)
        if self.style.layout.table in {"ruled", "grid"}:
            self.paper.rule(self.left, self.y - 0.6 * self.lead, self.right, 0.8)

    def _turn_page(self) -> None:
        carried = self.style.layout.carried
        at = next(c for c in reversed(self.columns) if c.key in {"amount", "gross"})
        label = next(c for c in self.columns if c.key == "desc")
        if carried:
            self.write(label.left, self.words["carried"])
            self.write(at.right, self.style.number(self.carry, self.bill.digits), align="right")
        self._begin_page()
        if self.style.layout.again or self.rng.random() < 0.5:
            self._head()
        if carried:
            self.write(label.left, self.words["brought"])
            self.write(at.right, self.style.number(self.carry, self.bill.digits), align="right")
            self.y += 1.4 * self.lead

    def _position(self, place: int, position: Position) -> None:
        style, bill = self.style, self.bill
        tax = (position.amount * position.rate / 100).quantize(Decimal(1).scaleb(-bill.digits))
        gross = position.amount if bill.gross_prices else position.amount + tax
        cells = {
            "pos": str(place), "code": position.code, "desc": position.description,
            "qty": style.quantity(position.quantity), "unit": position.unit,
            "price": self.money(position.price, line=True),
            "disc": style.percent(position.discount) if position.discount else "",
            "rate": f"{style.percent(position.rate)}%", "tax_col": style.number(tax, bill.digits),
            "amount": self.money(position.amount, line=True), "gross": self.money(gross, line=True),
        }  # fmt: skip
        height = (1 + len(position.details)) * self.lead + 0.4 * self.lead
        if style.layout.table == "zebra" and place % 2 == 0:
            self.paper.block(
                self.left, self.y - self.lead, self.right, self.y - self.lead + height, fill=True
            )
        for column in self.columns:
            text = cells[column.key]
            if column.key == "desc":
                text = self._fitting(text, column.right - column.left)
            self.write(column.x, text, align=column.align)
        if style.layout.table == "grid":
            for column in self.columns[1:]:
                self.paper.upright(column.left - 2, self.y - self.lead, self.y - self.lead + height)
        self.y += self.lead
        desc = next(c for c in self.columns if c.key == "desc")
        for detail in position.details:
            self.write(desc.left, self._fitting(detail, desc.right - desc.left), size=style.size - 0.8)
            self.y += self.lead
        self.y += 0.4 * self.lead
        self.carry += position.amount

    def _fitting(self, text: str, room: float) -> str:
        while self.wide(text) > room and " " in text:
            text = text.rpartition(" ")[0]
        return text

    # -- sums ------------------------------------------------------------------------------------
    def _sums(self) -> list[tuple[str, str, bool]]:
        """Label, amount, and whether it stands out."""
        bill, words, style = self.bill, self.words, self.style
        rows: list[tuple[str, str, bool]] = []
        charged = bool(bill.discount or bill.shipping)
        if charged:
            rows.append((words["subtotal"], self.money(bill.lines), False))
        if bill.discount:
            rows.append((f"{words['discount']} {style.percent(bill.discount_percent)}%", self.money(-bill.discount), False))  # fmt: skip
        if bill.shipping:
            rows.append((words["shipping"], self.money(bill.shipping), False))
        if bill.gross_prices:
            return rows + self._gross_sums()
        shows_net = style.net_printed and (bill.taxes or self.rng.random() < 0.5)
        if shows_net:
            rows.append((words["net"], self.money(bill.net), False))
        self.printed["net"] = bool(shows_net)
        rows += self._tax_rows()
        if bill.rounding:
            rows.append((words["rounding"], self.money(bill.rounding), False))
        rows.append((self._total_label(), self.money(bill.total), True))
        return rows + self._paid()

    def _tax_rows(self) -> list[tuple[str, str, bool]]:
        bill, words, style = self.bill, self.words, self.style
        if not bill.taxes:
            shown = self.rng.random() < 0.5
            self.printed["tax"] = shown
            return [(f"{words['tax']} 0%", self.money(ZERO), False)] if shown else []
        if style.layout.taxes == "table":
            return [(words["tax"], self.money(bill.tax), False)]
        on = self.rng.random() < 0.25
        rows = []
        for part in bill.taxes:
            label = f"{words['tax']} {style.percent(part.rate)}%"
            if on:
                label += f" ({style.number(part.base, bill.digits)})"
            rows.append((label, self.money(part.amount), False))
        return rows

    def _gross_sums(self) -> list[tuple[str, str, bool]]:
        bill, words, style = self.bill, self.words, self.style
        rows = []
        if bill.rounding:
            rows.append((words["rounding"], self.money(bill.rounding), False))
        rows.append((self._total_label(), self.money(bill.total), True))
        rows += [
            (f"{words['included']} {style.percent(part.rate)}%", self.money(part.amount), False)
            for part in bill.taxes
        ]
        shown = style.net_printed and self.rng.random() < 0.6
        if shown:
            rows.append((words["net"], self.money(bill.net), False))
        self.printed["net"] = shown
        return rows + self._paid()

    def _paid(self) -> list[tuple[str, str, bool]]:
        if not self.bill.prepaid:
            return []
        return [
            (self.words["prepaid"], self.money(-self.bill.prepaid), False),
            (self.words["due_sum"], self.money(self.bill.payable), True),
        ]

    def _total_label(self) -> str:
        label = str(self.words["total"])
        if self.bill.credit:
            language = self.style.seller.country.language
            label = {"en": "Total credit", "de": "Gutschriftsbetrag", "fr": "Total avoir TTC"}.get(
                language, label
            )
        if self.style.money_mark == "none" or self.rng.random() < 0.2:
            label = f"{label} {self.bill.currency}"
        return label

    def _totals(self) -> None:
        style = self.style
        self.y += 0.5 * self.lead
        rows = self._sums()
        table = len(self.bill.taxes) + 2 if style.layout.taxes == "table" else 0
        if self.y + (len(rows) + table + 2) * 1.35 * self.lead > self.bottom:
            self._begin_page()
        if style.layout.taxes == "table" and self.bill.taxes:
            self._tax_table()
        if style.layout.totals == "grid":
            for at in range(0, len(rows), 4):
                self._row_of_labels([(label, amount) for label, amount, _ in rows[at : at + 4]])
            return
        right = (
            self.left + 235 if style.layout.totals == "left" else self.right - (6 if len(self.columns) else 0)
        )
        left = self.left if style.layout.totals == "left" else right - 200
        if style.layout.totals == "right" and self.columns[-1].key in {"amount", "gross"}:
            right = self.columns[-1].right
        for label, amount, strong in rows:
            if strong and style.layout.table in {"ruled", "grid"}:
                self.paper.rule(left, self.y - self.lead + 1, right, 0.7)
            size = style.size + (1.5 if strong and self.rng.random() < 0.4 else 0)
            self.write(left, label + style.colon, bold=strong, size=size)
            self.write(right, amount, bold=strong, align="right", size=size)
            if style.layout.totals == "dotted":
                start = left + width(label + style.colon, size, style.bold) + 6
                dots = int((right - self.wide(amount, size) - 10 - start) / self.wide("."))
                self.write(start, "." * max(0, dots))
            self.y += 1.3 * self.lead
        self.y += 0.5 * self.lead

    def _tax_table(self) -> None:
        words, style = self.words, self.style
        stops = (self.left + 40, self.left + 120, self.left + 195)
        for x, key in zip(stops, ("rate", "base", "tax"), strict=True):
            self.write(x, words[key], bold=True, align="right")
        self.y += 1.1 * self.lead
        for part in self.bill.taxes:
            cells = (f"{style.percent(part.rate)}%", *(style.number(v, self.bill.digits) for v in (part.base, part.amount)))  # fmt: skip
            for x, text in zip(stops, cells, strict=True):
                self.write(x, text, align="right")
            self.y += self.lead
        self.y += 0.8 * self.lead

    # -- the rest --------------------------------------------------------------------------------
    def _prose(self) -> None:
        bill, style = self.bill, self.style
        lines = [self.rng.choice(self.words[bill.zero])] if bill.zero else []
        for key in style.prose:
            if key in {"pay_by", "pay_days"} and (not bill.due or bill.credit):
                continue
            if key == "pay_days" and not bill.days:
                continue
            if key == "skonto" and (bill.credit or not bill.due):
                continue
            text = self.rng.choice(self.words[key])
            pct = Decimal(2)
            lines.append(
                text.format(
                    days=bill.days, total=self.money(bill.payable), due=style.day(bill.due) if bill.due else "",
                    number=bill.number, pct=style.percent(pct),
                    amount=style.number((bill.payable * pct / 100).quantize(Decimal("0.01")), 2),
                )
            )  # fmt: skip
        if not self.printed["due_date"] and not any(str(bill.days) in line for line in lines):
            lines.append(self.words["pay_days"][0].format(days=bill.days))
        self.y += self.lead
        for line in lines:
            if self.y > self.bottom:
                self._begin_page()
            self.write(self.left, line)
            self.y += 1.3 * self.lead

    def _conditions(self) -> None:
        self.paper.new_page(self.size)
        self.y = 70.0
        title, *sentences = self.words["conditions"]
        self.write(self.left, title, bold=True, size=self.style.size + 2)
        self.y += 2.5 * self.lead
        for sentence in sentences * self.rng.randint(1, 4):
            self.write(self.left, sentence)
            self.y += 1.5 * self.lead

    def _feet(self) -> None:
        """Footers and page numbers, on every page at the end, when their count is known."""
        last = self.paper.count
        for number in range(self.first, last):
            self.paper.turn_to(number)
            if self.style.layout.footer:
                self._foot()
            if self.style.page_number:
                text = self.style.page_number.format(p=number - self.first + 1, n=last - self.first)
                where = self.style.page_number_at
                y = 30.0 if where == "head_right" else self.size[1] - 22
                x = self.size[0] / 2 if where == "foot_centre" else self.right
                self.write(x, text, y=y, align="centre" if where == "foot_centre" else "right", size=7.5)

    def _foot(self) -> None:
        seller, words = self.style.seller, self.words
        blocks: Any = (
            (seller.name, *seller.address),
            (f"{words['phone']} {seller.phone}", seller.email, f"{words['vat_id']} {seller.vat_id}"),
            (
                seller.bank,
                f"{'IBAN' if seller.iban[0].isalpha() else 'Account'} {seller.iban}",
                f"BIC {seller.bic}  {words['reg']} {seller.register}",
            ),
        )
        y = self.size[1] - 70
        self.paper.rule(self.left, y - 10, self.right, 0.3)
        for place, block in enumerate(blocks):
            for nth, line in enumerate(block):
                self.write(self.left + place * (self.right - self.left) / 3, line, y=y + nth * 9, size=6.5)
