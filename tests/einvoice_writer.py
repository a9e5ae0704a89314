"""One invoice written as UBL 2.1, as CII D16B and as ZUGFeRD 1.0, with its sums worked out here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

CENT = Decimal("0.01")
UBL_COMMON = "urn:oasis:names:specification:ubl:schema:xsd:Common{}Components-2"
CII_NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
ZUGFERD_1_NAMESPACES = {
    "rsm": "urn:ferd:CrossIndustryDocument:invoice:1p0",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15",
}


def money(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    name: str
    quantity: Decimal
    price: Decimal
    rate: Decimal = Decimal(19)
    category: str = "S"
    per: Decimal = Decimal(1)
    """The quantity that the price is for."""
    code: str | None = None
    rebate: Decimal = Decimal(0)
    role: str | None = None

    @property
    def amount(self) -> Decimal:
        return money(self.quantity * self.price / self.per) - self.rebate


@dataclass(frozen=True)
class Adjustment:
    amount: Decimal
    charge: bool
    reason: str
    rate: Decimal = Decimal(19)
    code: str | None = None
    category: str = "S"


@dataclass(frozen=True)
class Bill:
    """What an invoice states. Amounts are positive, those of a credit note too."""

    lines: tuple[Line, ...] = (Line("Anchor bolts", Decimal(4), Decimal("12.50"), code="AB-4"),)
    number: str = "2024-117"
    issued: date = date(2024, 3, 5)
    due: date | None = date(2024, 4, 4)
    type_code: str = "380"
    currency: str = "EUR"
    accounting: tuple[str, Decimal] | None = None
    """The accounting currency and the tax in it."""
    order: str | None = "PO-7731"
    terms: str | None = "Payable within 30 days"
    iban: str | None = "DE89 3704 0044 0532 0130 00"
    seller: str = "Hollin & Sons Ltd"
    seller_vat: str | None = "GB123456789"
    seller_tax_number: str | None = None
    street: str = "4 Mill Lane"
    town: tuple[str, str, str] = ("LS1 4AP", "Leeds", "GB")
    buyer: str = "Ferro Baltic SIA"
    buyer_vat: str | None = "LV40003521600"
    adjustments: tuple[Adjustment, ...] = ()
    prepaid: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)
    wrong: dict[str, Decimal] = field(default_factory=dict)
    """Sums to state otherwise than they are."""

    def sum(self, name: str) -> Decimal:
        if name in self.wrong:
            return self.wrong[name]
        counted = [line for line in self.lines if line.role not in {"GROUP", "INFORMATION"}]
        signed = [(a.amount if a.charge else -a.amount) for a in self.adjustments]
        if name == "total":
            return self.sum("net") + self.sum("tax")
        if name == "due":
            return self.sum("total") - self.prepaid + self.rounding
        parts = {
            "lines": [line.amount for line in counted],
            "allowances": [a.amount for a in self.adjustments if not a.charge],
            "charges": [a.amount for a in self.adjustments if a.charge],
            "net": [line.amount for line in counted] + signed,
            "tax": [tax for *_, tax in self.taxes()],
        }
        return sum(parts[name], Decimal(0))

    def taxes(self) -> list[tuple[str, Decimal, Decimal, Decimal]]:
        """Category, rate, base and tax, in order."""
        bases: dict[tuple[str, Decimal], Decimal] = {}
        for line in self.lines:
            if line.role not in {"GROUP", "INFORMATION"}:
                key = (line.category, line.rate)
                bases[key] = bases.get(key, Decimal(0)) + line.amount
        for part in self.adjustments:
            key = (part.category, part.rate)
            bases[key] = bases.get(key, Decimal(0)) + (part.amount if part.charge else -part.amount)
        return [(c, rate, base, money(base * rate / 100)) for (c, rate), base in bases.items()]


class Xml(str):
    """Text that is XML already."""

    __slots__ = ()


def element(name: str, *content: object, **attributes: str) -> Xml:
    """``<name>content</name>``; nothing where there is no content."""
    parts = [part if isinstance(part, Xml) else escape(str(part)) for part in content if part is not None]
    if not any(parts):
        return Xml()
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return Xml(f"<{name}{said}>{''.join(parts)}</{name}>")


def document(root: str, namespaces: dict[str, str], *content: object) -> bytes:
    spaces = {f"xmlns:{prefix}" if prefix else "xmlns": name for prefix, name in namespaces.items()}
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{element(root, *content, **spaces)}\n'.encode()


def ubl(bill: Bill) -> bytes:
    """`bill` in UBL 2.1: an Invoice, or a CreditNote where its type code is one."""
    credit = bill.type_code == "381"
    root = "CreditNote" if credit else "Invoice"
    unit = {"currencyID": bill.currency}
    accounting = bill.accounting or (None, None)
    sums = (
        ("LineExtensionAmount", bill.sum("lines")),
        ("TaxExclusiveAmount", bill.sum("net")),
        ("TaxInclusiveAmount", bill.sum("total")),
        ("AllowanceTotalAmount", bill.sum("allowances") or None),
        ("ChargeTotalAmount", bill.sum("charges") or None),
        ("PrepaidAmount", bill.prepaid or None),
        ("PayableRoundingAmount", bill.rounding or None),
        ("PayableAmount", bill.sum("due")),
    )
    return document(
        root,
        {
            "": f"urn:oasis:names:specification:ubl:schema:xsd:{root}-2",
            "cac": UBL_COMMON.format("Aggregate"),
            "cbc": UBL_COMMON.format("Basic"),
        },
        element("cbc:ID", bill.number),
        element("cbc:IssueDate", bill.issued),
        element("cbc:DueDate", None if credit else bill.due),
        element(f"cbc:{root}TypeCode", bill.type_code),
        element("cbc:DocumentCurrencyCode", bill.currency),
        element("cbc:TaxCurrencyCode", accounting[0]),
        element("cac:OrderReference", element("cbc:ID", bill.order)),
        element("cac:AccountingSupplierParty", _party(bill, seller=True)),
        element("cac:AccountingCustomerParty", _party(bill, seller=False)),
        element(
            "cac:PaymentMeans",
            element("cbc:PaymentMeansCode", "58"),
            element("cbc:PaymentDueDate", bill.due if credit else None),
            element("cac:PayeeFinancialAccount", element("cbc:ID", bill.iban)),
        ),
        element("cac:PaymentTerms", element("cbc:Note", bill.terms)),
        *(
            element(
                "cac:AllowanceCharge",
                element("cbc:ChargeIndicator", "true" if part.charge else "false"),
                element("cbc:AllowanceChargeReasonCode", part.code),
                element("cbc:AllowanceChargeReason", part.reason),
                element("cbc:Amount", part.amount, **unit),
            )
            for part in bill.adjustments
        ),
        element("cac:TaxTotal", element("cbc:TaxAmount", accounting[1], currencyID=str(accounting[0]))),
        element(
            "cac:TaxTotal",
            element("cbc:TaxAmount", bill.sum("tax"), **unit),
            *(
                element(
                    "cac:TaxSubtotal",
                    element("cbc:TaxableAmount", base, **unit),
                    element("cbc:TaxAmount", tax, **unit),
                    _tax_category("cac:TaxCategory", category, rate),
                )
                for category, rate, base, tax in bill.taxes()
            ),
        ),
        element("cac:LegalMonetaryTotal", *(element(f"cbc:{name}", value, **unit) for name, value in sums)),
        *(_ubl_line(place, line, root, unit) for place, line in enumerate(bill.lines, 1)),
    )


def _ubl_line(place: int, line: Line, root: str, unit: dict[str, str]) -> Xml:
    counted = "CreditedQuantity" if root == "CreditNote" else "InvoicedQuantity"
    return element(
        f"cac:{root}Line",
        element("cbc:ID", place),
        element(f"cbc:{counted}", line.quantity, unitCode="C62"),
        element("cbc:LineExtensionAmount", line.amount, **unit),
        element("cac:AllowanceCharge", element("cbc:Amount", line.rebate or None, **unit)),
        element(
            "cac:Item",
            element("cbc:Name", line.name),
            element("cac:SellersItemIdentification", element("cbc:ID", line.code)),
            _tax_category("cac:ClassifiedTaxCategory", line.category, line.rate),
        ),
        element(
            "cac:Price",
            element("cbc:PriceAmount", line.price, **unit),
            element("cbc:BaseQuantity", line.per if line.per != 1 else None, unitCode="C62"),
        ),
    )


def _tax_category(name: str, category: str, rate: Decimal) -> Xml:
    scheme = element("cac:TaxScheme", element("cbc:ID", "VAT"))
    return element(name, element("cbc:ID", category), element("cbc:Percent", rate), scheme)


def _party(bill: Bill, *, seller: bool) -> Xml:
    name, vat = (bill.seller, bill.seller_vat) if seller else (bill.buyer, bill.buyer_vat)
    post, city, country = bill.town
    address = element(
        "cac:PostalAddress",
        element("cbc:StreetName", bill.street),
        element("cbc:CityName", city),
        element("cbc:PostalZone", post),
        element("cac:Country", element("cbc:IdentificationCode", country)),
    )
    # The local number first: a reader that takes the first one it meets is wrong.
    numbers = [(bill.seller_tax_number if seller else None, "TAX"), (vat, "VAT")]
    return element(
        "cac:Party",
        address if seller else Xml(),
        *(
            element(
                "cac:PartyTaxScheme",
                element("cbc:CompanyID", number),
                element("cac:TaxScheme", element("cbc:ID", scheme)),
            )
            for number, scheme in numbers
            if number
        ),
        element("cac:PartyLegalEntity", element("cbc:RegistrationName", name)),
    )


def cii(bill: Bill) -> bytes:
    """`bill` in CII D16B."""
    return document("rsm:CrossIndustryInvoice", CII_NAMESPACES, *_cross_industry(bill, modern=True))


def zugferd_1(bill: Bill) -> bytes:
    """`bill` in ZUGFeRD 1.0."""
    return document("rsm:CrossIndustryDocument", ZUGFERD_1_NAMESPACES, *_cross_industry(bill, modern=False))


def _cross_industry(bill: Bill, *, modern: bool) -> list[Xml]:
    exchanged = "ExchangedDocument" if modern else "HeaderExchangedDocument"
    transaction = "SupplyChainTradeTransaction" if modern else "SpecifiedSupplyChainTradeTransaction"
    header = "Header" if modern else "SupplyChain"
    lines = [_trade_line(place, line, modern=modern) for place, line in enumerate(bill.lines, 1)]
    order = element("ram:IssuerAssignedID" if modern else "ram:ID", bill.order)
    agreement = element(
        f"ram:Applicable{header}TradeAgreement",
        _trade_party("ram:SellerTradeParty", bill, seller=True),
        _trade_party("ram:BuyerTradeParty", bill, seller=False),
        element("ram:BuyerOrderReferencedDocument", order),
    )
    parts = [agreement, _settlement(f"ram:Applicable{header}TradeSettlement", bill, modern=modern)]
    return [
        element(
            f"rsm:{exchanged}",
            element("ram:ID", bill.number),
            element("ram:TypeCode", bill.type_code),
            element("ram:IssueDateTime", _day(bill.issued)),
        ),
        element(f"rsm:{transaction}", *(lines + parts if modern else parts + lines)),
    ]


def _settlement(name: str, bill: Bill, *, modern: bool) -> Xml:
    percent = "ram:RateApplicablePercent" if modern else "ram:ApplicablePercent"
    accounting = bill.accounting or (None, None)
    return element(
        name,
        element("ram:InvoiceCurrencyCode", bill.currency),
        element(
            "ram:SpecifiedTradeSettlementPaymentMeans",
            element("ram:PayeePartyCreditorFinancialAccount", element("ram:IBANID", bill.iban)),
        ),
        *(
            element(
                "ram:ApplicableTradeTax",
                element("ram:CalculatedAmount", tax),
                element("ram:TypeCode", "VAT"),
                element("ram:BasisAmount", base),
                element("ram:CategoryCode", category),
                element(percent, rate),
            )
            for category, rate, base, tax in bill.taxes()
        ),
        *(
            element(
                "ram:SpecifiedTradeAllowanceCharge",
                element("ram:ChargeIndicator", element("udt:Indicator", str(part.charge).lower())),
                element("ram:ActualAmount", part.amount),
                element("ram:ReasonCode", part.code),
                element("ram:Reason", part.reason),
            )
            for part in bill.adjustments
        ),
        element(
            "ram:SpecifiedTradePaymentTerms",
            element("ram:Description", bill.terms),
            element("ram:DueDateDateTime", _day(bill.due)),
        ),
        element(
            f"ram:SpecifiedTradeSettlement{'Header' if modern else ''}MonetarySummation",
            element("ram:LineTotalAmount", bill.sum("lines")),
            element("ram:ChargeTotalAmount", bill.sum("charges")),
            element("ram:AllowanceTotalAmount", bill.sum("allowances")),
            element("ram:TaxBasisTotalAmount", bill.sum("net")),
            element("ram:TaxTotalAmount", accounting[1], currencyID=str(accounting[0])),
            element("ram:TaxTotalAmount", bill.sum("tax"), currencyID=bill.currency),
            element("ram:RoundingAmount", bill.rounding or None),
            element("ram:GrandTotalAmount", bill.sum("total")),
            element("ram:TotalPrepaidAmount", bill.prepaid),
            element("ram:DuePayableAmount", bill.sum("due")),
        ),
    )


def _trade_line(place: int, line: Line, *, modern: bool) -> Xml:
    part = "ram:SpecifiedLineTrade" if modern else "ram:SpecifiedSupplyChainTrade"
    product = element(
        "ram:SpecifiedTradeProduct",
        element("ram:SellerAssignedID", line.code),
        element("ram:Name", line.name),
    )
    return element(
        "ram:IncludedSupplyChainTradeLineItem",
        element(
            "ram:AssociatedDocumentLineDocument",
            element("ram:LineID", place),
            element("ram:LineStatusReasonCode", line.role),
        ),
        product if modern else Xml(),
        element(
            f"{part}Agreement",
            element(
                "ram:NetPriceProductTradePrice",
                element("ram:ChargeAmount", line.price),
                element("ram:BasisQuantity", line.per if line.per != 1 else None, unitCode="C62"),
            ),
        ),
        element(f"{part}Delivery", element("ram:BilledQuantity", line.quantity, unitCode="C62")),
        element(
            f"{part}Settlement",
            element(
                "ram:ApplicableTradeTax",
                element("ram:TypeCode", "VAT"),
                element("ram:CategoryCode", line.category),
                element("ram:RateApplicablePercent" if modern else "ram:ApplicablePercent", line.rate),
            ),
            element("ram:SpecifiedTradeAllowanceCharge", element("ram:ActualAmount", line.rebate or None)),
            element(
                f"ram:SpecifiedTradeSettlement{'Line' if modern else ''}MonetarySummation",
                element("ram:LineTotalAmount", line.amount),
            ),
        ),
        Xml() if modern else product,
    )


def _trade_party(name: str, bill: Bill, *, seller: bool) -> Xml:
    post, city, country = bill.town
    numbers = [
        (bill.seller_tax_number if seller else None, "FC"),
        (bill.seller_vat if seller else bill.buyer_vat, "VA"),
    ]
    address = element(
        "ram:PostalTradeAddress",
        element("ram:PostcodeCode", post),
        element("ram:LineOne", bill.street),
        element("ram:CityName", city),
        element("ram:CountryID", country),
    )
    return element(
        name,
        element("ram:Name", bill.seller if seller else bill.buyer),
        address if seller else Xml(),
        *(
            element("ram:SpecifiedTaxRegistration", element("ram:ID", number, schemeID=scheme))
            for number, scheme in numbers
        ),
    )


def _day(day: date | None) -> Xml:
    return element("udt:DateTimeString", day and f"{day:%Y%m%d}", format="102")


def in_pdf(
    page_lines: Iterable[tuple[str, str]] | bytes,
    xml: Iterable[tuple[str, bytes]],
    *,
    associated: bool = False,
) -> bytes:
    """A PDF with `xml` attached; its page prints `page_lines` (label, value), or is the given PDF.

    With `associated`, the files hang on the document as PDF/A-3 has it, without the list that viewers show.
    """
    import pymupdf

    if isinstance(page_lines, bytes):
        document = pymupdf.open(stream=page_lines, filetype="pdf")
    else:
        document = pymupdf.open()
        page = document.new_page()
        for place, (label, value) in enumerate(page_lines):
            page.insert_text((60, 70 + 22 * place), label, fontsize=11)
            page.insert_text((320, 70 + 22 * place), value, fontsize=11)
    references = []
    for name, data in xml:
        if not associated:
            document.embfile_add(name, data, filename=name)
            continue
        stream, specification = document.get_new_xref(), document.get_new_xref()
        document.update_object(stream, "<</Type/EmbeddedFile/Subtype/text#2Fxml>>")
        document.update_stream(stream, data, new=True)
        document.update_object(
            specification,
            f"<</Type/Filespec/AFRelationship/Data/F({name})/UF({name})/EF<</F {stream} 0 R>>>>",
        )
        references.append(f"{specification} 0 R")
    if references:
        document.xref_set_key(document.pdf_catalog(), "AF", f"[{' '.join(references)}]")
    return bytes(document.tobytes())
