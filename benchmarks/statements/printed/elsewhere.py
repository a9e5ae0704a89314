"""Statements after the way banks of America, Asia, Africa and Australia print them. All names are invented."""

from __future__ import annotations

# ruff: noqa: E501, E731  a page reads best as one piece, with the forms of its figures beside it
import random
from datetime import date
from decimal import Decimal

from ledger import Entry, Kind, Ledger, Printed, ledger, number, truth_of

US = [
    Kind(
        "PURCHASE AUTHORIZED ON {day:%m/%d} {party}|S{ref} CARD {card}",
        -1,
        "card",
        4,
        180,
        ("CORNER DELI 114", "PRAIRIE FUELS", "HOLLOWAY GROCERS", "STREAMBOX"),
        5,
    ),
    Kind(
        "{party} DES:PAYROLL ID:{ref}|INDN:WARD CO ID:91{card} PPD",
        1,
        "salary",
        1500,
        3900,
        ("TALLOW INDUSTRIES",),
        0.8,
    ),
    Kind("ONLINE TRANSFER TO {party} REF #{code}", -1, "transfer", 50, 900, ("DELGADO M", "OKAFOR T"), 1),
    Kind("ZELLE FROM {party} ON {day:%m/%d}", 1, "transfer", 20, 400, ("HANNA LOWE", "R PETRIE"), 1),
    Kind("ATM WITHDRAWAL {n} ELM ST RIVERTON OH", -1, "cash", 20, 300, (), 0.8),
    Kind("MONTHLY MAINTENANCE FEE", -1, "fee", 8, 15, (), 0.4),
    Kind("{party} BILL PMT WEB ID: {ref}", -1, "other", 30, 240, ("COUNTY WATER", "BLUEPEAK ENERGY"), 1.5),
]
BASE = "<style>@page{margin:14mm}body{font:9pt Helvetica,Arial,sans-serif}table{border-collapse:collapse;width:100%}td,th{padding:2px 4px;vertical-align:top;text-align:left}.r{text-align:right;white-space:nowrap}</style>"


def usd(value: Decimal) -> str:
    """As a US bank prints it."""
    return ("-" if value < 0 else "") + number(value)


def _day_long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def us_checking_sections(seed: int) -> Printed:
    """Entries under headings by direction, cheques two a line, daily balances three a line."""
    rng = random.Random(seed)
    book = ledger(seed, US, count=34, start=date(2024, 6, 1), days=30, opening="4182.77", value_lag=(0,))
    checks = rng.sample(range(1, 30), 5)
    numbered = {i: 1201 + n for n, i in enumerate(sorted(checks))}
    ins = [e for e in book.entries if e.amount > 0]
    cheques = [(numbered[i], e) for i, e in enumerate(book.entries) if i in numbered and e.amount < 0]
    outs = [
        e
        for i, e in enumerate(book.entries)
        if e.amount < 0 and i not in {k for k in numbered if book.entries[k].amount < 0}
    ]
    row = lambda e: f"<tr><td>{e.day:%m/%d/%y}<td>{'<br>'.join(e.lines)}<td class=r>{usd(e.amount)}"
    pairs = [cheques[i : i + 2] for i in range(0, len(cheques), 2)]
    cells = "".join(
        "<tr>"
        + "".join(f"<td>{e.day:%m/%d/%y}<td>{no}<td class=r>-{number(e.amount)}<td>&nbsp;" for no, e in pair)
        for pair in pairs
    )
    last = [(d[-1].day, d[-1].balance) for d in book.days()]
    third = -(-len(last) // 3)
    daily = "".join(
        "<tr>"
        + "".join(
            f"<td>{last[i][0]:%m/%d}<td class=r>{usd(last[i][1])}<td>&nbsp;"
            for i in (k, k + third, k + 2 * third)
            if i < len(last)
        )
        for k in range(third)
    )
    paid = sum((-e.amount for _, e in cheques), Decimal(0))
    html = f"""{BASE}<body><table><tr><td><b style="font-size:15pt">First Meridian Bank</b><br>P.O. Box 4410<br>Columbus, OH 43085<td class=r>Customer service: 1.800.555.0142<br>firstmeridian.example</table>
<p>ALLISON WARD<br>2210 LINDEN AVE<br>RIVERTON, OH 43011</p><h2>Your Everyday Checking</h2><b>for June 1, 2024 to June 30, 2024</b> &nbsp; &nbsp; Account number: 0047 1182 9930<p><b>ALLISON WARD</b></p>
<h3>Account summary</h3><table style="width:65%"><tr><td>Beginning balance on June 1, 2024<td class=r>${usd(book.opening)}<tr><td>Deposits and other additions<td class=r>{usd(book.into)}
<tr><td>ATM and debit card subtractions, other subtractions<td class=r>{usd(-(book.out - paid))}<tr><td>Checks<td class=r>{usd(-paid)}<tr><td>Service fees<td class=r>-0.00<tr><td><b>Ending balance on June 30, 2024</b><td class=r><b>${usd(book.closing)}</b></table>
<h3>Deposits and other additions</h3><table><tr><th style="width:70px">Date<th>Description<th class=r>Amount{"".join(map(row, ins))}<tr><td colspan=2><b>Total deposits and other additions</b><td class=r><b>${usd(book.into)}</b></table>
<h3>Withdrawals and other subtractions</h3><table><tr><th style="width:70px">Date<th>Description<th class=r>Amount{"".join(map(row, outs))}<tr><td colspan=2><b>Total withdrawals and other subtractions</b><td class=r><b>-${number(book.out - paid)}</b></table>
<h3>Checks</h3><table style="width:80%"><tr><th>Date<th>Check #<th class=r>Amount<th>&nbsp;<th>Date<th>Check #<th class=r>Amount<th>{cells}<tr><td colspan=6><b>Total checks</b><td class=r><b>-${number(paid)}</b></table>
<h3>Daily ledger balances</h3><table><tr>{"<th>Date<th class=r>Balance ($)<th>&nbsp;" * 3}{daily}</table><p style="font-size:7pt">To dispute an error write to us within 60 days. Earn $200.00 when you refer a friend by 12/31/2024.</p>"""
    order = [*ins, *outs, *[e for _, e in cheques]]
    return Printed(
        html,
        truth_of(
            book,
            order,
            bank_name="First Meridian Bank",
            account_number="0047 1182 9930",
            account_name="ALLISON WARD",
            period=["2024-06-01", "2024-06-30"],
            currency="USD",
            statement_type="checking",
        ),
    )


def us_credit_card(seed: int) -> Printed:
    """Sections, two dates without a year across the new year, payments with a minus."""
    kinds = [
        Kind("{party} {n} SPRINGVALE IL", -1, "card", 5, 260, ("SPOKE & CHAIN", "LAUREL BOOKS", "GAS N GO", "NORTH STAR HOTEL"), 6),
        Kind("PAYMENT - THANK YOU", 1, "transfer", 100, 600, (), 1),
        Kind("{party} RETURN", 1, "card", 10, 60, ("LAUREL BOOKS",), 0.4),
    ]  # fmt: skip
    book = ledger(
        seed, kinds, count=22, start=date(2023, 12, 14), days=30, opening="-1042.18", value_lag=(0, 1, 2)
    )
    end = book.end
    fees = [
        Entry(
            end, end, ("INTEREST CHARGE ON PURCHASES",), Decimal("-18.44"), Decimal(0), "interest", None, None
        ),
        Entry(end, end, ("LATE PAYMENT FEE",), Decimal("-29.00"), Decimal(0), "fee", None, None),
    ]
    book.entries += [
        Entry(
            e.day,
            e.value,
            e.lines,
            e.amount,
            book.closing + sum((f.amount for f in fees[: i + 1]), Decimal(0)),
            e.kind,
            None,
            None,
        )
        for i, e in enumerate(fees)
    ]
    row = lambda e: (
        f"<tr><td>{e.day:%m/%d}<td>{e.value:%m/%d}<td>{e.lines[0]}<td class=r>{'-' if e.amount > 0 else ''}${number(e.amount)}"
    )
    pays, buys = [e for e in book.entries if e.amount > 0], [e for e in book.entries[:-2] if e.amount < 0]
    bought = -sum((e.amount for e in buys), Decimal(0))
    html = f"""{BASE}<body><b style="font-size:16pt">Summit Rewards Visa</b> <span style="float:right">Account ending in 8841<br>Statement closing date 01/12/2024</span>
<p>MARCUS T BELL<br>77 QUARRY RD<br>SPRINGVALE IL 60611<table style="width:48%;float:left"><tr><th colspan=2>Account summary<tr><td>Previous balance<td class=r>${number(book.opening)}<tr><td>Payments and credits<td class=r>-${number(book.into)}<tr><td>Purchases<td class=r>+${number(bought)}<tr><td>Fees charged<td class=r>+$29.00<tr><td>Interest charged<td class=r>+$18.44<tr><td><b>New balance</b><td class=r><b>${number(book.closing)}</b><tr><td>Credit limit<td class=r>$9,000.00<tr><td>Available credit<td class=r>${number(Decimal(9000) + book.closing)}</table>
<table style="width:45%;float:right"><tr><th colspan=2>Payment information<tr><td>New balance<td class=r>${number(book.closing)}<tr><td>Minimum payment due<td class=r>$35.00<tr><td>Payment due date<td class=r>02/08/2024</table><div style="clear:both"></div>
<p style="font-size:7.5pt">Late payment warning: if we do not receive your minimum payment by the date listed above, you may have to pay a late fee of up to $40.00.</p><h3>Transactions</h3>
<table><tr><th>Trans date<th>Post date<th>Description<th class=r>Amount<tr><td colspan=4><b>Payments and credits</b>{"".join(map(row, pays))}<tr><td colspan=4><b>Purchases</b>{"".join(map(row, buys))}<tr><td colspan=4><b>Fees</b>{row(book.entries[-1])}<tr><td colspan=3>Total fees for this period<td class=r>$29.00<tr><td colspan=4><b>Interest charged</b>{row(book.entries[-2])}<tr><td colspan=3>Total interest for this period<td class=r>$18.44</table>
<h3>2024 totals year-to-date</h3><table style="width:50%"><tr><td>Total fees charged in 2024<td class=r>$29.00<tr><td>Total interest charged in 2024<td class=r>$18.44</table><h3>Interest charge calculation</h3><table><tr><th>Type of balance<th>APR<th class=r>Balance subject to interest rate<th class=r>Interest charge<tr><td>Purchases<td>24.99%<td class=r>$885.12<td class=r>$18.44</table>"""
    order = [*pays, *buys, book.entries[-1], book.entries[-2]]
    return Printed(
        html,
        truth_of(
            book,
            order,
            account_name="MARCUS T BELL",
            period=["2023-12-14", "2024-01-12"],
            currency="USD",
            statement_type="credit_card",
        ),
    )


def us_business_running(seed: int) -> Printed:
    """Additions and subtractions with a running balance, on several pages."""
    book = ledger(seed, US, count=75, start=date(2025, 2, 1), days=28, opening="18230.05", value_lag=(0,))
    rows = "".join(
        f"<tr><td>{e.day:%m-%d}<td>{' '.join(e.lines)}<td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{number(e.amount) if e.amount < 0 else ''}<td class=r>{usd(e.balance)}"
        for e in book.entries
    )
    html = f"""{BASE}<style>body{{font-family:Georgia,serif}}tr:nth-child(even) td{{background:#eef}}</style><body><div style="border-bottom:3px solid navy"><b style="font-size:17pt">Lakeshore Community Credit Union</b></div><p style="float:right">Statement Period<br>02/01/2025 thru 02/28/2025<br>Member number 552018-09</p><p>HARTWELL PRINTING LLC<br>9 DOCK ST<br>ERIE PA 16501</p><h3>BUSINESS CHECKING &mdash; 552018-09</h3>
<table><tr><th>Date<th>Transaction description<th class=r>Additions<th class=r>Subtractions<th class=r>Balance</tr><tr><td>02-01<td><b>Previous balance</b><td><td><td class=r>{usd(book.opening)}{rows}<tr><td>02-28<td><b>Ending balance</b><td><td><td class=r><b>{usd(book.closing)}</b></table><p>Total additions: {number(book.into)} &nbsp; Total subtractions: {number(book.out)}</p>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Lakeshore Community Credit Union",
            account_number="552018-09",
            account_name="HARTWELL PRINTING LLC",
            period=["2025-02-01", "2025-02-28"],
            currency="USD",
            statement_type="checking",
        ),
    )


def us_two_accounts(seed: int) -> Printed:
    """Checking and savings in one file, with an overview of both in front."""
    one = ledger(seed, US, count=16, start=date(2024, 9, 10), days=30, opening="2210.60", value_lag=(0,))
    two = ledger(seed + 1, [Kind("TRANSFER FROM CHECKING", 1, "transfer", 100, 500, (), 3), Kind("INTEREST PAYMENT", 1, "interest", 1, 9), Kind("TRANSFER TO CHECKING", -1, "transfer", 50, 200)], count=5, start=date(2024, 9, 10), days=30, opening="9120.00", value_lag=(0,))  # fmt: skip

    def part(title: str, account: str, book: Ledger) -> str:
        rows = "".join(
            f"<tr><td>{e.day:%b %d}<td>{'<br>'.join(e.lines)}<td class=r>{usd(e.amount)}<td class=r>{usd(e.balance)}"
            for e in book.entries
        )
        return f"""<h2 style="background:#ddd">{title}</h2><p>Account number {account}</p><table style="width:50%"><tr><td>Beginning balance<td class=r>${usd(book.opening)}<tr><td>Ending balance<td class=r>${usd(book.closing)}</table><h4>Account activity</h4><table><tr><th>Date<th>Description<th class=r>Amount<th class=r>Balance{rows}</table>"""

    html = f"""{BASE}<body><b style="font-size:15pt">Cedar Valley Bank</b><p>DANA R. KLINE<br>14 ORCHARD CT<br>MADISON WI 53703</p><p>Statement period: Sep 10, 2024 - Oct 9, 2024</p><h3>Summary of accounts</h3><table><tr><th>Account<th>Account number<th class=r>Ending balance<tr><td>Classic Checking<td>4401-2276<td class=r>${usd(one.closing)}<tr><td>Goal Savings<td>4401-9913<td class=r>${usd(two.closing)}<tr><td><b>Total</b><td><td class=r><b>${usd(one.closing + two.closing)}</b></table>{part("Classic Checking", "4401-2276", one)}<div style="page-break-before:always"></div>{part("Goal Savings", "4401-9913", two)}"""
    return Printed(
        html,
        {
            "statements": [
                truth_of(one, account_number="4401-2276", statement_type="checking"),
                truth_of(two, account_number="4401-9913", statement_type="savings"),
            ],
            "currency": "USD",
            "bank_name": "Cedar Valley Bank",
        },
    )


def us_dormant(seed: int) -> Printed:
    """A statement with no transaction."""
    balance = Decimal(50_000 + seed % 1000) / 100
    html = f"""{BASE}<body><b style="font-size:15pt">Tri-County Savings Bank</b><p>ELEANOR M FISK<br>PO BOX 9<br>BOONE NC 28607</p><p>Account: 70-018834 &nbsp; Statement date: 03/31/2024 &nbsp; Period 03/01/2024 - 03/31/2024</p><table style="width:60%"><tr><td>Beginning balance 03/01/2024<td class=r>${number(balance)}<tr><td>0 Deposits/credits<td class=r>$0.00<tr><td>0 Checks/debits<td class=r>$0.00<tr><td>Ending balance 03/31/2024<td class=r>${number(balance)}</table><p>There was no activity on your account during this period.</p>"""
    return Printed(
        html,
        {
            "opening_balance": str(balance),
            "closing_balance": str(balance),
            "internally_consistent": True,
            "transactions": [],
        },
    )


CA = [
    Kind(
        "Interac purchase - {n}|{party}",
        -1,
        "card",
        4,
        140,
        ("MAPLE CAFE", "BORD DU LAC EPICERIE", "TRANSIT CITE"),
        4,
    ),
    Kind("e-Transfer sent {party}", -1, "transfer", 20, 400, ("Noemie Gagnon",), 1),
    Kind("Payroll deposit {party}", 1, "salary", 900, 2500, ("BOREAL TIMBER",), 0.8),
    Kind("e-Transfer received {party} {code}", 1, "transfer", 20, 300, ("Liam Tse",), 0.7),
    Kind("Monthly fee / Frais mensuels", -1, "fee", 4, 17, (), 0.4),
]


def ca_bilingual(seed: int) -> Printed:
    """English and French at once, the date once a day, the balance at the end of the day."""
    book = ledger(seed, CA, count=26, start=date(2024, 3, 20), days=31, opening="1530.42", value_lag=(0,))
    rows = ""
    for day in book.days():
        for place, e in enumerate(day):
            rows += f"<tr><td>{e.day:%d %b}" if place == 0 else "<tr><td>"
            rows += f"<td>{'<br>'.join(e.lines)}<td class=r>{number(e.amount) if e.amount < 0 else ''}<td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{usd(e.balance) if e is day[-1] else ''}"
    html = f"""{BASE}<body><b style="font-size:14pt">Banque Boréale / Boreal Bank</b><p>MS. JOELLE ARSENEAU<br>55 RUE DU QUAI<br>GATINEAU QC J8X 2K1</p><p style="text-align:right">From March 20, 2024 to April 19, 2024<br>Du 20 mars 2024 au 19 avril 2024<br>Account / Compte: 03392-510-7726</p><table style="width:70%"><tr><td>Your opening balance / Solde d'ouverture<td class=r>${usd(book.opening)}<tr><td>Total deposits into your account / Dépôts<td class=r>+ {number(book.into)}<tr><td>Total withdrawals from your account / Retraits<td class=r>- {number(book.out)}<tr><td><b>Your closing balance / Solde de clôture</b><td class=r><b>= ${usd(book.closing)}</b></table><h3>Details of your account activity / Détail des opérations</h3>
<table><tr><th>Date<th>Description<th class=r>Withdrawals / Retraits ($)<th class=r>Deposits / Dépôts ($)<th class=r>Balance / Solde ($)<tr><td><td>Opening balance / Solde d'ouverture<td><td><td class=r>{usd(book.opening)}{rows}<tr><td><td>Closing balance / Solde de clôture<td><td><td class=r>${usd(book.closing)}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            account_number="03392-510-7726",
            account_name="MS. JOELLE ARSENEAU",
            period=["2024-03-20", "2024-04-19"],
            currency="CAD",
        ),
    )


INDIA = [
    Kind(
        "UPI-{party}-{ref}@okbank-{ref}-PAYMENT",
        -1,
        "transfer",
        40,
        4000,
        ("SRI BALAJI STORES", "QUICKRIDE", "TIFFIN HOUSE"),
        6,
    ),
    Kind(
        "NEFT CR-HDBK000{card}-{party}-{ref}", 1, "transfer", 9000, 90000, ("ORCHID SOFTWARE PVT LTD",), 1.5
    ),
    Kind("ATM-CASH-{card}-MG ROAD PUNE", -1, "cash", 500, 9000, (), 1),
    Kind("IMPS-{ref}-{party}-RENT", -1, "transfer", 12000, 25000, ("S KULKARNI",), 0.6),
    Kind("CREDIT INTEREST CAPITALISED", 1, "interest", 50, 400, (), 0.4),
    Kind("SMS CHARGES QTR", -1, "fee", 15, 30, (), 0.3),
]


def in_savings_wrapped(seed: int) -> Printed:
    """Lakhs, narrow columns in which dates and narrations break over lines, a reference column."""
    book = ledger(seed, INDIA, count=30, start=date(2024, 4, 1), days=30, opening="145230.55", value_lag=(0,))
    rows = "".join(
        f"<tr><td>{e.day:%d %b %Y}<td>{e.value:%d %b %Y}<td>{e.lines[0]}<td>{e.reference or ''}<td class=r>{number(e.amount, lakh=True) if e.amount < 0 else ''}<td class=r>{number(e.amount, lakh=True) if e.amount > 0 else ''}<td class=r>{number(e.balance, lakh=True)}"
        for e in book.entries
    )
    html = f"""{BASE}<style>td,th{{border:1px solid #888}}table.t{{table-layout:fixed}}td{{word-wrap:break-word}}</style><body><b>DECCAN STATE BANK</b><table style="width:70%"><tr><td>Account Name<td>: Mr. ANAND P. JOSHI<tr><td>Account Number<td>: 00000030117745521<tr><td>Account Description<td>: REGULAR SB CHQ-INDIVIDUALS<tr><td>Branch<td>: SHIVAJI NAGAR<tr><td>IFS Code<td>: DSBK0001173<tr><td>Interest Rate(% p.a.)<td>: 2.70<tr><td>Balance as on 1 Apr 2024<td>: {number(book.opening, lakh=True)}</table><p>Account Statement from 1 Apr 2024 to 30 Apr 2024</p>
<table class=t><tr><th style="width:62px">Txn Date<th style="width:62px">Value Date<th>Description<th style="width:80px">Ref No./Cheque No.<th class=r style="width:72px">Debit<th class=r style="width:72px">Credit<th class=r style="width:80px">Balance{rows}</table><p style="font-size:7pt">Please do not share your ATM, Debit/Credit card number, PIN and OTP with anyone. This is a computer generated statement and does not require a signature.</p>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="DECCAN STATE BANK",
            account_number="00000030117745521",
            account_name="Mr. ANAND P. JOSHI",
            period=["2024-04-01", "2024-04-30"],
            currency=None,
            statement_type="savings",
        ),
    )


def in_narration_summary(seed: int) -> Printed:
    """A value date behind the narration, and the summary of counts and sums in a row at the end."""
    book = ledger(seed, INDIA, count=24, start=date(2023, 11, 1), days=30, opening="88120.00", value_lag=(0,))
    rows = "".join(
        f"<tr><td>{e.day:%d/%m/%y}<td>{e.lines[0][:38]}<br>{e.lines[0][38:]}<td>{(e.reference or '').zfill(16)}<td>{e.value:%d/%m/%y}<td class=r>{number(e.amount) if e.amount < 0 else ''}<td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{number(e.balance)}"
        for e in book.entries
    )
    outs = sum(e.amount < 0 for e in book.entries)
    html = f"""{BASE}<style>body{{font:8pt Courier}}</style><body><p>Page No .: 1</p><b>KAVERI BANK LIMITED</b><br>We understand your money<p>MRS LATA RAMESH IYER<br>FLAT 12 SEA BREEZE<br>MUMBAI 400050</p><p>Account Branch : BANDRA WEST<br>Account No : 50100{seed % 9000 + 1000}77812 PRIME<br>A/C Open Date : 12/08/2016<br>Statement From : 01/11/2023 To : 30/11/2023</p><table><tr><th>Date<th>Narration<th>Chq./Ref.No.<th>Value Dt<th class=r>Withdrawal Amt.<th class=r>Deposit Amt.<th class=r>Closing Balance{rows}</table><p>STATEMENT SUMMARY :-</p><table><tr><th>Opening Balance<th>Dr Count<th>Cr Count<th>Debits<th>Credits<th>Closing Bal<tr><td>{number(book.opening)}<td>{outs}<td>{len(book.entries) - outs}<td>{number(book.out)}<td>{number(book.into)}<td>{number(book.closing)}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="KAVERI BANK LIMITED",
            account_name="MRS LATA RAMESH IYER",
            period=["2023-11-01", "2023-11-30"],
        ),
    )


AU = [
    Kind(
        "Visa Purchase {party} {n} AU AUD|Card xx{card}",
        -1,
        "card",
        4,
        160,
        ("GUMTREE GROCER", "HARBOUR FERRIES", "WATTLE CAFE"),
        5,
    ),
    Kind("Direct Debit {ref} {party}", -1, "direct_debit", 20, 180, ("SOUTHERN POWER", "KOALA MUTUAL"), 1.5),
    Kind("Salary {party}", 1, "salary", 1500, 3200, ("TASMAN FREIGHT",), 0.7),
    Kind("Osko Payment To {party}|{ref}", -1, "transfer", 20, 600, ("B Nguyen",), 1),
    Kind("Interest", 1, "interest", 1, 12, (), 0.4),
]


def au_newest_first(seed: int) -> Printed:
    """Newest first, currency signs, balances with CR."""
    book = ledger(seed, AU, count=28, start=date(2024, 7, 1), days=31, opening="3402.19", value_lag=(0,))
    rows = "".join(
        f"<tr><td>{e.day:%d %b %Y}<td>{'<br>'.join(e.lines)}<td class=r>{'$' + number(e.amount) if e.amount < 0 else ''}<td class=r>{'$' + number(e.amount) if e.amount > 0 else ''}<td class=r>${number(e.balance)} {'CR' if e.balance >= 0 else 'DR'}"
        for e in reversed(book.entries)
    )
    html = f"""{BASE}<body style="color:#333"><div style="background:#fc0;padding:8px"><b>Southern Cross Mutual Bank</b></div><p>Account name: MR TIMOTHY J HALE<br>BSB: 082-140 &nbsp; Account number: 55 201 7733<br>Transactions from 01/07/2024 to 31/07/2024</p><p>Opening balance ${number(book.opening)} CR &nbsp;&nbsp; Total debits ${number(book.out)} &nbsp;&nbsp; Total credits ${number(book.into)} &nbsp;&nbsp; Closing balance ${number(book.closing)} {"CR" if book.closing >= 0 else "DR"}</p><table><tr><th>Date<th>Transaction<th class=r>Debit<th class=r>Credit<th class=r>Balance{rows}</table><p style="font-size:7pt">Any pending transactions are not included. ABN 11 222 333 444.</p>"""
    return Printed(
        html,
        truth_of(
            book,
            book.entries[::-1],
            bank_name="Southern Cross Mutual Bank",
            account_number="55 201 7733",
            account_name="MR TIMOTHY J HALE",
            period=["2024-07-01", "2024-07-31"],
        ),
    )


def au_month_headings(seed: int) -> Printed:
    """Day and month only, the year in a heading, brought and closing lines in the table."""
    book = ledger(seed, AU, count=30, start=date(2023, 12, 5), days=45, opening="-210.00", value_lag=(0,))
    rows, year = "", None
    for e in book.entries:
        if e.day.year != year:
            year = e.day.year
            rows += f"<tr><td colspan=5><b>{year}</b>"
        rows += (
            f"<tr><td>{e.day.day:02d} {e.day:%b}".upper()
            + f"<td>{' '.join(e.lines)}<td class=r>{number(e.amount) if e.amount < 0 else '&nbsp;'}<td class=r>{number(e.amount) if e.amount > 0 else '&nbsp;'}<td class=r>{number(e.balance)}{' DR' if e.balance < 0 else ''}"
        )
    html = f"""{BASE}<body><b style="font-size:15pt">Banksia Bank</b><p>Business Account Statement<br>Statement number 88 &nbsp; 05 DECEMBER 2023 TO 18 JANUARY 2024</p><p>BRIGHT SPARKS ELECTRICAL PTY LTD</p><p>Account number 112-908 6645-0019</p><table><tr><th>Date<th>Transaction details<th class=r>Withdrawals ($)<th class=r>Deposits ($)<th class=r>Balance ($)<tr><td>2023<br>05 DEC<td>OPENING BALANCE<td><td><td class=r>{number(book.opening)} DR{rows}<tr><td><td>TOTALS AT END OF PERIOD<td class=r>${number(book.out)}<td class=r>${number(book.into)}<td class=r>${number(book.closing)}{" DR" if book.closing < 0 else ""}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Banksia Bank",
            account_name="BRIGHT SPARKS ELECTRICAL PTY LTD",
            period=["2023-12-05", "2024-01-18"],
        ),
    )


BR = [
    Kind("PIX ENVIADO {party}", -1, "transfer", 10, 900, ("Mercado Ipe", "Joana Prado"), 4),
    Kind("PIX RECEBIDO {party}", 1, "transfer", 50, 1500, ("Tiago Lemos",), 2),
    Kind("COMPRA CARTAO DEBITO {party}", -1, "card", 8, 240, ("PADARIA AURORA", "POSTO SERRA"), 4),
    Kind("TARIFA PACOTE SERVICOS", -1, "fee", 12, 40, (), 0.4),
    Kind("PAGAMENTO BOLETO {party}", -1, "other", 60, 700, ("ENERGIA DO VALE",), 1),
]


def br_letters(seed: int) -> Printed:
    """D and C behind the figures, the balance on a line of its own at the end of each day."""
    book = ledger(seed, BR, count=24, start=date(2024, 5, 2), days=29, opening="2310.44", value_lag=(0,))
    br = lambda v: number(v, ",", ".") + (" D" if v < 0 else " C")
    rows = ""
    for day in book.days():
        for e in day:
            rows += f"<tr><td>{e.day:%d/%m/%Y}<td>{e.lines[0]}<td>{e.reference or str(random.Random(str(e)).randint(100000, 999999))}<td class=r>{br(e.amount)}<td class=r>"
        rows += f"<tr><td>{day[-1].day:%d/%m/%Y}<td><b>SALDO DO DIA</b><td><td><td class=r><b>{br(day[-1].balance)}</b>"
    html = f"""{BASE}<body><b style="font-size:14pt">Banco Ipê S.A.</b><p>Extrato de conta corrente<br>Agência 0417-3 &nbsp; Conta 22871-9<br>Cliente: FERNANDA ALVES ROCHA<br>Período: 01/05/2024 a 31/05/2024</p><table><tr><th>Data<th>Histórico<th>Documento<th class=r>Valor (R$)<th class=r>Saldo (R$)<tr><td>30/04/2024<td>SALDO ANTERIOR<td><td><td class=r>{br(book.opening)}{rows}<tr><td>31/05/2024<td><b>SALDO FINAL</b><td><td><td class=r><b>{br(book.closing)}</b></table><p>Ouvidoria 0800 555 0199</p>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Banco Ipê S.A.",
            account_number="22871-9",
            account_name="FERNANDA ALVES ROCHA",
            period=["2024-05-01", "2024-05-31"],
            currency="BRL",
        ),
    )


MX = [
    Kind(
        "SPEI RECIBIDO {party}|{ref} FACTURA {n}", 1, "transfer", 2000, 18000, ("CONSTRUCTORA MEZQUITE",), 2
    ),
    Kind("COMPRA {party}|TARJETA {card}", -1, "card", 40, 1900, ("ABARROTES LUPITA", "GASOLINERA NORTE"), 5),
    Kind("RETIRO CAJERO {n}", -1, "cash", 200, 3000, (), 1),
    Kind("COMISION MANEJO DE CUENTA", -1, "fee", 90, 300, (), 0.4),
]


def mx_deposits_first(seed: int) -> Printed:
    """Deposits before withdrawals, the balance only where the day ends."""
    book = ledger(seed, MX, count=26, start=date(2024, 8, 1), days=31, opening="15400.80", value_lag=(0, 1))
    rows = ""
    for day in book.days():
        for e in day:
            rows += (
                f"<tr><td>{e.day:%d/%b}".upper()
                + f"<td>{e.value:%d/%b}<td>{'<br>'.join(e.lines)}<td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{number(e.amount) if e.amount < 0 else ''}<td class=r>{number(e.balance) if e is day[-1] else ''}"
            )
    html = f"""{BASE}<body><b style="font-size:14pt">Banco Mezquital</b><p>ESTADO DE CUENTA</p><p>TALLERES DEL BAJIO SA DE CV<br>RFC TBA990101AB1</p><p>No. de cuenta 0448120017 &nbsp; CLABE 036180004481200174<br>Periodo DEL 01/08/2024 AL 31/08/2024</p><table style="width:60%"><tr><td>Saldo inicial<td class=r>$ {number(book.opening)}<tr><td>Depósitos / Abonos (+)<td class=r>$ {number(book.into)}<tr><td>Retiros / Cargos (-)<td class=r>$ {number(book.out)}<tr><td>Saldo final<td class=r>$ {number(book.closing)}</table><h4>Detalle de movimientos realizados</h4><table><tr><th>OPER<th>LIQ<th>DESCRIPCIÓN<th class=r>ABONOS<th class=r>CARGOS<th class=r>SALDO{rows}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Banco Mezquital",
            account_number="0448120017",
            account_name="TALLERES DEL BAJIO SA DE CV",
            period=["2024-08-01", "2024-08-31"],
        ),
    )


SG = [
    Kind("Advice FAST Payment / Receipt|{ref}|{party}", 1, "transfer", 20, 900, ("LIM WEI JIE",), 1.5),
    Kind("Point-of-Sale Transaction|NETS QR {party}", -1, "card", 3, 90, ("KOPI CORNER", "TAMPINES MART"), 5),
    Kind("Inward GIRO|SALA {party}", 1, "salary", 2500, 5600, ("MERLION LOGISTICS PTE LTD",), 0.6),
    Kind("Funds Transfer|{party}|MB {ref}", -1, "transfer", 30, 1200, ("ANG MEI LING",), 1),
    Kind("Interest Earned", 1, "interest", 1, 9, (), 0.4),
]


def sg_forward_lines(seed: int) -> Printed:
    """Balances brought and carried forward on every page, the balance where a day ends."""
    book = ledger(seed, SG, count=40, start=date(2024, 10, 1), days=31, opening="8120.35", value_lag=(0,))
    pages = [book.days()[:14], book.days()[14:]]
    html = f"{BASE}<style>.p{{page-break-after:always}}</style><body>"
    before = book.opening
    for number_of, page in enumerate(pages, 1):
        rows = f"<tr><td><td>Balance Brought Forward<td><td><td class=r>{number(before)}"
        for day in page:
            for place, e in enumerate(day):
                rows += f"<tr><td>{f'{e.day:%d %b}' if place == 0 else ''}<td>{'<br>'.join(e.lines)}<td class=r>{number(e.amount) if e.amount < 0 else ''}<td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{number(e.balance) if e is day[-1] else ''}"
            before = day[-1].balance
        out = -sum((e.amount for d in page for e in d if e.amount < 0), Decimal(0))
        into = sum((e.amount for d in page for e in d if e.amount > 0), Decimal(0))
        rows += f"<tr><td><td><b>Total</b><td class=r>{number(out)}<td class=r>{number(into)}<td><tr><td><td><b>Balance Carried Forward</b><td><td><td class=r>{number(before)}"
        html += f"""<div class=p><b style="font-size:14pt">Straits Union Bank</b><p style="text-align:right">Account Details as at 31 Oct 2024<br>Page {number_of} of 2</p><p>TAN HUI MIN<br>BLK 77 BEDOK NORTH #04-121<br>SINGAPORE 460077</p><p><b>Everyday Plus Account</b> &nbsp; Account No. 120-44871-2</p><table><tr><th style="width:60px">Date<th>Description<th class=r>Withdrawal (-)<th class=r>Deposit (+)<th class=r>Balance SGD{rows}</table></div>"""
    return Printed(
        html,
        truth_of(
            book, bank_name="Straits Union Bank", account_number="120-44871-2", period=None, currency="SGD"
        ),
    )


def my_suffix_signs(seed: int) -> Printed:
    """One column whose sign stands behind the figure, plus as well as minus."""
    book = ledger(seed, SG, count=32, start=date(2024, 1, 1), days=31, opening="640.11", value_lag=(0,))
    rows = "".join(
        f"<tr><td>{e.day:%d/%m}<td>{'<br>'.join(e.lines)}<td class=r>{number(e.amount)}{'-' if e.amount < 0 else '+'}<td class=r>{number(e.balance)}{'DR' if e.balance < 0 else ''}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b>Bank Rimba Berhad</b><p style="text-align:right">MUKA/PAGE : 1<br>TARIKH PENYATA / STATEMENT DATE : 31/01/24<br>NOMBOR AKAUN / ACCOUNT NUMBER : 514077-118832</p><p>NUR AISYAH BINTI OMAR</p><table><tr><th>TARIKH MASUK<br>ENTRY DATE<th>BUTIR URUSNIAGA<br>TRANSACTION DESCRIPTION<th class=r>JUMLAH URUSNIAGA<br>TRANSACTION AMOUNT<th class=r>BAKI PENYATA<br>STATEMENT BALANCE<tr><td><td>BEGINNING BALANCE<td><td class=r>{number(book.opening)}{rows}</table><p>ENDING BALANCE : {number(book.closing)}{"DR" if book.closing < 0 else ""}<br>LEDGER BALANCE : {number(book.closing)}{"DR" if book.closing < 0 else ""}<br>TOTAL DEBIT : {number(book.out)}<br>TOTAL CREDIT : {number(book.into)}</p>"""
    return Printed(
        html, truth_of(book, bank_name="Bank Rimba Berhad", account_number="514077-118832", currency=None)
    )


def za_cr_balances(seed: int) -> Printed:
    """Spaces as thousands, Cr behind credits and balances, a column of charges."""
    kinds = [
        Kind("POS Purchase {party}", -1, "card", 20, 900, ("PROTEA FOODS", "KAROO FUEL"), 5), Kind("FNB App Payment To {party}", -1, "transfer", 100, 2500, ("Landlord",), 1),
        Kind("Salary {party}", 1, "salary", 9000, 24000, ("VELD MINING",), 0.7), Kind("#Monthly Account Fee", -1, "fee", 60, 120, (), 0.5), Kind("Magtape Credit {party}", 1, "transfer", 200, 4000, ("Sibusiso M",), 1),
    ]  # fmt: skip
    book = ledger(seed, kinds, count=27, start=date(2024, 2, 15), days=29, opening="5120.33", value_lag=(0,))
    za = lambda v: number(v, ".", " ") + ("Cr" if v >= 0 else "")
    bal = lambda v: number(v, ".", " ") + ("Cr" if v >= 0 else "Dr")
    rows = "".join(
        f"<tr><td>{e.day:%d %b}<td>{e.lines[0]}<td class=r>{za(e.amount)}<td class=r>{bal(e.balance)}<td class=r>{'12.50' if e.kind == 'cash' else ''}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b>Highveld Bank</b><p>MNR P VAN WYK<br>12 JACARANDA ST<br>PRETORIA 0002</p><p>Cheque Account : 62 118 447 09<br>Statement Period : 15 February 2024 to 14 March 2024<br>Statement Date : 14 March 2024</p><table style="width:55%"><tr><th>Statement Balances<th><tr><td>Opening Balance<td class=r>{bal(book.opening)}<tr><td>Closing Balance<td class=r>{bal(book.closing)}</table><h4>Transactions in RAND (ZAR)</h4><table><tr><th>Date<th>Description<th class=r>Amount<th class=r>Balance<th class=r>Accrued Bank Charges<tr>{rows}<tr><td><td>Closing Balance<td><td class=r>{bal(book.closing)}<td></table><p>Turnover for Statement Period: No. Credit Transactions {sum(e.amount > 0 for e in book.entries)} {number(book.into, ".", " ")}Cr &nbsp; No. Debit Transactions {sum(e.amount < 0 for e in book.entries)} {number(book.out, ".", " ")}Dr</p>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Highveld Bank",
            account_name="MNR P VAN WYK",
            period=["2024-02-15", "2024-03-14"],
            currency="ZAR",
        ),
    )


def ae_landscape(seed: int) -> Printed:
    """Landscape, many columns of references, no totals."""
    kinds = [
        Kind("INWARD TT {party}", 1, "transfer", 4000, 60000, ("GULF DATES TRADING LLC", "OASIS FZE"), 2), Kind("CHEQUE PAID {n}", -1, "cheque", 500, 20000, (), 1.5),
        Kind("OUTWARD REMITTANCE {party}", -1, "transfer", 900, 30000, ("SINO PARTS CO",), 2), Kind("SWIFT CHARGES VAT INCL", -1, "fee", 30, 120, (), 1), Kind("POS SETTLEMENT {ref}", 1, "card", 200, 4000, (), 2),
    ]  # fmt: skip
    book = ledger(seed, kinds, count=24, start=date(2024, 11, 1), days=30, opening="210455.00")
    rows = "".join(
        f"<tr><td>{n}<td>{e.day:%d-%m-%Y}<td>{e.value:%d-%m-%Y}<td>FT{seed % 1000:03d}{n:05d}<td>{e.reference or 'NONREF'}<td>{e.lines[0]}<td class=r>{number(e.amount) if e.amount < 0 else '0.00'}<td class=r>{number(e.amount) if e.amount > 0 else '0.00'}<td class=r>{usd(e.balance)}"
        for n, e in enumerate(book.entries, 1)
    )
    html = f"""{BASE}<style>@page{{size:A4 landscape}}td,th{{border-bottom:1px solid #ccc}}</style><body><b style="font-size:14pt">Emirates Pearl Bank PJSC</b><table style="width:60%"><tr><td>Account Name<td>AL NOOR SPARE PARTS TRADING LLC<tr><td>Account Number<td>1012 0077 45 001<tr><td>IBAN<td>AE360550010120077450019<tr><td>Currency<td>AED<tr><td>From Date<td>01-11-2024<tr><td>To Date<td>30-11-2024<tr><td>Opening Balance<td>{usd(book.opening)}<tr><td>Closing Balance<td>{usd(book.closing)}</table><table><tr><th>S.No<th>Posting Date<th>Value Date<th>Bank Reference<th>Customer Reference<th>Narration<th class=r>Debit Amount<th class=r>Credit Amount<th class=r>Running Balance{rows}</table>"""
    return Printed(
        html,
        truth_of(
            book,
            bank_name="Emirates Pearl Bank PJSC",
            account_name="AL NOOR SPARE PARTS TRADING LLC",
            period=["2024-11-01", "2024-11-30"],
            currency="AED",
        ),
        landscape=True,
    )


def fintech_signed(seed: int) -> Printed:
    """An export of an application: one signed column with symbols, newest first, pending ones on top."""
    kinds = [
        Kind("{party}", -1, "card", 2, 90, ("Pret a Porter", "Tube Fare", "Bean There", "Greengrocer Ltd"), 6), Kind("From {party}", 1, "transfer", 10, 500, ("Ella Marsh", "Zoe Finch"), 1.5),
        Kind("To {party}|Reference: rent {n}", -1, "transfer", 50, 900, ("Callum Reid",), 1), Kind("Cash at ATM", -1, "cash", 10, 100, (), 0.5),
    ]  # fmt: skip
    book = ledger(seed, kinds, count=30, start=date(2025, 1, 1), days=31, opening="312.08", value_lag=(0,))
    gbp = lambda v: ("+" if v > 0 else "-") + "£" + number(v)
    rows = "".join(
        f"<tr><td>{e.day.day} {e.day:%b %Y}<td>{'<br><small>'.join(e.lines)}<td class=r>{gbp(e.amount)}<td class=r>{'-' if e.balance < 0 else ''}£{number(e.balance)}"
        for e in reversed(book.entries)
    )
    html = f"""{BASE}<body style="font-family:'DejaVu Sans',sans-serif;font-size:8pt"><h1>Otter</h1><p>Statement generated on 2 Feb 2025</p><p>Sam Okonkwo<br>Sort code 04-00-99 Account 77120034<br>1 Jan 2025 - 31 Jan 2025</p><p>Balance at start £{number(book.opening)}<br>Money in £{number(book.into)}<br>Money out £{number(book.out)}<br>Balance at end {"-" if book.closing < 0 else ""}£{number(book.closing)}</p><h3>Pending transactions</h3><table><tr><td>31 Jan 2025<td>Hotel Astra (authorisation)<td class=r>-£120.00<td></table><h3>Account transactions</h3><table><tr><th>Date<th>Description<th class=r>Amount<th class=r>Balance{rows}</table><p style="font-size:6pt">Otter is a trading name of Otter Money Ltd, an electronic money institution.</p>"""
    return Printed(
        html,
        truth_of(
            book,
            book.entries[::-1],
            account_number="77120034",
            account_name="Sam Okonkwo",
            period=["2025-01-01", "2025-01-31"],
            currency="GBP",
        ),
    )


def fintech_currencies(seed: int) -> Printed:
    """Balances in three currencies, a statement each."""
    parts, truth = "", []
    for place, (code, opening) in enumerate((("EUR", "1204.55"), ("USD", "80.00"), ("GBP", "0.00"))):
        kinds = [Kind("Card transaction of {n}.00 " + code + " issued by {party}", -1, "card", 3, 60, ("Alba Books", "Metro Lisboa"), 3), Kind("Received money from {party} with reference {ref}", 1, "transfer", 40, 700, ("NORDIC STUDIO AB",), 3), Kind("Wise-style charges for: CARD-{ref}", -1, "fee", 1, 4, (), 1)]  # fmt: skip
        book = ledger(
            seed + place, kinds, count=9, start=date(2024, 6, 1), days=30, opening=opening, value_lag=(0,)
        )
        rows = "".join(
            f"<tr><td>{'<br>'.join(e.lines)}<br><small>{e.day.day} {e.day:%B %Y}</small><td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{'-' + number(e.amount) if e.amount < 0 else ''}<td class=r>{usd(e.balance)}"
            for e in reversed(book.entries)
        )
        del rows
        rows = "".join(
            f"<tr><td>{e.day.day} {e.day:%B %Y}<td>{' '.join(e.lines)}<td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{'-' + number(e.amount) if e.amount < 0 else ''}<td class=r>{usd(e.balance)}"
            for e in reversed(book.entries)
        )
        parts += f"""<div style="page-break-after:always"><b>Ferry Money Europe SA</b><h2>{code} statement</h2><p>1 June 2024 - 30 June 2024</p><p>Account Holder<br>INES CARVALHO</p><p>Account number 96000{place}41{seed % 100:02d}</p><p><b>{code} on 30 June 2024 &nbsp; {usd(book.closing)} {code}</b><br>{code} on 1 June 2024 &nbsp; {usd(book.opening)} {code}</p><table><tr><th>Date<th>Description<th class=r>Incoming<th class=r>Outgoing<th class=r>Amount{rows}</table></div>"""
        truth.append(truth_of(book, book.entries[::-1], currency=code))
    return Printed(f"{BASE}<body>{parts}", {"statements": truth, "account_name": "INES CARVALHO"})


def hk_date_grouped(seed: int) -> Printed:
    """Bilingual, dates once a day, deposits before withdrawals, balance at the last entry of a day."""
    book = ledger(seed, SG, count=24, start=date(2024, 9, 2), days=28, opening="23011.70", value_lag=(0,))
    rows = ""
    for day in book.days():
        for place, e in enumerate(day):
            rows += f"<tr><td>{f'{e.day.day} {e.day:%b}' if place == 0 else ''}<td>{'<br>'.join(e.lines)}<td class=r>{number(e.amount) if e.amount > 0 else ''}<td class=r>{number(e.amount) if e.amount < 0 else ''}<td class=r>{number(e.balance) + ('DR' if e.balance < 0 else '') if e is day[-1] else ''}"
    html = f"""{BASE}<body><b style="font-size:14pt">Victoria Peak Bank</b><p>MS CHAN SIU YING<br>FLAT 8B, 21 NATHAN RD, KOWLOON</p><p>Statement of HKD Current Account<br>Number 808-227741-001<br>29 September 2024</p><table><tr><th>Date<th>Transaction Details<th class=r>Deposit<th class=r>Withdrawal<th class=r>Balance in HKD<tr><td>1 Sep<td>B/F BALANCE<td><td><td class=r>{number(book.opening)}{rows}<tr><td>29 Sep<td>C/F BALANCE<td><td><td class=r>{number(book.closing)}{"DR" if book.closing < 0 else ""}</table><p>Total No. of Deposits : {sum(e.amount > 0 for e in book.entries)} &nbsp; Total Deposit Amount : {number(book.into)}<br>Total No. of Withdrawals : {sum(e.amount < 0 for e in book.entries)} &nbsp; Total Withdrawal Amount : {number(book.out)}</p>"""
    return Printed(
        html, truth_of(book, bank_name="Victoria Peak Bank", account_name="MS CHAN SIU YING", currency="HKD")
    )


def nz_type_columns(seed: int) -> Printed:
    """Type, details, particulars, code and reference in columns of their own; one signed amount."""
    book = ledger(seed, AU, count=22, start=date(2024, 5, 1), days=31, opening="990.10", value_lag=(0,))
    rows = "".join(
        f"<tr><td>{e.day:%Y/%m/%d}<td>{e.lines[0].split()[0]}<td>{' '.join(e.lines[0].split()[1:])}<td>{e.lines[1] if len(e.lines) > 1 else ''}<td>{e.reference or ''}<td class=r>{usd(e.amount)}<td class=r>{usd(e.balance)}"
        for e in book.entries
    )
    html = f"""{BASE}<body><b>Kauri Bank</b> Transaction report<p>Account 06-0177-0554412-00 &nbsp; A R TE WIATA</p><p>From 2024/05/01 to 2024/05/31</p><p>Opening balance: {usd(book.opening)}<br>Closing balance: {usd(book.closing)}</p><table><tr><th>Date<th>Type<th>Details<th>Particulars<th>Reference<th class=r>Amount<th class=r>Balance{rows}</table>"""
    return Printed(
        html, truth_of(book, account_number="06-0177-0554412-00", period=["2024-05-01", "2024-05-31"])
    )


LAYOUTS = [
    us_checking_sections, us_credit_card, us_business_running, us_two_accounts, us_dormant, ca_bilingual,
    in_savings_wrapped, in_narration_summary, au_newest_first, au_month_headings, br_letters, mx_deposits_first,
    sg_forward_lines, my_suffix_signs, za_cr_balances, ae_landscape, fintech_signed, fintech_currencies,
    hk_date_grouped, nz_type_columns,
]  # fmt: skip
