"""More ways of printing, most of them found wanting when they were first read. All names are invented."""

from __future__ import annotations

# ruff: noqa: E501, E731  a page reads best as one piece, with the forms of its figures beside it
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from ledger import Entry, Kind, Ledger, Printed, ledger, number, truth_of

BASE = "<style>@page{margin:13mm}body{font:9pt Helvetica,Arial,sans-serif}table{border-collapse:collapse;width:100%}td,th{padding:2px 4px;vertical-align:top;text-align:left}.r{text-align:right;white-space:nowrap}</style>"


def kinds(*rows: Any) -> list[Kind]:
    """Each a kind of entry."""
    return [Kind(*row) for row in rows]


def eu(value: Decimal, group: str = ".") -> str:
    """1.234,56 without sign."""
    return number(value, ",", group)


def fr(value: Decimal) -> str:
    """1 234,56 without sign."""
    return number(value, ",", " ")


def signed(value: Decimal, form: Callable[[Decimal], str]) -> str:
    """A minus in front of what `form` makes of it."""
    return ("-" if value < 0 else "") + form(value)


def with_symbol(value: Decimal, currency: str, *, sign: bool = False) -> str:
    """The symbol in front, and a minus where `sign` is wanted."""
    return ("-" if sign and value < 0 else "") + {"EUR": "€", "USD": "$"}[currency] + number(value)


def no_solid_days(seed: int) -> Printed:
    """Days as four digits in a row, in columns behind the amounts."""
    book = ledger(
        seed,
        kinds(
            (
                "Varekjøp {party} Dato {day:%d.%m} kl. 12.41",
                -1,
                "card",
                20,
                900,
                ("REMA TORGET", "KIWI 482"),
                4,
            ),
            ("Giro {party}|KID {ref}", -1, "transfer", 200, 4000, ("Hafslund Strøm AS", "Telenor"), 1),
            ("Lønn {party}", 1, "salary", 20000, 34000, ("Fjordtech AS",), 0.5),
            ("Overføring fra {party}", 1, "transfer", 100, 2000, ("Kari Nordli",), 1),
            ("Omkostninger VISA", -1, "fee", 10, 30, (), 0.3),
        ),
        count=26,
        start=date(2024, 6, 1),
        days=30,
        opening="18402.15",
    )
    rows = "".join(
        f"<tr><td>{'<br>'.join(e.lines)}<td>{e.value:%d%m}<td class=r>{eu(e.amount) if e.amount < 0 else ''}<td class=r>{eu(e.amount) if e.amount > 0 else ''}<td>{e.day:%d%m}<td>{i + 31}"
        for i, e in enumerate(book.entries)
    )
    return Printed(
        f"""{BASE}<b style='font-size:14pt'>Sparebanken Nordfjord</b><p>Ola Haugen<br>Strandgata 4<br>6770 Nordfjordeid<p>KONTOUTSKRIFT nr. 6 for konto 3705.22.14893 i perioden 01.06.2024 - 30.06.2024<br>IBAN NO53 3705 2214 893<table><tr><th>Forklaring<th>Rentedato<th class=r>Ut av konto<th class=r>Inn på konto<th>Bokført<th>Ref.<tr><td>Saldo fra kontoutskrift 31.05.2024<td><td><td class=r>{eu(book.opening)}<td><td>{rows}<tr><td><b>Saldo i Deres favør 30.06.2024</b><td><td><td class=r><b>{eu(book.closing)}</b></table><p>Kredittrente 0,10 % Innestående er sikret inntil 2 mill. kr.""",
        truth_of(
            book, bank_name="Sparebanken Nordfjord", currency="NOK", period=["2024-06-01", "2024-06-30"]
        ),
    )


def fi_day_headings(seed: int) -> Printed:
    """Days as headings, a sign behind every amount."""
    book = ledger(
        seed,
        kinds(
            ("Korttiosto|{party} HELSINKI", -1, "card", 2, 90, ("K-MARKET", "ALEPA"), 4),
            ("Tilisiirto|{party}|Viite {ref}", -1, "transfer", 20, 600, ("Asunto Oy Koivu", "Elisa Oyj"), 1),
            ("Palkka|{party}", 1, "salary", 1800, 3000, ("Metsola Oy",), 0.5),
            ("Viitepano|{party}", 1, "transfer", 20, 300, ("Virtanen M",), 1),
            ("Palvelumaksu", -1, "fee", 2, 6, (), 0.4),
        ),
        count=24,
        start=date(2024, 5, 1),
        days=31,
        opening="1284.40",
    )
    body = ""
    n = 0
    for d in book.days():
        body += f"<tr><td colspan=4><b>KIRJAUSPÄIVÄ {d[0].day:%d.%m.%Y}</b>"
        for e in d:
            n += 1
            body += f"<tr><td>{n}<td>{e.lines[0]}<br>{'<br>'.join(e.lines[1:])}<td>{e.day:%d%m}{e.reference or '88'}A<td class=r>{number(e.amount, ',', '.')}{'-' if e.amount < 0 else '+'}"
    return Printed(
        f"""{BASE}<table><tr><td><b>Pohjolan Säästöpankki</b><td class=r>TILIOTE 5/2024<br>Sivu 1</table><p>Tilinomistaja: KORHONEN LIISA<br>Tilinumero: FI21 1234 5600 0007 85 EUR<br>Kausi 01.05.2024 - 31.05.2024<table><tr><th>Nro<th>Selite<th>Arkistointitunnus<th class=r>Määrä EUR<tr><td colspan=3>ALKUSALDO 30.04.2024<td class=r>{number(book.opening, ",", ".")}+{body}<tr><td colspan=3>Panot yhteensä<td class=r>{number(book.into, ",", ".")}+<tr><td colspan=3>Otot yhteensä<td class=r>{number(book.out, ",", ".")}-<tr><td colspan=3><b>LOPPUSALDO 31.05.2024</b><td class=r><b>{number(book.closing, ",", ".")}{"+" if book.closing >= 0 else "-"}</b></table>""",
        truth_of(book, iban="FI2112345600000785", currency="EUR", period=["2024-05-01", "2024-05-31"]),
    )


def cs_two_dates_a_cell(seed: int) -> Printed:
    """Two days one over the other in a cell, totals in a box."""
    book = ledger(
        seed,
        kinds(
            ("Platba kartou|{party}, PRAHA", -1, "card", 50, 1900, ("ALBERT 0422", "ROHLIK CZ"), 4),
            (
                "Odchozí úhrada|{party}|VS: {ref} KS: 0308",
                -1,
                "transfer",
                300,
                6000,
                ("PRE a.s.", "Vodafone"),
                1,
            ),
            ("Příchozí úhrada|{party}|VS: {ref}", 1, "transfer", 500, 30000, ("Novak Stavby s.r.o.",), 1.4),
            ("Poplatek za vedení účtu", -1, "fee", 20, 90, (), 0.3),
        ),
        count=25,
        start=date(2024, 3, 1),
        days=31,
        opening="52310.77",
    )
    rows = "".join(
        f"<tr><td>{e.day:%d.%m.%Y}<br>{e.value:%d.%m.%Y}<td>{'<br>'.join(e.lines)}<td>{e.reference or ''}<td class=r>{signed(e.amount, lambda v: eu(v, ' '))}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Moravská záložna, a.s.</b><h3>VÝPIS Z ÚČTU č. 3/2024</h3><table style='width:60%'><tr><td>Majitel účtu<td>Jana Dvořáková<tr><td>Číslo účtu<td>2801234567/6800<tr><td>IBAN<td>CZ65 0800 0000 1920 0014 5399<tr><td>Měna<td>CZK<tr><td>Období<td>01.03.2024 - 31.03.2024<tr><td>Počáteční zůstatek<td class=r>{eu(book.opening, " ")}<tr><td>Celkem připsáno<td class=r>{eu(book.into, " ")}<tr><td>Celkem odepsáno<td class=r>-{eu(book.out, " ")}<tr><td>Konečný zůstatek<td class=r>{eu(book.closing, " ")}</table><br><table><tr><th>Zaúčtováno<br>Provedeno<th>Popis transakce<th>Variabilní symbol<th class=r>Částka CZK{rows}</table>""",
        truth_of(book, iban="CZ6508000000192000145399", currency="CZK", period=["2024-03-01", "2024-03-31"]),
    )


def hu_whole_forints(seed: int) -> Printed:
    """Years first, amounts without decimals."""
    book = ledger(
        seed,
        kinds(
            ("Vásárlás kártyával {party}", -1, "card", 900, 24000, ("SPAR MAGYARORSZAG", "LIDL 0112"), 4),
            ("Átutalás {party}|Közlemény: {ref}", -1, "transfer", 3000, 90000, ("MVM Next Zrt.",), 1),
            ("Jóváírás {party}", 1, "transfer", 30000, 400000, ("Duna Logisztika Kft.",), 1),
            ("Számlavezetési díj", -1, "fee", 300, 900, (), 0.4),
        ),
        count=24,
        start=date(2024, 2, 1),
        days=29,
        opening="412500",
        decimals=0,
    )
    f = lambda v: number(v, ",", ".", decimals=0)
    rows = "".join(
        f"<tr><td>{e.day:%Y.%m.%d}<td>{e.value:%Y.%m.%d}<td>{'<br>'.join(e.lines)}<td class=r>{f(e.amount) if e.amount < 0 else ''}<td class=r>{f(e.amount) if e.amount > 0 else ''}<td class=r>{signed(e.balance, f)}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Tisza Takarékbank Zrt.</b><h3>Számlakivonat</h3>Számlatulajdonos: Kovács Ágnes<br>Számlaszám: 11773016-11111018-00000000<br>IBAN: HU42 1177 3016 1111 1018 0000 0000<br>Devizanem: HUF<br>Időszak: 2024.02.01 - 2024.02.29<table><tr><th>Könyvelés<th>Értéknap<th>Megnevezés<th class=r>Terhelés<th class=r>Jóváírás<th class=r>Egyenleg<tr><td><td><td>Nyitó egyenleg<td><td><td class=r>{f(book.opening)}{rows}<tr><td><td><td>Forgalom összesen<td class=r>{f(book.out)}<td class=r>{f(book.into)}<td><tr><td><td><td><b>Záró egyenleg</b><td><td><td class=r><b>{signed(book.closing, f)}</b></table>""",
        truth_of(
            book, iban="HU42117730161111101800000000", currency="HUF", period=["2024-02-01", "2024-02-29"]
        ),
    )


def ro_rulaj(seed: int) -> Printed:
    """Two columns, no balances, a line of totals."""
    book = ledger(
        seed,
        kinds(
            ("Cumpărare POS {party}", -1, "card", 10, 400, ("MEGA IMAGE", "KAUFLAND CLUJ"), 4),
            ("Plată factură {party}|Ref {ref}", -1, "transfer", 50, 900, ("Electrica Furnizare",), 1),
            ("Încasare {party}", 1, "transfer", 400, 7000, ("Carpati Soft SRL",), 1.2),
            ("Comision administrare", -1, "fee", 5, 12, (), 0.4),
        ),
        count=24,
        start=date(2024, 4, 1),
        days=30,
        opening="3120.05",
    )
    rows = "".join(
        f"<tr><td>{e.day:%d/%m/%Y}<td>{'<br>'.join(e.lines)}<td class=r>{eu(e.amount) if e.amount < 0 else ''}<td class=r>{eu(e.amount) if e.amount > 0 else ''}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Banca Ardeleană S.A.</b><h3>EXTRAS DE CONT</h3>01/04/2024 - 30/04/2024<p>Titular: POPESCU ANDREI<br>Cont IBAN: RO49 AAAA 1B31 0075 9384 0000<br>Valuta: RON<p>SOLD ANTERIOR {eu(book.opening)}<table><tr><th>Data<th>Descriere<th class=r>Debit<th class=r>Credit{rows}<tr><td><td><b>RULAJ TOTAL CONT</b><td class=r>{eu(book.out)}<td class=r>{eu(book.into)}<tr><td><td><b>SOLD FINAL CONT</b><td><td class=r><b>{eu(book.closing)}</b></table>""",
        truth_of(book, currency="RON", period=["2024-04-01", "2024-04-30"]),
    )


def tr_newest_first(seed: int) -> Printed:
    """Newest first with balances; no closing balance is printed."""
    book = ledger(
        seed,
        kinds(
            ("POS Harcama {party}", -1, "card", 40, 900, ("MIGROS KADIKOY", "BIM A.S."), 4),
            ("EFT Giden {party}|Sorgu No: {ref}", -1, "transfer", 100, 3000, ("Enerjisa",), 1),
            ("EFT Gelen {party}", 1, "transfer", 900, 22000, ("Anadolu Tekstil Ltd.",), 1.2),
            ("İşlem ücreti", -1, "fee", 5, 20, (), 0.4),
        ),
        count=24,
        start=date(2024, 7, 1),
        days=31,
        opening="9820.60",
    )
    order = book.entries[::-1]
    rows = "".join(
        f"<tr><td>{e.day:%d.%m.%Y}<td>{'<br>'.join(e.lines)}<td class=r>{signed(e.amount, eu)} TL<td class=r>{signed(e.balance, eu)} TL"
        for e in order
    )
    return Printed(
        f"""{BASE}<b>Boğaz Bankası</b><h3>HESAP HAREKETLERİ</h3>Müşteri: AYŞE YILMAZ<br>IBAN: TR33 0006 1005 1978 6457 8413 26<br>Tarih Aralığı: 01.07.2024 - 31.07.2024<br>Devir Bakiyesi: {eu(book.opening)} TL<br>Kullanılabilir Bakiye: {signed(book.closing, eu)} TL<table><tr><th>Tarih<th>Açıklama<th class=r>Tutar<th class=r>Bakiye{rows}</table>""",
        truth_of(
            book,
            order,
            iban="TR330006100519786457841326",
            currency="TRY",
            period=["2024-07-01", "2024-07-31"],
        ),
    )


def el_columns(seed: int) -> Printed:
    """Greek labels."""
    book = ledger(
        seed,
        kinds(
            ("ΑΓΟΡΑ {party}", -1, "card", 5, 160, ("ΣΚΛΑΒΕΝΙΤΗΣ", "AB VASSILOPOULOS"), 4),
            ("ΠΛΗΡΩΜΗ {party}|ΚΩΔ {ref}", -1, "transfer", 20, 300, ("ΔΕΗ",), 1),
            ("ΜΙΣΘΟΔΟΣΙΑ {party}", 1, "salary", 800, 1900, ("ΑΙΓΑΙΟ ΑΕ",), 0.8),
        ),
        count=22,
        start=date(2024, 9, 1),
        days=30,
        opening="2240.10",
    )
    rows = "".join(
        f"<tr><td>{e.day:%d/%m/%y}<td>{e.value:%d/%m/%y}<td>{'<br>'.join(e.lines)}<td class=r>{eu(e.amount) if e.amount < 0 else ''}<td class=r>{eu(e.amount) if e.amount > 0 else ''}<td class=r>{signed(e.balance, eu)}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Τράπεζα Αιγαίου</b><h3>ΚΙΝΗΣΗ ΛΟΓΑΡΙΑΣΜΟΥ</h3>ΔΙΚΑΙΟΥΧΟΣ: ΠΑΠΑΔΟΠΟΥΛΟΣ ΝΙΚΟΣ<br>IBAN: GR16 0110 1250 0000 0001 2300 695<br>ΠΕΡΙΟΔΟΣ 01/09/2024 - 30/09/2024<table><tr><th>ΗΜ/ΝΙΑ<th>ΑΞΙΑ<th>ΑΙΤΙΟΛΟΓΙΑ<th class=r>ΧΡΕΩΣΗ<th class=r>ΠΙΣΤΩΣΗ<th class=r>ΥΠΟΛΟΙΠΟ<tr><td><td><td>ΥΠΟΛΟΙΠΟ ΑΠΟ ΜΕΤΑΦΟΡΑ<td><td><td class=r>{eu(book.opening)}{rows}</table><p>ΤΕΛΙΚΟ ΥΠΟΛΟΙΠΟ {eu(book.closing)}""",
        truth_of(
            book, iban="GR1601101250000000012300695", currency="EUR", period=["2024-09-01", "2024-09-30"]
        ),
    )


def id_mutasi(seed: int) -> Printed:
    """Days without a year under a month with one, DB behind the amounts that go out."""
    book = ledger(
        seed,
        kinds(
            ("KARTU DEBIT|{party} JAKARTA", -1, "card", 20000, 400000, ("INDOMARET", "ALFAMART"), 4),
            ("TRSF E-BANKING DB|{ref}|{party}", -1, "transfer", 50000, 900000, ("SITI RAHAYU",), 1),
            ("TRSF E-BANKING CR|{ref}|{party}", 1, "transfer", 200000, 4000000, ("PT MAJU JAYA",), 1.3),
            ("BIAYA ADM", -1, "fee", 10000, 17000, (), 0.3),
        ),
        count=24,
        start=date(2024, 8, 1),
        days=31,
        opening="5210400.00",
    )
    rows = "".join(
        f"<tr><td>{e.day:%d/%m}<td>{'<br>'.join(e.lines)}<td>{'0' + str(i % 4) + '38'}<td class=r>{number(e.amount)} {'DB' if e.amount < 0 else ''}<td class=r>{number(e.balance) if i + 1 == len(book.entries) or book.entries[i + 1].day != e.day else ''}"
        for i, e in enumerate(book.entries)
    )
    nc = sum(e.amount > 0 for e in book.entries)
    return Printed(
        f"""{BASE}<table><tr><td><b>BANK NUSA SENTOSA</b><td class=r>REKENING TAHAPAN</table><table><tr><td>BUDI SANTOSO<br>JL MELATI 8<br>JAKARTA SELATAN<td>NO. REKENING : 5270443981<br>HALAMAN : 1 / 1<br>PERIODE : AGUSTUS 2024<br>MATA UANG : IDR</table><table><tr><th>TANGGAL<th>KETERANGAN<th>CBG<th class=r>MUTASI<th class=r>SALDO<tr><td>01/08<td>SALDO AWAL<td><td><td class=r>{number(book.opening)}{rows}</table><p>SALDO AWAL : {number(book.opening)}<br>MUTASI CR : {number(book.into)} &nbsp; {nc}<br>MUTASI DB : {number(book.out)} &nbsp; {len(book.entries) - nc}<br>SALDO AKHIR : {number(book.closing)}""",
        truth_of(book, currency="IDR", account_number="5270443981"),
    )


def zh_columns(seed: int) -> Printed:
    """Chinese labels, which are not known: the rows are read, the balances are not."""
    book = ledger(
        seed,
        kinds(
            ("消费 {party}", -1, "card", 10, 600, ("永辉超市", "滴滴出行"), 4),
            ("转账 {party} {ref}", -1, "transfer", 100, 2000, ("张伟",), 1),
            ("工资 {party}", 1, "salary", 4000, 9000, ("华东科技有限公司",), 0.8),
        ),
        count=22,
        start=date(2024, 3, 1),
        days=31,
        opening="8123.45",
    )
    rows = "".join(
        f"<tr><td>{e.day:%Y-%m-%d}<td>{'<br>'.join(e.lines)}<td class=r>{number(e.amount) if e.amount < 0 else ''}<td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{number(e.balance)}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>江南银行</b><h3>账户交易明细</h3>户名：李娜<br>账号：6217 0012 3456 7890<br>币种：CNY<br>期间：2024-03-01 至 2024-03-31<br>期初余额：{number(book.opening)}<table><tr><th>交易日期<th>摘要<th class=r>支出<th class=r>收入<th class=r>余额{rows}</table><p>期末余额：{number(book.closing)}""",
        truth_of(book, currency="CNY", period=["2024-03-01", "2024-03-31"]),
    )


def wallet_gross_fee_net(seed: int) -> Printed:
    """Gross, fee and net beside the balance."""
    book = ledger(
        seed,
        kinds(
            (
                "Express Checkout Payment|{party}|ID: {code}",
                1,
                "other",
                20,
                400,
                ("Liam Porter", "Ines Duval"),
                4,
            ),
            ("Transfer to bank account|ID: {code}", -1, "transfer", 200, 700, (), 1),
            ("Refund|{party}|ID: {code}", -1, "other", 10, 80, ("Mia Chen",), 0.8),
        ),
        count=20,
        start=date(2024, 10, 1),
        days=31,
        opening="310.25",
        value_lag=(0,),
    )
    es: list[Entry] = []
    bal = book.opening
    rows = ""
    for e in book.entries:
        fee = (
            -(e.amount * Decimal("0.029") + Decimal("0.30")).quantize(Decimal("0.01"))
            if e.amount > 0
            else Decimal("0.00")
        )
        net = e.amount + fee
        bal += net
        es.append(Entry(e.day, e.value, e.lines, net, bal, e.kind, e.party, e.reference))
        rows += f"<tr><td>{e.day:%d/%m/%Y}<td>{'<br>'.join(e.lines)}<td>GBP<td class=r>{signed(e.amount, number)}<td class=r>{signed(fee, number)}<td class=r>{signed(net, number)}<td class=r>{signed(bal, number)}"
    book = Ledger(book.opening, es, book.start, book.end)
    return Printed(
        f"""{BASE}<b style='font-size:16pt'>Paynest</b><h3>Account statement</h3>October 1, 2024 - October 31, 2024<br>Merchant account: shop@harbourgoods.example<table style='width:50%'><tr><td>Opening balance<td class=r>{number(book.opening)} GBP<tr><td>Closing balance<td class=r>{signed(book.closing, number)} GBP</table><table><tr><th>Date<th>Description<th>Currency<th class=r>Gross<th class=r>Fee<th class=r>Net<th class=r>Balance{rows}</table>""",
        truth_of(book, currency="GBP", period=["2024-10-01", "2024-10-31"]),
    )


def uk_wrapped_box(seed: int) -> Printed:
    """Balances named by dates that break over two lines of a box, newest first."""
    book = ledger(
        seed,
        kinds(
            ("{party}|Ref: INV {n}", 1, "transfer", 100, 2400, ("Oakfield Interiors Ltd", "Beam & Co"), 2),
            ("{party}", -1, "card", 5, 220, ("SCREWFIX 412", "TFL TRAVEL CH"), 4),
            ("HMRC VAT|Ref: {ref}", -1, "direct_debit", 200, 800, (), 0.4),
        ),
        count=28,
        start=date(2024, 6, 1),
        days=30,
        opening="1840.12",
        value_lag=(0,),
    )
    order = book.entries[::-1]
    types = {"card": "Card Transaction", "transfer": "Faster Payment", "direct_debit": "Direct Debit"}
    rows = "".join(
        f"<tr><td>{e.day:%d %b %Y}<td>{types[e.kind]}<td>{'<br>'.join(e.lines)}<td class=r>{'£' + number(e.amount) if e.amount > 0 else ''}<td class=r>{'£' + number(e.amount) if e.amount < 0 else ''}<td class=r>{signed(e.balance, lambda v: '£' + number(v))}"
        for e in order
    )
    return Printed(
        f"""{BASE}<b>Estuary Business</b><p>GREENLINE JOINERY LTD<br>Sort code 04-06-05 &nbsp; Account number 19384756<h3>Statement 1 Jun 2024 – 30 Jun 2024</h3><table style='width:60%'><tr><th>Balance on 1 Jun 2024<th>Total paid in<th>Total paid out<th>Balance on 30 Jun 2024<tr><td>£{number(book.opening)}<td>£{number(book.into)}<td>£{number(book.out)}<td>{signed(book.closing, lambda v: "£" + number(v))}</table><br><table><tr><th>Date<th>Transaction type<th>Details<th class=r>Paid in<th class=r>Paid out<th class=r>Balance{rows}</table>""",
        truth_of(book, order, currency="GBP", period=["2024-06-01", "2024-06-30"]),
    )


def us_brackets_behind_dollar(seed: int) -> Printed:
    """Money out in brackets behind the dollar, which stands in the first row alone."""
    book = ledger(
        seed,
        kinds(
            ("ACH Credit {party}", 1, "transfer", 200, 5000, ("NORTHWIND LLC",), 1),
            ("Debit card {party}", -1, "card", 5, 300, ("STAPLES 0442", "SHELL OIL 5571"), 4),
            ("Check {n}", -1, "cheque", 100, 900, (), 1),
            ("Wire fee", -1, "fee", 15, 30, (), 0.3),
        ),
        count=26,
        start=date(2024, 9, 1),
        days=30,
        opening="12044.19",
        value_lag=(0,),
    )
    rows = "".join(
        f"<tr><td>Sep {e.day.day}<td>{'<br>'.join(e.lines)}<td class=r>{'$' if i == 0 else ''}{'(' + number(e.amount) + ')' if e.amount < 0 else number(e.amount)}<td class=r>{'$' if i == 0 else ''}{number(e.balance) if e.balance >= 0 else '(' + number(e.balance) + ')'}"
        for i, e in enumerate(book.entries)
    )
    return Printed(
        f"""{BASE}<b>Piedmont Trust Company</b><p>STATEMENT OF ACCOUNT<br>RIVERBEND DENTAL PLLC<br>Account ending in 7712<br>Statement period 09/01/2024 through 09/30/2024<table><tr><th>Date<th>Activity<th class=r>Amount<th class=r>Balance<tr><td>Sep 1<td>Previous statement balance<td><td class=r>${number(book.opening)}{rows}<tr><td>Sep 30<td>Ending balance<td><td class=r>{number(book.closing) if book.closing >= 0 else "(" + number(book.closing) + ")"}</table>""",
        truth_of(book, currency="USD", period=["2024-09-01", "2024-09-30"]),
    )


def lt_codes_before(seed: int) -> Printed:
    """The currency before every amount."""
    book = ledger(
        seed,
        kinds(
            ("Card purchase {party}", -1, "card", 5, 120, ("BOLT.EU", "IKI VILNIUS"), 4),
            ("Incoming payment {party}", 1, "transfer", 100, 2200, ("Baltic Freight UAB",), 1.3),
            ("Service fee", -1, "fee", 1, 4, (), 0.4),
        ),
        count=24,
        start=date(2024, 11, 1),
        days=30,
        opening="902.33",
    )
    f = lambda v: ("-" if v < 0 else "") + "EUR " + number(v)
    rows = "".join(
        f"<tr><td>{e.day:%Y-%m-%d}<td>{'<br>'.join(e.lines)}<td class=r>{f(e.amount)}<td class=r>{f(e.balance)}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Amber Pay, UAB</b><h3>Account statement</h3>Account holder: Tomas Petrauskas<br>IBAN LT12 1000 0111 0100 1000<br>From 2024-11-01 to 2024-11-30<table><tr><td>Balance at start of period<td class=r>{f(book.opening)}<tr><td>Balance at end of period<td class=r>{f(book.closing)}</table><table><tr><th>Date<th>Details<th class=r>Amount<th class=r>Balance after{rows}</table>""",
        truth_of(book, iban="LT121000011101001000", currency="EUR", period=["2024-11-01", "2024-11-30"]),
    )


def es_bare_saldo(seed: int) -> Printed:
    """The last line of the table says SALDO and no more."""
    book = ledger(
        seed,
        kinds(
            ("COMPRA TARJ. {party}", -1, "card", 5, 120, ("MERCADONA VALENCIA", "REPSOL E.S."), 4),
            ("TRANSF. DE {party}", 1, "transfer", 100, 2200, ("Talleres Levante SL",), 1.3),
            (
                "RECIBO {party} N. {ref}",
                -1,
                "direct_debit",
                20,
                140,
                ("IBERDROLA CLIENTES", "AGUAS DEL TURIA"),
                1,
            ),
        ),
        count=24,
        start=date(2024, 1, 1),
        days=31,
        opening="2411.08",
    )
    rows = "".join(
        f"<tr><td>{e.day:%d-%m-%y}<td>{e.value:%d-%m-%y}<td>{'<br>'.join(e.lines)}<td class=r>{signed(e.amount, eu)}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Caja Rural del Turia</b><p>TITULAR: VICENTE MARTI SOLER<br>C.C.C. 3159 0014 51 1234567890<br>EXTRACTO DE CUENTA CORRIENTE EN EUROS<table><tr><th>F. OPER.<th>F. VALOR<th>CONCEPTO<th class=r>IMPORTE<tr><td>31-12-23<td><td>SALDO ANTERIOR<td class=r>{eu(book.opening)}{rows}<tr><td>31-01-24<td><td>SALDO<td class=r>{signed(book.closing, eu)}</table>""",
        truth_of(book, currency="EUR"),
    )


def au_card_balance(seed: int) -> Printed:
    """A card with what is owed after each entry."""
    book = ledger(
        seed,
        kinds(
            ("{party} SYDNEY NS", -1, "card", 5, 220, ("WOOLWORTHS 1042", "OPAL CARD", "QANTAS AIRWAYS"), 6),
            ("PAYMENT RECEIVED - THANK YOU", 1, "other", 200, 900, (), 0.6),
            ("INTEREST CHARGED ON PURCHASES", -1, "interest", 3, 30, (), 0.3),
        ),
        count=26,
        start=date(2024, 5, 12),
        days=30,
        opening="-1450.20",
        value_lag=(1, 2),
    )
    m = lambda v: f"${number(v)}"
    rows = "".join(
        f"<tr><td>{e.day:%d/%m/%Y}<td>{e.value:%d/%m/%Y}<td>{1000 + i * 7}<td>{'<br>'.join(e.lines)}<td class=r>{m(e.amount)}{'CR' if e.amount > 0 else ''}<td class=r>{m(e.balance)}"
        for i, e in enumerate(book.entries)
    )
    t = truth_of(book, currency="AUD", statement_type="credit_card")
    return Printed(
        f"""{BASE}<b>Wattle Bank Platinum Visa</b><p>MS RUBY TRAN<br>Account number 4557 01XX XXXX 8821<br>Statement period 12/05/2024 - 10/06/2024<table style='width:60%'><tr><td>Opening balance<td class=r>{m(book.opening)}<tr><td>New charges<td class=r>{m(book.out)}<tr><td>Payments &amp; credits<td class=r>-{m(book.into)}<tr><td>Closing balance<td class=r>{m(book.closing)}<tr><td>Minimum repayment<td class=r>$35.00<tr><td>Payment due date<td class=r>05/07/2024<tr><td>Credit limit<td class=r>$8,000.00</table><table><tr><th>Date of transaction<th>Date processed<th>Card used<th>Transaction details<th class=r>Amount<th class=r>Balance{rows}</table>""",
        t,
    )


def de_card_signs_behind(seed: int) -> Printed:
    """A card with signs behind its amounts, and lines that convert from another currency."""
    book = ledger(
        seed,
        kinds(
            (
                "{party}",
                -1,
                "card",
                4,
                180,
                ("REWE MARKT 0312 KOELN", "DB VERTRIEB FRANKFURT", "AMZN MKTP DE"),
                6,
            ),
            ("EINZUG DES RECHNUNGSBETRAGES", 1, "other", 200, 600, (), 0.5),
            ("AUSLANDSEINSATZENTGELT", -1, "fee", 1, 6, (), 0.4),
        ),
        count=22,
        start=date(2024, 4, 22),
        days=30,
        opening="-642.18",
        value_lag=(1, 2),
    )
    f = lambda v: eu(v) + (" -" if v < 0 else " +")
    rows = "".join(
        f"<tr><td>{e.day:%d.%m.%y}<td>{e.value:%d.%m.%y}<td>{'<br>'.join(e.lines)}{'<br>USD 31,20 Kurs 1,0812' if i % 5 == 2 else ''}<td class=r>{f(e.amount)}"
        for i, e in enumerate(book.entries)
    )
    return Printed(
        f"""{BASE}<b>Rheinland Kartenbank AG</b><h3>Ihre Kreditkartenabrechnung</h3>Karteninhaber: Jonas Thielen<br>Kartennummer: 4907 XXXX XXXX 1184<br>Abrechnungszeitraum 22.04.2024 bis 21.05.2024<br>Verfügungsrahmen 3.000,00 EUR<table><tr><th>Beleg<th>Buchung<th>Verwendungszweck<th class=r>Betrag in EUR<tr><td><td><td>Saldo der letzten Abrechnung<td class=r>{f(book.opening)}{rows}<tr><td><td><td><b>Neuer Saldo</b><td class=r><b>{f(book.closing)}</b></table>""",
        truth_of(book, currency="EUR", statement_type="credit_card"),
    )


def fr_business(seed: int) -> Printed:
    """Balances on the side that they are on, a line of totals."""
    book = ledger(
        seed,
        kinds(
            ("REMISE CARTES|{party} REF {ref}", 1, "other", 300, 2400, ("TPE 04412",), 2),
            ("PRLV SEPA {party}|REF {ref}", -1, "direct_debit", 40, 700, ("EDF PRO", "ORANGE SA"), 2),
            ("VIR SEPA {party}", -1, "transfer", 100, 3000, ("METRO FRANCE", "SALAIRE MARTIN L"), 1.5),
            ("COMMISSIONS D'INTERVENTION", -1, "fee", 8, 16, (), 0.3),
        ),
        count=24,
        start=date(2024, 3, 1),
        days=31,
        opening="6210.44",
    )
    rows = "".join(
        f"<tr><td>{e.day:%d.%m}<td>{'<br>'.join(e.lines)}<td>{e.value:%d.%m.%y}<td class=r>{fr(e.amount) if e.amount < 0 else ''}<td class=r>{fr(e.amount) if e.amount > 0 else ''}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Banque Coopérative de l'Ouest</b><p>SARL LE FOURNIL<br>RELEVÉ DE COMPTE N° 003 du 01/03/2024 au 31/03/2024<br>Compte professionnel 30047 14291 00020314567 89<table><tr><th>Date<th>Nature de l'opération<th>Valeur<th class=r>Débit<th class=r>Crédit<tr><td><td>SOLDE CREDITEUR AU 29/02/2024<td><td><td class=r>{fr(book.opening)}{rows}<tr><td><td>TOTAUX DES MOUVEMENTS<td><td class=r>{fr(book.out)}<td class=r>{fr(book.into)}<tr><td><td>SOLDE {"CREDITEUR" if book.closing >= 0 else "DEBITEUR"} AU 31/03/2024<td><td class=r>{fr(book.closing) if book.closing < 0 else ""}<td class=r>{fr(book.closing) if book.closing >= 0 else ""}</table>""",
        truth_of(book, currency="EUR", period=["2024-03-01", "2024-03-31"]),
    )


def uk_overdrawn(seed: int) -> Printed:
    """Days once, balances at the end of a day, OD behind what is overdrawn."""
    book = ledger(
        seed,
        kinds(
            ("CARD PAYMENT TO {party}", -1, "card", 5, 180, ("TESCO STORES 2214", "BP HIGHFIELD"), 5),
            (
                "DIRECT DEBIT PAYMENT TO {party} REF {ref}",
                -1,
                "direct_debit",
                20,
                200,
                ("THAMES WATER", "SKY DIGITAL"),
                2,
            ),
            ("BANK GIRO CREDIT REF {party}", 1, "salary", 900, 1900, ("HALLAM FOODS LTD",), 0.9),
        ),
        count=28,
        start=date(2024, 6, 3),
        days=28,
        opening="210.50",
        value_lag=(0,),
    )
    f = lambda v: number(v) + (" OD" if v < 0 else "")
    rows = ""
    for d in book.days():
        for i, e in enumerate(d):
            rows += f"<tr><td>{f'{e.day:%d%b}' if i == 0 else ''}<td>{'<br>'.join(e.lines)}<td class=r>{number(e.amount) if e.amount < 0 else ''}<td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{f(e.balance) if e is d[-1] else ''}"
    return Printed(
        f"""{BASE}<b>Severn Valley Bank plc</b><p>MR T R HOLLIS<br>Sort Code 20-14-88 Account No 73920114<br>Your statement 03 June 2024 to 30 June 2024<table><tr><th>Date<th>Payment details<th class=r>Payments<th class=r>Receipts<th class=r>Balance<tr><td>03Jun<td>START BALANCE<td><td><td class=r>{f(book.opening)}{rows}<tr><td>30Jun<td>END BALANCE<td><td><td class=r>{f(book.closing)}</table><p>OD = overdrawn""",
        truth_of(book, period=["2024-06-03", "2024-06-30"]),
    )


def two_currencies(seed: int) -> Printed:
    """An account in each of two currencies, each with its box."""
    parts = []
    rec = []
    for cur, s, op in (("EUR", seed, "1200.00"), ("USD", seed + 1, "350.75")):
        book = ledger(
            s,
            kinds(
                ("{party}", -1, "card", 4, 90, ("Spotify AB", "Uber Trip"), 4),
                ("From {party}", 1, "transfer", 50, 800, ("Ana Ruiz",), 1),
            ),
            count=14,
            start=date(2024, 2, 1),
            days=29,
            opening=op,
            value_lag=(0,),
        )
        rows = "".join(
            f"<tr><td>{e.day:%b} {e.day.day}, {e.day.year}<td>{'<br>'.join(e.lines)}<td class=r>{with_symbol(e.amount, cur) if e.amount < 0 else ''}<td class=r>{with_symbol(e.amount, cur) if e.amount > 0 else ''}<td class=r>{with_symbol(e.balance, cur, sign=True)}"
            for e in book.entries
        )
        parts.append(
            f"<h3>{cur} Statement</h3>Generated on the 1 Mar 2024<br><b>Balance summary</b><table style='width:80%'><tr><th>Product<th>Opening balance<th>Money out<th>Money in<th>Closing balance<tr><td>Account (Current Account)<td>{with_symbol(book.opening, cur, sign=True)}<td>{with_symbol(book.out, cur)}<td>{with_symbol(book.into, cur)}<td>{with_symbol(book.closing, cur, sign=True)}</table><b>Account transactions from February 1, 2024 to February 29, 2024</b><table><tr><th>Date<th>Description<th class=r>Money out<th class=r>Money in<th class=r>Balance{rows}</table>"
        )
        rec.append(truth_of(book, currency=cur))
    return Printed(
        f"{BASE}<b>Vela Money</b><br>Clara Weiss<br>IBAN LT12 1000 0111 0100 1000"
        + "<div style='page-break-after:always'></div>".join(parts),
        {"statements": rec},
    )


def es_day_and_month_apart(seed: int) -> Printed:
    """Day and month in two columns."""
    book = ledger(
        seed,
        kinds(
            ("CARGO {party}", -1, "direct_debit", 10, 160, ("ENDESA", "CANAL ISABEL II"), 3),
            ("ABONO {party}", 1, "transfer", 100, 1900, ("NOMINA ACEROS SUR",), 1),
            ("COMPRA {party}", -1, "card", 5, 90, ("DIA 0412",), 3),
        ),
        count=22,
        start=date(2024, 5, 1),
        days=31,
        opening="845.30",
    )
    rows = "".join(
        f"<tr><td>{e.day:%d}<td>{e.day:%m}<td>{'<br>'.join(e.lines)}<td>{e.value:%d-%m}<td class=r>{eu(e.amount) if e.amount < 0 else ''}<td class=r>{eu(e.amount) if e.amount > 0 else ''}<td class=r>{eu(e.balance)}{'-' if e.balance < 0 else ''}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Caja de Ahorros del Jalón</b><p>EXTRACTO DE CUENTA DE AHORRO Nº 2085 0103 92 0300731702<br>TITULAR: PILAR GRACIA<br>DEL 01-05-2024 AL 31-05-2024<table><tr><th>DIA<th>MES<th>CONCEPTO<th>VALOR<th class=r>DEBE<th class=r>HABER<th class=r>SALDO<tr><td><td><td>SALDO ANTERIOR<td><td><td><td class=r>{eu(book.opening)}{rows}</table>SALDO FINAL: {eu(book.closing)}{"-" if book.closing < 0 else ""} EUROS""",
        truth_of(book, currency="EUR", period=["2024-05-01", "2024-05-31"]),
    )


def nl_direction_before(seed: int) -> Printed:
    """The direction in a column of its own before the amount."""
    book = ledger(
        seed,
        kinds(
            ("{party}|Betaalautomaat {ref}", -1, "card", 4, 120, ("ALBERT HEIJN 1412", "NS GROEP"), 5),
            (
                "{party}|IBAN NL20INGB0001234567|Omschrijving: factuur {ref}",
                -1,
                "transfer",
                20,
                300,
                ("Vattenfall", "Ziggo BV"),
                1,
            ),
            ("{party}|Salaris", 1, "salary", 1500, 2600, ("Van Dam Logistiek",), 0.7),
        ),
        count=24,
        start=date(2024, 9, 1),
        days=30,
        opening="1502.61",
        value_lag=(0,),
    )
    rows = "".join(
        f"<tr><td>{e.day:%d-%m-%Y}<td>{'<br>'.join(e.lines)}<td>{'BA' if e.kind == 'card' else 'OV'}<td>{'Bij' if e.amount > 0 else 'Af'}<td class=r>{eu(e.amount)}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Waddenbank</b><h3>Rekeningafschrift</h3>Rekening NL91 ABNA 0417 1643 00 t.n.v. H. Postma<br>Periode 01-09-2024 t/m 30-09-2024<table style='width:70%'><tr><td>Vorig saldo<td class=r>€ {eu(book.opening)}<tr><td>Totaal bij<td class=r>€ {eu(book.into)}<tr><td>Totaal af<td class=r>€ {eu(book.out)}<tr><td>Nieuw saldo<td class=r>€ {eu(book.closing)}{"-" if book.closing < 0 else ""}</table><table><tr><th>Datum<th>Naam / Omschrijving<th>Code<th>Af/Bij<th class=r>Bedrag (EUR){rows}</table>""",
        truth_of(book, currency="EUR", iban="NL91ABNA0417164300", period=["2024-09-01", "2024-09-30"]),
    )


def us_across_the_year(seed: int) -> Printed:
    """Days such as 1/2, across the end of a year."""
    book = ledger(
        seed,
        kinds(
            ("POS PURCHASE {party}", -1, "card", 5, 180, ("KROGER 441", "LOWES #0221"), 5),
            ("DIRECT DEPOSIT {party}", 1, "salary", 700, 1500, ("CITY OF DAYTON",), 1),
            ("CHECK {n}", -1, "cheque", 60, 700, (), 1),
        ),
        count=26,
        start=date(2023, 12, 12),
        days=32,
        opening="3102.96",
        value_lag=(0,),
    )
    rows = "".join(
        f"<tr><td>{e.day.month}/{e.day.day}<td>{'<br>'.join(e.lines)}<td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{number(e.amount) if e.amount < 0 else ''}<td class=r>{signed(e.balance, number)}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Miami Valley Credit Union</b><p>JAMES E COLLIER<br>Member number 88214 &nbsp; Statement date: 1/12/2024<h3>SHARE DRAFT CHECKING</h3>Beginning balance as of 12/12/2023 ${number(book.opening)}<table><tr><th>Date<th>Description<th class=r>Additions<th class=r>Subtractions<th class=r>Balance{rows}</table><p>Ending balance as of 1/12/2024 {"-" if book.closing < 0 else ""}${number(book.closing)}<br>Total additions {number(book.into)} Total subtractions {number(book.out)}""",
        truth_of(book, currency="USD"),
    )


def de_no_head(seed: int) -> Printed:
    """No head, a minus as typographers set it, two dated balances above the rows."""
    book = ledger(
        seed,
        kinds(
            ("{party}", -1, "card", 3, 80, ("Rewe", "Shell", "Netflix"), 5),
            ("{party} Gehalt", 1, "salary", 1800, 3100, ("Optik Seidel GmbH",), 0.8),
            ("Überweisung an {party}", -1, "transfer", 20, 500, ("Hausverwaltung Kern",), 1),
        ),
        count=22,
        start=date(2024, 10, 1),
        days=31,
        opening="980.11",
        value_lag=(0,),
    )
    months = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."]
    rows = "".join(
        f"<tr><td>{e.day.day}. {months[e.day.month - 1]} {e.day.year}<td>{'<br>'.join(e.lines)}<td class=r>{'−' if e.amount < 0 else '+'}{eu(e.amount)} €"
        for e in book.entries[::-1]
    )
    return Printed(
        f"""{BASE}<b>Tandem Direkt</b><h3>Kontoauszug Oktober 2024</h3>Lea Brandt &nbsp; IBAN DE02 1203 0000 0000 2020 51<table style='width:60%'><tr><td>Kontostand am 01.10.2024<td class=r>{eu(book.opening)} €<tr><td>Eingänge<td class=r>+{eu(book.into)} €<tr><td>Ausgänge<td class=r>−{eu(book.out)} €<tr><td>Kontostand am 31.10.2024<td class=r>{"−" if book.closing < 0 else ""}{eu(book.closing)} €</table><table>{rows}</table>""",
        truth_of(book, book.entries[::-1], currency="EUR", iban="DE02120300000000202051"),
    )


def de_sums_in_text(seed: int) -> Printed:
    """Sums and days inside descriptions of several lines."""
    book = ledger(
        seed,
        kinds(
            (
                "SEPA-LASTSCHRIFT|{party}|Mandat M-{ref}|Rechnung {n} vom 02.06.2024 Betrag EUR 12,50|abzgl. Skonto 2,00 EUR",
                -1,
                "direct_debit",
                20,
                300,
                ("Stadtwerke Halle", "Allianz Vers."),
                2,
            ),
            (
                "SEPA-GUTSCHRIFT|{party}|Re {n}, 01.06.2024, 1.200,00 EUR|Danke",
                1,
                "transfer",
                200,
                2600,
                ("Bau Krüger GmbH",),
                1.2,
            ),
            ("KARTENZAHLUNG|{party}|2024-06-05T18:22 Debitk.1", -1, "card", 5, 90, ("EDEKA NORD",), 2),
        ),
        count=20,
        start=date(2024, 6, 1),
        days=30,
        opening="2044.00",
    )
    rows = "".join(
        f"<tr><td>{e.day:%d.%m.%Y}<td>{e.value:%d.%m.%Y}<td>{'<br>'.join(e.lines)}<td class=r>{signed(e.amount, eu)}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Saalebank eG</b><h3>Kontoauszug 6/2024</h3>Fliesen Otto e.K.<br>IBAN DE44 5001 0517 5407 3249 31<table><tr><th>Buchung<th>Valuta<th>Text<th class=r>EUR<tr><td><td><td>Anfangssaldo vom 31.05.2024<td class=r>{eu(book.opening)}{rows}<tr><td><td><td>Endsaldo vom 30.06.2024<td class=r>{signed(book.closing, eu)}</table>""",
        truth_of(book, currency="EUR", iban="DE44500105175407324931"),
    )


def it_text_last(seed: int) -> Printed:
    """Descriptions behind the amounts, a quarter of a year."""
    book = ledger(
        seed,
        kinds(
            ("PAGAMENTO POS|{party}", -1, "card", 5, 140, ("ESSELUNGA MONZA", "AUTOGRILL 411"), 4),
            (
                "BONIFICO A VOSTRO FAVORE|{party}|CAUSALE FATT {n}",
                1,
                "transfer",
                200,
                2600,
                ("OFFICINE RIVA SRL",),
                1.3,
            ),
            ("ADDEBITO SDD {party}|MANDATO {ref}", -1, "direct_debit", 20, 200, ("ENEL ENERGIA",), 1),
            ("COMPETENZE DI LIQUIDAZIONE", -1, "fee", 3, 20, (), 0.3),
        ),
        count=24,
        start=date(2024, 1, 1),
        days=90,
        opening="4410.90",
    )
    rows = "".join(
        f"<tr><td>{e.day:%d/%m/%y}<td>{e.value:%d/%m/%y}<td class=r>{eu(e.amount) if e.amount < 0 else ''}<td class=r>{eu(e.amount) if e.amount > 0 else ''}<td>{' '.join(e.lines)}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>Banca Popolare del Lario</b><h3>ESTRATTO CONTO al 31.03.2024</h3>CONTO CORRENTE N. 000012/3456789 &nbsp; DIVISA EUR<br>Intestato a ROSSI MARIO<table><tr><th>DATA CONT.<th>VALUTA<th class=r>DARE<th class=r>AVERE<th>DESCRIZIONE<tr><td>31/12/23<td><td><td class=r>{eu(book.opening)}<td>SALDO INIZIALE{rows}<tr><td>31/03/24<td><td class=r>{eu(book.closing) if book.closing < 0 else ""}<td class=r>{eu(book.closing) if book.closing >= 0 else ""}<td>SALDO FINALE</table>""",
        truth_of(book, currency="EUR"),
    )


def wallet_with_times(seed: int) -> Printed:
    """Days with times of day, a running number before them, across the sheet."""
    book = ledger(
        seed,
        kinds(
            ("Card payment|{party}", -1, "card", 3, 70, ("Lidl", "Bolt"), 5),
            ("Top-up|{party}", 1, "transfer", 50, 500, ("Own card *4411",), 1),
        ),
        count=22,
        start=date(2024, 8, 1),
        days=31,
        opening="55.20",
        value_lag=(0,),
    )
    rng = random.Random(seed)
    rows = "".join(
        f"<tr><td>{i + 1}<td>{e.day:%d.%m.%Y} {8 + i % 12:02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}<td>TX{rng.randrange(10**8):08d}<td>{'<br>'.join(e.lines)}<td class=r>{'+' if e.amount > 0 else '-'}{number(e.amount)}<td>EUR<td class=r>{signed(e.balance, number)}"
        for i, e in enumerate(book.entries)
    )
    return Printed(
        f"""<style>@page{{size:A4 landscape}}</style>{BASE}<b>Kite Wallet Ltd</b><h3>Transaction history</h3>Customer: Ilja Saar, account EE38 2200 2210 2014 5685<br>Period: 01.08.2024 00:00 - 31.08.2024 23:59<br>Starting balance: {number(book.opening)} EUR &nbsp; Final balance: {signed(book.closing, number)} EUR<table><tr><th>#<th>Date and time<th>ID<th>Details<th class=r>Amount<th>Currency<th class=r>Balance{rows}</table>""",
        truth_of(book, currency="EUR"),
    )


def in_marks_apart(seed: int) -> Printed:
    """Dr and Cr in columns behind amount and balance, lakhs."""
    book = ledger(
        seed,
        kinds(
            ("UPI/{party}/{ref}", -1, "transfer", 50, 4000, ("BIGBASKET", "IRCTC"), 4),
            ("NEFT CR {party}", 1, "transfer", 5000, 90000, ("ACME INFRA PVT LTD",), 1),
            ("ATM WDL {n}", -1, "cash", 500, 5000, (), 1),
        ),
        count=22,
        start=date(2024, 7, 1),
        days=31,
        opening="45210.00",
        value_lag=(0,),
    )
    f = lambda v: number(v, lakh=True)
    rows = "".join(
        f"<tr><td>{e.day:%d-%b-%Y}<td>{'<br>'.join(e.lines)}<td class=r>{f(e.amount)}<td>{'Dr' if e.amount < 0 else 'Cr'}<td class=r>{f(e.balance)}<td>{'Dr' if e.balance < 0 else 'Cr'}"
        for e in book.entries
    )
    return Printed(
        f"""{BASE}<b>GODAVARI GRAMEENA BANK</b><p>Account Statement for Account No. 81099234410<br>Name: SURESH BABU K<br>From 01-Jul-2024 To 31-Jul-2024<table><tr><th>Txn Date<th>Particulars<th class=r>Amount (Rs.)<th>Dr/Cr<th class=r>Balance (Rs.)<th>Dr/Cr<tr><td>01-Jul-2024<td>Opening Balance<td><td><td class=r>{f(book.opening)}<td>Cr{rows}</table>Closing Balance : {f(book.closing)} {"Cr" if book.closing >= 0 else "Dr"}""",
        truth_of(book, currency="INR"),
    )


LAYOUTS = [
    no_solid_days,
    fi_day_headings,
    cs_two_dates_a_cell,
    hu_whole_forints,
    ro_rulaj,
    tr_newest_first,
    el_columns,
    id_mutasi,
    zh_columns,
    wallet_gross_fee_net,
    uk_wrapped_box,
    us_brackets_behind_dollar,
    lt_codes_before,
    es_bare_saldo,
    au_card_balance,
    de_card_signs_behind,
    fr_business,
    uk_overdrawn,
    two_currencies,
    es_day_and_month_apart,
    nl_direction_before,
    us_across_the_year,
    de_no_head,
    de_sums_in_text,
    it_text_last,
    wallet_with_times,
    in_marks_apart,
]
