"""Random account histories, written in every bank file format and dialect: all must read back the same.

`histories` draws accounts; each writer of `WRITERS` puts the same history into one format, its dialect drawn
from the same seed. `Written.states` says which facts the format carries, and nothing else is compared.
"""

# ruff: noqa: E501, PLR0915 - the headings of a language, or the parts of a dialect, belong on one line
from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

NAMES = [
    "Müller & Söhne GmbH", "Café Gräfin", "Société Générale d'Eau", "Compañía Ibérica SA", "Nuovo Studio Srl",
    "Jansen B.V.", "Northwind Trading Ltd", "O'Neill Partners", "Stadtwerke Musterstadt", "A. Example",
]  # fmt: skip
WORDS = [
    "Rechnung", "invoice", "facture", "factura", "fattura", "factuur", "Miete", "rent", "März", "Stromabschlag",
    "order", "2024", "no.", "thank you", "abonnement", "Wartung", "service", "übrige", "spese", "année",
]  # fmt: skip
BANKS = {
    "DE": ["37040044", "50010517", "70051540"], "NL": ["ABNA", "INGB"], "FR": ["3000600001"], "ES": ["21000418"],
}  # fmt: skip


def iban(random_: random.Random) -> str:
    country = random_.choice(list(BANKS))
    bank = random_.choice(BANKS[country])

    def digits(count: int) -> str:
        return "".join(random_.choice("0123456789") for _ in range(count))

    if country == "FR":
        account = digits(11)
        key = 97 - (89 * int("30006") + 15 * int("00001") + 3 * int(account)) % 97
        bban = f"{bank}{account}{key:02d}"
    elif country == "ES":
        account = digits(10)
        bban = f"{bank}{_spanish('00' + bank)}{_spanish(account)}{account}"
    else:
        bban = bank + digits(10)
    letters = "".join(str(int(c, 36)) for c in f"{bban}{country}00")
    return f"{country}{98 - int(letters) % 97:02d}{bban}"


def _spanish(text: str) -> int:
    rest = 11 - sum(int(c) * w for c, w in zip(text, (1, 2, 4, 8, 5, 10, 9, 7, 3, 6), strict=True)) % 11
    return {10: 1, 11: 0}.get(rest, rest)


@dataclass(frozen=True)
class Entry:
    day: date
    value_day: date
    amount: Decimal
    text: str
    name: str
    account: str
    reference: str
    is_reversal: bool


@dataclass(frozen=True)
class History:
    iban: str
    currency: str
    opening: Decimal
    entries: list[Entry]
    first: date
    last: date

    @property
    def closing(self) -> Decimal:
        return self.opening + sum((e.amount for e in self.entries), Decimal(0))

    def balances(self) -> list[Decimal]:
        total, found = self.opening, []
        for entry in self.entries:
            total += entry.amount
            found.append(total)
        return found


@dataclass
class Written:
    data: bytes
    histories: list[History]
    states: set[str] = field(default_factory=set)
    """``iban``, ``currency``, ``opening``, ``closing``, ``value_date``, ``name``, ``account``, ``reference``,
    ``balance``."""
    dialect: str = ""
    kind: str = "bank"


def history(random_: random.Random, entries: int, currency: str = "EUR") -> History:
    first = date(random_.randint(2005, 2029), random_.randint(1, 12), random_.randint(1, 28))
    day, found = first, []
    for number in range(entries):
        day += timedelta(days=random_.choice([0, 0, 1, 2, 5, 9]))
        cents = random_.choice(
            [random_.randint(1, 99), random_.randint(100, 99_999), random_.randint(10**5, 10**8)]
        )
        amount = Decimal(cents).scaleb(-2) * random_.choice([1, -1])
        found.append(
            Entry(
                day=day,
                value_day=day + timedelta(days=random_.choice([0, 0, 0, 1, 2])),
                amount=amount,
                text=" ".join(random_.choices(WORDS, k=random_.randint(1, 6))),
                name=random_.choice(NAMES),
                account=iban(random_),
                reference=f"RE{random_.randint(1000, 99999)}-{number}",
                is_reversal=random_.random() < 0.1,
            )
        )
    # A day above 12 settles the date order: without one there is nothing to compare.
    if found and all(e.day.day <= 12 for e in found):
        end = found[-1]
        late = end.day.replace(day=random_.randint(13, 28))
        found[-1] = Entry(
            late, late, end.amount, end.text, end.name, end.account, end.reference, end.is_reversal
        )
    last = max([e.day for e in found] + [first])
    opening = Decimal(random_.randint(-(10**6), 10**7)).scaleb(-2)
    return History(iban(random_), currency, opening, found, first, last)


def histories(random_: random.Random, most: int = 3, entries: int = 25) -> list[History]:
    return [
        history(random_, random_.randint(1, entries), random_.choice(["EUR", "EUR", "USD", "GBP", "CHF"]))
        for _ in range(random_.randint(1, most))
    ]


# --- CAMT ---------------------------------------------------------------------------------------------------


def camt(random_: random.Random) -> Written:
    found = histories(random_)
    message = random_.choice(["052", "053", "053"])
    version = random_.choice(["02", "04", "06", "08"])
    root, part = {"052": ("BkToCstmrAcctRpt", "Rpt"), "053": ("BkToCstmrStmt", "Stmt")}[message]
    prefix = random_.choice(["", "", "ns2:", "c:"])
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.{version}"
    attribute = random_.choice(
        [f' xmlns{":" + prefix[:-1] if prefix else ""}="{space}"', "" if not prefix else None]
    )
    if attribute is None:
        attribute = f' xmlns:{prefix[:-1]}="{space}"'
    modern = version in ("04", "06", "08")
    end = random_.choice(["", "\n", "\r\n"])

    def element(name: str, *inside: str, **attributes: str) -> str:
        extra = "".join(f' {k}="{v}"' for k, v in attributes.items())
        return f"<{prefix}{name}{extra}>" + "".join(inside) + f"</{prefix}{name}>" + end

    def money(value: Decimal, currency: str, name: str = "Amt") -> str:
        text = f"{abs(value):.2f}"
        if random_.random() < 0.3:
            text = text.rstrip("0").rstrip(".")
        return element(name, text, Ccy=currency)

    def side(value: Decimal) -> str:
        return element("CdtDbtInd", "DBIT" if value < 0 else "CRDT")

    def balance(code: str, value: Decimal, currency: str, day: date) -> str:
        kind = element("Tp", element("CdOrPrtry", element("Cd", code)))
        when = element(
            "Dt", random_.choice([element("Dt", day.isoformat()), element("DtTm", f"{day}T23:59:00+01:00")])
        )
        return element("Bal", kind, money(value, currency), side(value), when)

    def party(name: str, who: str) -> str:
        inner = element("Nm", escape(name))
        return element(who, element("Pty", inner) if version == "08" else inner)

    def entry(item: Entry, currency: str) -> str:
        other, own = ("Cdtr", "Dbtr") if (item.amount < 0) != item.is_reversal else ("Dbtr", "Cdtr")
        status = element("Cd", "BOOK") if version == "08" else "BOOK"
        batch = random_.random() < 0.1
        detail = element(
            "TxDtls",
            element("Refs", element("EndToEndId", item.reference)),
            element(
                "RltdPties",
                party(item.name, other),
                element(f"{other}Acct", element("Id", element("IBAN", item.account))),
                party("Own Holder", own),
            ),
            element("RmtInf", element("Ustrd", escape(item.text))),
        )
        return element(
            "Ntry",
            money(item.amount, currency),
            side(item.amount),
            element("RvslInd", "true") if item.is_reversal else "",
            element("Sts", status),
            element(
                "BookgDt",
                random_.choice([element("Dt", str(item.day)), element("DtTm", f"{item.day}T00:10:00+02:00")]),
            ),
            element("ValDt", element("Dt", str(item.value_day))),
            element("AcctSvcrRef", f"S{item.reference}"),
            element("NtryDtls", element("Btch", element("NbOfTxs", "1")) if batch and modern else "", detail),
        )

    parts = []
    for number, one in enumerate(found):
        opening = balance(random_.choice(["OPBD", "OPBD", "PRCD"]), one.opening, one.currency, one.first)
        closing = balance("CLBD", one.closing, one.currency, one.last)
        extra = balance("CLAV", one.closing + 5, one.currency, one.last)
        incoming = [e.amount for e in one.entries if e.amount > 0]
        summary = element(
            "TxsSummry",
            element("TtlNtries", element("NbOfNtries", str(len(one.entries)))),
            element(
                "TtlCdtNtries",
                element("NbOfNtries", str(len(incoming))),
                element("Sum", f"{sum(incoming, Decimal(0)):.2f}"),
            ),
        )
        balances = [opening, closing, extra]
        random_.shuffle(balances)
        parts.append(
            element(
                part,
                element("Id", str(number)),
                element("Acct", element("Id", element("IBAN", one.iban)), element("Ccy", one.currency)),
                *balances,
                summary if random_.random() < 0.5 else "",
                *(entry(item, one.currency) for item in one.entries),
            )
        )
    header = element("GrpHdr", element("MsgId", "M1"))
    encoding = random_.choice(["UTF-8", "UTF-8", "UTF-16", "ISO-8859-1"])
    body = f"<{prefix}Document{attribute}>{element(root, header, *parts)}</{prefix}Document>"
    text = f'<?xml version="1.0" encoding="{encoding}"?>{end}{body}'
    states = {"iban", "currency", "opening", "closing", "value_date", "name", "account", "reference"}
    return Written(text.encode(encoding), found, states, f"camt.{message}.{version} {encoding} {prefix}")


# --- MT940 and MT942 ----------------------------------------------------------------------------------------


def _swift(value: Decimal, random_: random.Random) -> str:
    text = f"{abs(value):.2f}".replace(".", ",")
    return text.rstrip("0") if random_.random() < 0.3 else text


def _wrapped(text: str, width: int = 65) -> str:
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def _field86(item: Entry, style: str) -> str:
    if style == "structured":
        remittance = f"EREF+{item.reference}"
        chunks = [remittance, *(f"SVWZ+{item.text}"[i : i + 27] for i in range(0, len(item.text) + 5, 27))]
        parts = "".join(f"?{20 + n}{chunk}" for n, chunk in enumerate(chunks))
        names = "".join(
            f"?{32 + n}{item.name[i : i + 27]}" for n, i in enumerate(range(0, len(item.name), 27))
        )
        return f"166?00TRANSFER{parts}?30BANKXX?31{item.account}{names}"
    if style == "slashed":
        return (
            f"/TRTP/SEPA/IBAN/{item.account}/BIC/BANKXX/NAME/{item.name.replace('/', ' ')}"
            f"/REMI/{item.text}/EREF/{item.reference}"
        )
    return item.text


def mt940(random_: random.Random) -> Written:
    found = histories(random_)
    style = random_.choice(["structured", "slashed", "plain", "none"])
    envelope = random_.random() < 0.4
    dated = random_.random() < 0.6
    header = random_.choice(["", "BANKXX2A\n940\nBANKXX2A\n"]) if not envelope else ""
    reference_in_61 = style in ("plain", "none")

    def entry(item: Entry) -> str:
        mark = ("RD" if item.amount > 0 else "RC") if item.is_reversal else ("C" if item.amount > 0 else "D")
        funds = random_.choice(["", "", "R"])
        line = f":61:{item.value_day:%y%m%d}{item.day:%m%d}" if dated else f":61:{item.value_day:%y%m%d}"
        reference = item.reference if reference_in_61 else "NONREF"
        line += f"{mark}{funds}{_swift(item.amount, random_)}NTRF{reference}//B{random_.randint(1, 10**6)}\n"
        if style != "none":
            # No break may fall on a space: what a line of 65 characters ends in is lost by trimming.
            line += f":86:{_wrapped(_field86(item, style))}\n"
        return line

    def balance(tag: str, value: Decimal, day: date, currency: str) -> str:
        return f":{tag}:{'D' if value < 0 else 'C'}{day:%y%m%d}{currency}{_swift(value, random_)}\n"

    text = ""
    for number, one in enumerate(found, 1):
        cut = random_.randint(1, len(one.entries)) if random_.random() < 0.4 else len(one.entries)
        pages = [one.entries[:cut], one.entries[cut:]] if cut < len(one.entries) else [one.entries]
        total = one.opening
        for page, items in enumerate(pages, 1):
            text += "{1:F01BANKXX2AXXXX0000000000}{2:O940BANKXX2AXXXXN}{4:\n" if envelope else header
            text += (
                f":20:REF{number}\n:25:{one.iban}{random_.choice(['', one.currency])}\n:28C:{number}/{page}\n"
            )
            text += balance("60F" if page == 1 else "60M", total, one.first, one.currency)
            for item in items:
                text += entry(item)
                total += item.amount
            text += balance("62F" if page == len(pages) else "62M", total, one.last, one.currency)
            if page == len(pages) and random_.random() < 0.5:
                text += balance("64", total, one.last, one.currency)
            text += "-}{5:}\n" if envelope else "-\n"
    line_end = random_.choice(["\n", "\r\n"])
    encoding = random_.choice(["utf-8", "cp1252", "utf-8-sig"])
    states = {"iban", "currency", "opening", "closing", "reference"}
    states |= {"name", "account"} if style in ("structured", "slashed") else set()
    return Written(
        text.replace("\n", line_end).encode(encoding),
        found,
        states | {"by_value_date"},
        f"mt940 {style} {encoding}",
    )


def mt942(random_: random.Random) -> Written:
    found = histories(random_)
    text = ""
    for number, one in enumerate(found, 1):
        text += (
            f":20:I{number}\n:25:{one.iban}\n:28C:{number}/1\n:34F:{one.currency}0,00\n:13D:2401011200+0100\n"
        )
        for item in one.entries:
            text += f":61:{item.value_day:%y%m%d}{'C' if item.amount > 0 else 'D'}{_swift(item.amount, random_)}NTRF{item.reference}\n"
            text += f":86:{_wrapped(item.text)}\n"
        for tag, amounts in (
            ("90D", [e.amount for e in one.entries if e.amount < 0]),
            ("90C", [e.amount for e in one.entries if e.amount > 0]),
        ):
            text += f":{tag}:{len(amounts)}{one.currency}{_swift(sum(amounts, Decimal(0)), random_)}\n"
        text += "-\n"
    return Written(text.encode("cp1252"), found, {"iban", "currency", "reference", "by_value_date"}, "mt942")


# --- OFX ----------------------------------------------------------------------------------------------------


def ofx(random_: random.Random) -> Written:
    found = histories(random_)
    xml = random_.random() < 0.4
    closed = xml or random_.random() < 0.4
    end = random_.choice(["\n", "\r\n"]) if not closed else random_.choice(["", "\n", "\r\n"])
    comma = random_.random() < 0.2
    zone = random_.choice(["", "120000", "120000.000[-5:EST]", "235959[+2:CEST]"])

    def value(tag: str, text: str) -> str:
        return f"<{tag}>{escape(text)}" + (f"</{tag}>" if closed else "") + end

    def money(amount: Decimal) -> str:
        text = f"{amount:.2f}"
        return text.replace(".", ",") if comma else text

    body = ""
    for one in found:
        card = random_.random() < 0.3
        kind, account = ("CCSTMTRS", "CCACCTFROM") if card else ("STMTRS", "BANKACCTFROM")
        body += f"<{'CREDITCARDMSGSRSV1' if card else 'BANKMSGSRSV1'}><{kind}>{end}" + value(
            "CURDEF", one.currency
        )
        body += f"<{account}>{end}" + ("" if card else value("BANKID", "123")) + value("ACCTID", one.iban)
        body += (
            "" if card else value("ACCTTYPE", random_.choice(["CHECKING", "SAVINGS"]))
        ) + f"</{account}>{end}"
        body += (
            f"<BANKTRANLIST>{end}"
            + value("DTSTART", f"{one.first:%Y%m%d}")
            + value("DTEND", f"{one.last:%Y%m%d}")
        )
        for item in one.entries:
            body += f"<STMTTRN>{end}" + value("TRNTYPE", "CREDIT" if item.amount > 0 else "DEBIT")
            body += value("DTPOSTED", f"{item.day:%Y%m%d}{zone}") + value("TRNAMT", money(item.amount))
            body += value("FITID", item.reference) + value("NAME", item.name) + value("MEMO", item.text)
            body += "" if not closed and random_.random() < 0.2 else f"</STMTTRN>{end}"
        body += f"</BANKTRANLIST>{end}<LEDGERBAL>{end}" + value("BALAMT", money(one.closing))
        body += (
            value("DTASOF", f"{one.last:%Y%m%d}")
            + f"</LEDGERBAL>{end}</{kind}></{'CREDITCARDMSGSRSV1' if card else 'BANKMSGSRSV1'}>{end}"
        )
    if xml:
        text = f'<?xml version="1.0" encoding="UTF-8"?>{end}<?OFX OFXHEADER="200" VERSION="211"?>{end}<OFX>{body}</OFX>'
        data = text.encode()
    else:
        data = f"OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nCHARSET:1252\r\n\r\n<OFX>{end}{body}</OFX>\r\n".encode(
            "cp1252"
        )
    return Written(
        data,
        found,
        {"iban", "currency", "closing", "name", "reference"},
        f"ofx xml={xml} closed={closed} {end!r}",
    )


# --- QIF ----------------------------------------------------------------------------------------------------


def qif(random_: random.Random) -> Written:
    found = histories(random_)
    style = random_.choice(["%m/%d/%Y", "%d/%m/%Y", "%m/%d'%y", "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%y"])
    thousands = random_.random() < 0.5
    text = ""
    for number, one in enumerate(found):
        if len(found) > 1 or random_.random() < 0.5:
            text += f"!Account\nN{one.iban}\nTBank\n^\n"
        text += f"!Type:{random_.choice(['Bank', 'CCard', 'Cash', 'Oth A']) if len(found) == 1 else 'Bank'}\n"
        del number
        for item in one.entries:
            day = item.day.strftime(style)
            if "'" in style and random_.random() < 0.5:
                month, rest = day.split("/")
                day = f"{int(month):2d}/{int(rest.split(chr(39))[0]):2d}'{rest.split(chr(39))[1]}"
            amount = f"{item.amount:,.2f}" if thousands else f"{item.amount:.2f}"
            text += (
                f"D{day}\n"
                + (f"U{amount}\n" if random_.random() < 0.3 else "")
                + f"T{amount}\nP{item.name}\nM{item.text}\n"
            )
            text += (
                f"SFood\n$1.00\nSOther\nEnote\n${item.amount - 1:.2f}\n"
                if random_.random() < 0.2
                else "LBills\n"
            )
            text += "^\n"
    return Written(
        text.replace("\n", random_.choice(["\n", "\r\n"])).encode(random_.choice(["utf-8", "cp1252"])),
        found,
        {"name"},
        f"qif {style}",
    )


# --- tables -------------------------------------------------------------------------------------------------

HEADINGS = {
    "en": {"date": ["Date", "Booking Date", "Posting date"], "value": ["Value Date"], "text": ["Description", "Narrative", "Details"], "name": ["Counterparty", "Payee"], "ref": ["Reference"], "amount": ["Amount", "Amount ({c})"], "debit": ["Debit", "Money Out", "Paid out"], "credit": ["Credit", "Money In", "Paid in"], "flag": ["Debit/Credit", "Dr/Cr"], "balance": ["Balance", "Running Balance"], "currency": ["Currency"], "account": ["Account Number", "IBAN"], "open": "Opening balance", "close": "Closing balance", "flags": ("Credit", "Debit")},
    "de": {"date": ["Buchungstag", "Buchungsdatum", "Datum"], "value": ["Valuta", "Wertstellung", "Valutadatum"], "text": ["Verwendungszweck", "Buchungstext"], "name": ["Begünstigter/Zahlungspflichtiger", "Empfänger"], "ref": ["Kundenreferenz", "Referenz"], "amount": ["Betrag", "Umsatz in {c}", "Betrag ({c})"], "debit": ["Soll", "Belastung"], "credit": ["Haben", "Gutschrift"], "flag": ["Soll/Haben", "S/H"], "balance": ["Saldo", "Kontostand"], "currency": ["Währung", "Waehrung"], "account": ["Auftragskonto", "IBAN"], "open": "Anfangssaldo", "close": "Endsaldo", "flags": ("H", "S")},
    "fr": {"date": ["Date", "Date opération", "Date comptable"], "value": ["Date de valeur", "Date valeur"], "text": ["Libellé", "Communication"], "name": ["Bénéficiaire", "Nom contrepartie"], "ref": ["Référence"], "amount": ["Montant", "Montant({c})"], "debit": ["Débit", "Débit ({c})"], "credit": ["Crédit", "Crédit ({c})"], "flag": ["Sens"], "balance": ["Solde"], "currency": ["Devise"], "account": ["Numéro de compte", "Compte"], "open": "Solde initial", "close": "Solde final", "flags": ("C", "D")},
    "es": {"date": ["Fecha", "Fecha operación", "F. Operación"], "value": ["Fecha valor", "F. Valor"], "text": ["Concepto", "Descripción"], "name": ["Beneficiario", "Ordenante"], "ref": ["Referencia"], "amount": ["Importe", "Importe ({c})"], "debit": ["Cargo", "Debe"], "credit": ["Abono", "Haber"], "flag": ["Debe/Haber"], "balance": ["Saldo"], "currency": ["Divisa", "Moneda"], "account": ["Cuenta", "IBAN"], "open": "Saldo inicial", "close": "Saldo final", "flags": ("H", "D")},
    "it": {"date": ["Data", "Data contabile", "Data operazione"], "value": ["Data valuta", "Valuta"], "text": ["Descrizione", "Causale"], "name": ["Beneficiario", "Controparte"], "ref": ["Riferimento"], "amount": ["Importo", "Importo ({c})"], "debit": ["Dare", "Uscite", "Addebiti"], "credit": ["Avere", "Entrate", "Accrediti"], "flag": ["Segno"], "balance": ["Saldo"], "currency": ["Divisa"], "account": ["Conto", "Rapporto"], "open": "Saldo iniziale", "close": "Saldo finale", "flags": ("A", "D")},
    "nl": {"date": ["Datum", "Boekdatum"], "value": ["Rentedatum", "Valutadatum"], "text": ["Omschrijving", "Mededelingen"], "name": ["Naam tegenpartij", "Tegenpartij"], "ref": ["Betalingskenmerk", "Kenmerk"], "amount": ["Bedrag", "Bedrag ({c})"], "debit": ["Af"], "credit": ["Bij"], "flag": ["Af Bij"], "balance": ["Saldo", "Saldo na mutatie"], "currency": ["Munt", "Valuta"], "account": ["Rekening", "Rekeningnummer"], "open": "Beginsaldo", "close": "Eindsaldo", "flags": ("Bij", "Af")},
}  # fmt: skip
DATES = {
    "en": ["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d %b %Y", "%d-%b-%y"], "de": ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"],
    "fr": ["%d/%m/%Y", "%d/%m/%y"], "es": ["%d/%m/%Y", "%d-%m-%Y"], "it": ["%d/%m/%Y", "%d.%m.%Y"],
    "nl": ["%d-%m-%Y", "%Y%m%d", "%Y-%m-%d"],
}  # fmt: skip


def _table(random_: random.Random, *, typed: bool) -> tuple[list[list[object]], list[History], set[str], str]:
    """Rows of cells; typed cells are dates and decimals, others are written out."""
    language = random_.choice(list(HEADINGS))
    heads = HEADINGS[language]
    convention = random_.choice(["signed", "two", "two", "flag", "two_negative"])
    several = random_.random() < 0.25
    found = histories(random_, most=3 if several else 1)
    if several:
        found = list({one.iban: one for one in found}.values())
    several = len(found) > 1
    balance = random_.random() < 0.6
    newest = random_.random() < 0.5
    beside = not several and random_.random() < 0.5
    style = random_.choice(DATES[language])
    mark = "." if language == "en" else ","
    group = random_.choice(["", {".": ",", ",": "."}[mark], "'" if mark == "." else " "])
    suffix = random_.choice(["", "", "", f" {found[0].currency}" if not several else ""])
    shown = {"account": several or random_.random() < 0.4, "currency": several or random_.random() < 0.5,
             "value": random_.random() < 0.5, "name": random_.random() < 0.6, "ref": random_.random() < 0.5}  # fmt: skip

    def day(value: date) -> object:
        return value if typed else value.strftime(style)

    def money(value: Decimal) -> object:
        if typed:
            return value
        text = f"{value:,.2f}".replace(",", "_").replace(".", mark).replace("_", group)
        return text + suffix

    def head(role: str) -> str:
        return random_.choice(heads[role]).replace("{c}", found[0].currency if not several else "EUR")

    roles = [*(["account"] if shown["account"] else []), "date", *(["value"] if shown["value"] else [])]
    texts = ["text", *(r for r in ("name", "ref") if shown[r])]
    random_.shuffle(texts)
    roles += texts
    roles += {
        "signed": ["amount"],
        "two": ["debit", "credit"],
        "two_negative": ["debit", "credit"],
        "flag": ["amount", "flag"],
    }[convention]
    roles += [*(["balance"] if balance else []), *(["currency"] if shown["currency"] else [])]
    names = [head(role) for role in roles]
    if several and any("(" in name or " in " in name for name in names):
        names = [name.split("(")[0].split(" in ")[0].strip() for name in names]

    rows: list[list[object]] = []
    if beside:
        rows += [["Export", "2024"]] if random_.random() < 0.5 else []
        rows += [[f"IBAN: {found[0].iban}"]] if random_.random() < 0.5 else [["IBAN", found[0].iban]]
        rows.append([heads["open"] + random_.choice(["", ":"]), money(found[0].opening)])
        rows += [[]]
    rows.append(names)
    for one in found:
        body = []
        for item, left in zip(one.entries, one.balances(), strict=True):
            cells: dict[str, object] = {
                "account": one.iban, "date": day(item.day), "value": day(item.value_day), "text": item.text,
                "name": item.name, "ref": item.reference, "balance": money(left), "currency": one.currency,
                "amount": money(item.amount if convention == "signed" else abs(item.amount)),
                "flag": heads["flags"][item.amount < 0],
                "debit": money(abs(item.amount) if convention == "two" else item.amount) if item.amount < 0 else "",
                "credit": money(item.amount) if item.amount > 0 else "",
            }  # fmt: skip
            body.append([cells[role] for role in roles])
        rows += body[::-1] if newest else body
    if beside:
        rows.append([])
        rows.append([heads["close"], money(found[0].closing)])
    states = {"opening", "closing"} if beside else set()
    states |= {"balance"} if balance else set()
    states |= {"closing"} if balance else set()
    states |= {"iban"} if beside or shown["account"] else set()
    states |= {"currency"} if shown["currency"] else set()
    states |= {"value_date"} if shown["value"] else set()
    states |= {"name"} if shown["name"] else set()
    states |= {"reference"} if shown["ref"] else set()
    ordered = [
        History(o.iban, o.currency, o.opening, o.entries[::-1] if newest else o.entries, o.first, o.last)
        for o in found
    ]
    return (
        rows,
        ordered,
        states,
        f"{language} {convention} {style} group={group!r} newest={newest} suffix={suffix!r}",
    )


def separated(random_: random.Random) -> Written:
    rows, found, states, dialect = _table(random_, typed=False)
    delimiter = random_.choice([";", "\t", "|", ","])
    quote_all = random_.random() < 0.4

    def cell(value: object) -> str:
        text = str(value)
        if quote_all or delimiter in text or '"' in text:
            return '"' + text.replace('"', '""') + '"'
        return text

    end = random_.choice(["\n", "\r\n"])
    text = end.join(delimiter.join(map(cell, row)) for row in rows) + random_.choice(["", end])
    encoding = random_.choice(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
    return Written(text.encode(encoding), found, states, f"csv {delimiter!r} {encoding} {dialect}")


def workbook(random_: random.Random) -> Written:
    typed = random_.random() < 0.7
    rows, found, states, dialect = _table(random_, typed=typed)
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{number}"
            if isinstance(value, date):
                cells.append(f'<c r="{place}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>')
            elif isinstance(value, Decimal):
                cells.append(f'<c r="{place}"><v>{float(value)!r}</v></c>')  # as Excel stores it
            elif value != "":
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Sheet 1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return Written(target.getvalue(), found, states, f"xlsx typed={typed} {dialect}")


WRITERS = {
    "camt": camt, "mt940": mt940, "mt942": mt942, "ofx": ofx, "qif": qif, "separated": separated, "workbook": workbook,
}  # fmt: skip


def written(kind: str, seed: int) -> Written:
    return WRITERS[kind](random.Random(f"{kind}-{seed}"))
