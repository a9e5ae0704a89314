"""The tax lines of an invoice: as its tax summary prints them, or as the rates of its positions give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from python_ocr_reconcile.extraction.checks import Term
from python_ocr_reconcile.extraction.invoice.draft import CENT, HALF_CENT, ZERO, Draft
from python_ocr_reconcile.extraction.invoice.nets import LESS_TAX, SUM_OF_BASES
from python_ocr_reconcile.extraction.invoice.rates import is_tax, net_of_rates
from python_ocr_reconcile.extraction.invoice.solution import Solution
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.invoice import LineItem, TaxLine


def tax_lines(draft: Draft, solution: Solution, items: Sequence[LineItem]) -> list[TaxLine]:
    """The tax lines, with the equations that hold between them, the positions and the sums."""
    lines = _printed(draft, solution, items)
    if not lines and "subtotal" in draft.values and "tax_total" in draft.values:
        lines = _of_one_rate(draft, solution) or _of_items(draft, solution, items)
    return lines


def _printed(draft: Draft, solution: Solution, items: Sequence[LineItem]) -> list[TaxLine]:
    lines: list[TaxLine] = []
    for place, row in enumerate(solution.tax_rows):
        pointer = f"tax_lines/{place}"
        base = row.base.value * draft.sign if row.base else None
        amount = row.amount.value * draft.sign
        lines.append(TaxLine(rate=row.rate, base=base, amount=amount))
        draft.evidence[f"{pointer}/rate"] = row.rate_found.evidence()
        draft.evidence[f"{pointer}/amount"] = row.amount.evidence(value=amount)
        if row.base and base is not None:
            draft.evidence[f"{pointer}/base"] = row.base.evidence(value=base)
            draft.percent(
                Term(f"/{pointer}/base", base), Term(f"/{pointer}/rate", row.rate), _amount(place, amount)
            )
    if not lines or "tax_total" not in draft.values:
        return lines
    summed = draft.evidence["tax_total"].method == "sum_of_tax_rows"
    amounts = [_amount(i, t.amount) for i, t in enumerate(lines) if t.amount is not None]
    if sum((a.value for a in amounts), ZERO) == draft.values["tax_total"]:
        defines = "/tax_total" if summed else None
        draft.check("tax_total", "sum", amounts, draft.term("tax_total"), defines=defines)
    if all(line.base is not None for line in lines):
        _check_bases(draft, solution, lines, items)
    elif all(line.base is None for line in lines) and "subtotal" in draft.values:
        return _without_bases(draft, solution, lines, items)
    return lines


def _without_bases(
    draft: Draft, solution: Solution, lines: list[TaxLine], items: Sequence[LineItem]
) -> list[TaxLine]:
    """Taxes without their bases: each is of the whole net amount, or of the positions that bear its rate."""
    taxes = [(t.rate, t.amount) for t in lines if t.rate and t.amount is not None]
    net = draft.term("subtotal")
    inside = draft.evidence["subtotal"].method == LESS_TAX
    if taxes and all(is_tax(net.value, rate, amount) for rate, amount in taxes):
        slack = HALF_CENT * sum(rate for rate, _ in taxes) / 100 if inside else ZERO
        for place, line in enumerate(lines):
            if line.rate and line.amount is not None:
                rate = Term(f"/tax_lines/{place}/rate", line.rate)
                draft.percent(net, rate, _amount(place, line.amount), slack=slack)
        return lines
    taxable = _taxable(draft, solution)
    if taxes and taxable and all(is_tax(taxable[0], rate, amount) for rate, amount in taxes):
        return [_of_taxable(draft, place, line, taxable) for place, line in enumerate(lines)]
    if len(taxes) < len(lines) or len(lines) < 2:
        return lines
    groups = _by_rate(solution, items)
    sums = {rate: sum((t.value for t in terms), ZERO) for rate, terms in groups.items() if rate}
    if set(sums) == {rate for rate, _ in taxes} and all(is_tax(sums[rate], rate, tax) for rate, tax in taxes):
        return [_of_positions(draft, place, line, groups) for place, line in enumerate(lines)]
    whole = net_of_rates(taxes, inside=inside)
    if whole.meets(net.value):
        terms = [
            Term(f"/tax_lines/{i}/amount", amount, factor)
            for i, ((_, amount), factor) in enumerate(zip(taxes, whole.factors, strict=True))
        ]
        draft.check("net_of_rates", "sum", terms, net, whole.tolerance)
    return lines


def _taxable(draft: Draft, solution: Solution) -> tuple[Decimal, list[Term]] | None:
    """What the tax is of where rebates and charges are taxed with the goods, and what it is made of."""
    adjusted = [t.role for t in solution.adjustments if t.role != "rounding"]
    if not adjusted or not solution.sum_closes:
        return None
    terms = [draft.term("subtotal")]
    terms += [draft.term(role, -1 if role == "discount" else 1) for role in adjusted]
    return sum((t.value * t.factor for t in terms), ZERO), terms


def _of_taxable(draft: Draft, place: int, line: TaxLine, taxable: tuple[Decimal, list[Term]]) -> TaxLine:
    """The tax line with the net amount after rebates and charges as its base."""
    pointer = f"/tax_lines/{place}/base"
    base = Term(pointer, taxable[0])
    draft.evidence[pointer[1:]] = Evidence(value=base.value, method="arithmetic", status="derived")
    draft.check("taxable", "sum", taxable[1], base, defines=pointer)
    if line.rate is not None and line.amount is not None:
        draft.percent(base, Term(f"/tax_lines/{place}/rate", line.rate), _amount(place, line.amount))
    return msgspec.structs.replace(line, base=base.value)


def _of_positions(draft: Draft, place: int, line: TaxLine, groups: dict[Decimal, list[Term]]) -> TaxLine:
    """The tax line with the sum of the positions of its rate as its base."""
    assert line.rate is not None  # noqa: S101 - the caller looked
    assert line.amount is not None  # noqa: S101
    pointer = f"/tax_lines/{place}/base"
    base = Term(pointer, sum((t.value for t in groups[line.rate]), ZERO))
    draft.evidence[pointer[1:]] = Evidence(value=base.value, method="arithmetic", status="derived")
    draft.check("base_of_lines", "sum", groups[line.rate], base, defines=pointer)
    draft.percent(base, Term(f"/tax_lines/{place}/rate", line.rate), _amount(place, line.amount))
    return msgspec.structs.replace(line, base=base.value)


def _amount(place: int, amount: Decimal) -> Term:
    return Term(f"/tax_lines/{place}/amount", amount)


def _check_bases(
    draft: Draft, solution: Solution, lines: Sequence[TaxLine], items: Sequence[LineItem]
) -> None:
    """The bases add up to the net amount; the positions of each rate add up to its base."""
    bases = [Term(f"/tax_lines/{i}/base", t.base) for i, t in enumerate(lines) if t.base is not None]
    net = draft.values.get("subtotal")
    if net is not None and sum((b.value for b in bases), ZERO) == net:
        defines = "/subtotal" if draft.evidence["subtotal"].method == SUM_OF_BASES else None
        draft.check("sum_of_bases", "sum", bases, draft.term("subtotal"), defines=defines)
    groups = _by_rate(solution, items)
    if all(line.rate in groups for line in lines) and len(groups) == len(lines) > 1:
        for base, line in zip(bases, lines, strict=True):
            terms = groups[line.rate] if line.rate is not None else []
            if sum((t.value for t in terms), ZERO) == base.value:
                draft.check("base_of_lines", "sum", terms, base)


def _by_rate(solution: Solution, items: Sequence[LineItem]) -> dict[Decimal, list[Term]]:
    """The amounts of the positions by their rate of tax, where each has one and they add up to the net."""
    groups: dict[Decimal, list[Term]] = defaultdict(list)
    if solution.lines_meet != "subtotal" or solution.line_adjustments:
        return {}
    for place, item in enumerate(items):
        if item.tax_rate is None or item.amount is None:
            return {}
        groups[item.tax_rate].append(Term(f"/line_items/{place}/amount", item.amount))
    return groups


def _of_one_rate(draft: Draft, solution: Solution) -> list[TaxLine]:
    """The one tax line where a rate is printed somewhere under which subtotal x rate = tax."""
    if not solution.rate:
        return []
    taxable = _taxable(draft, solution)
    net, tax = draft.values["subtotal"], draft.values["tax_total"]
    whole = is_tax(net, solution.rate, tax) or taxable is None
    for name, field in (("base", "subtotal"), ("amount", "tax_total"))[0 if whole else 1 :]:
        source = draft.evidence[field]
        draft.evidence[f"tax_lines/0/{name}"] = msgspec.structs.replace(source, status="derived")
        draft.derived[f"/tax_lines/0/{name}"] = f"/{field}"
    if solution.rate_found:
        draft.evidence["tax_lines/0/rate"] = solution.rate_found.evidence()
    else:
        draft.evidence["tax_lines/0/rate"] = Evidence(
            value=solution.rate, method="label_right", status="read"
        )
    if not whole and taxable is not None:
        draft.check("tax_total", "sum", [_amount(0, tax)], draft.term("tax_total"))
        return [_of_taxable(draft, 0, TaxLine(rate=solution.rate, amount=tax), taxable)]
    base, rate = Term("/tax_lines/0/base", net), Term("/tax_lines/0/rate", solution.rate)
    draft.percent(base, rate, _amount(0, tax))
    draft.check("tax_total", "sum", [_amount(0, tax)], draft.term("tax_total"))
    draft.check("sum_of_bases", "sum", [base], draft.term("subtotal"))
    return [TaxLine(rate=solution.rate, base=net, amount=tax)]


def _of_items(draft: Draft, solution: Solution, items: Sequence[LineItem]) -> list[TaxLine]:
    """The tax of each rate that the positions bear, where together they make the tax that is printed."""
    lines: list[TaxLine] = []
    groups = _by_rate(solution, items)
    for rate, terms in sorted(groups.items()):
        base = sum((t.value for t in terms), ZERO)
        lines.append(TaxLine(rate=rate, base=base, amount=(base * rate / 100).quantize(CENT, ROUND_HALF_UP)))
    tax = sum((line.amount for line in lines if line.amount is not None), ZERO)
    if not lines or tax != draft.values["tax_total"]:
        return []
    for place, line in enumerate(lines):
        assert line.rate is not None  # noqa: S101 - set above
        assert line.base is not None  # noqa: S101
        assert line.amount is not None  # noqa: S101
        pointer = f"/tax_lines/{place}"
        base_term, rate_term = Term(f"{pointer}/base", line.base), Term(f"{pointer}/rate", line.rate)
        draft.check("base_of_lines", "sum", groups[line.rate], base_term, defines=f"{pointer}/base")
        draft.percent(base_term, rate_term, _amount(place, line.amount), defines=f"{pointer}/amount")
        for name, value in (("rate", line.rate), ("base", line.base), ("amount", line.amount)):
            draft.evidence[f"{pointer[1:]}/{name}"] = Evidence(
                value=value, method="arithmetic", status="derived"
            )
    amounts = [_amount(i, t.amount) for i, t in enumerate(lines) if t.amount is not None]
    draft.check("tax_total", "sum", amounts, draft.term("tax_total"))
    return lines
