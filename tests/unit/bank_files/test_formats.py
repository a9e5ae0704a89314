"""One small file of each format: values, signs, places, and what its balances prove."""

from datetime import date
from decimal import Decimal

import pytest

from python_ocr_reconcile.errors import DamagedFileError, DoctypeError, EmptyFileError, NoStatementError
from python_ocr_reconcile.extraction.bank_files import read_bank_file
from python_ocr_reconcile.extraction.extract import extract_bank_file
from python_ocr_reconcile.intake.identify import identify
from python_ocr_reconcile.models.encoding import encode

MT940 = """{1:F01BANKDEFFXXXX0000000000}{2:I940BANKDEFFXXXXN}{4:
:20:START
:25:37040044/532013000
:28C:7/1
:60F:C240101EUR1000,00
:61:2401020102DR250,5NTRFNONREF//B1
:86:116?00SEPA-UEBERWEISUNG?20EREF+RE-2024-17?21SVWZ+Rechnung RE-2024-17 v?22om 2.1.?30COBADEFF
?31DE89370400440532013000?32Muster und Soehne Handels Gm?33bH
:61:2401030103RDR50,NMSCNONREF
:86:/TRTP/STORNO/REMI/taken back/EREF/NOTPROVIDED
:62F:C240103EUR799,50
-}"""

CAMT = """<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId></GrpHdr>
<Stmt><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<Dt><Dt>2024-01-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">20.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2024-01-31</Dt></Dt></Bal>
<TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries></TtlNtries>
<TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>120</Sum></TtlCdtNtries></TxsSummry>
<Ntry><Amt Ccy="EUR">120.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2024-01-15</Dt></BookgDt><ValDt><Dt>2024-01-16</Dt></ValDt>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>SALA</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs>
<RltdPties><Dbtr><Pty><Nm>Works Ltd</Nm></Pty></Dbtr><Cdtr><Pty><Nm>Me</Nm></Pty></Cdtr>
<DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>Salary January</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""

OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>4711<ACCTTYPE>SAVINGS</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20240101<DTEND>20240131
<STMTTRN><TRNTYPE>ATM<DTPOSTED>20240105120000[-5:EST]<TRNAMT>-40<FITID>a1<NAME>Cash &amp; Co
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20240106<TRNAMT>15.25<FITID>a2<NAME>Refund<MEMO>INV 9</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>-24.75<DTASOF>20240131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1>
<CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>USD<CCACCTFROM><ACCTID>9999</CCACCTFROM></CCSTMTRS></CCSTMTTRNRS>
</CREDITCARDMSGSRSV1></OFX>"""

QIF = """!Account
NHousehold
TBank
^
!Type:Bank
D1/ 2'06
T-1,234.50
PLandlord
MRent
SHousing
$-1,234.50
^
D1/13'06
T50.00
N101
PRefund
^
"""


@pytest.fixture
def read(tmp_path):
    def run(text: str | bytes):
        path = tmp_path / "bank.file"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return extract_bank_file(path, identify(path)).whole()

    return run


def amounts(reading):
    return [t.credit_amount if t.credit_amount is not None else -t.debit_amount for t in reading.transactions]


def test_mt940_reads_signs_balances_and_field_86(read):
    reading = read(MT940)
    first, second = reading.transactions
    assert amounts(reading) == [Decimal("-250.50"), Decimal("50.00")]
    assert (first.description, first.reference_number) == (
        "SEPA-UEBERWEISUNG Rechnung RE-2024-17 v om 2.1.",
        "RE-2024-17",
    )
    assert (first.counterparty_name, first.counterparty_account) == (
        "Muster und Soehne Handels GmbH",
        "DE89370400440532013000",
    )
    assert (first.transaction_type, second.description) == ("transfer", "STORNO taken back")
    (info,) = reading.statements
    assert (info.opening_balance, info.closing_balance, info.proof) == (1000, Decimal("799.50"), "proved")
    evidence = first.evidence["debit_amount"]
    assert (evidence.source, evidence.method, evidence.status) == ("bank_file", ":61: line 6", "proved")


def test_camt_reads_a_balance_that_is_owed_and_the_other_party(read):
    reading = read(CAMT)
    (info,), (entry,) = reading.statements, reading.transactions
    assert (info.opening_balance, info.closing_balance, info.total_credits) == (-100, 20, 120)
    assert (info.proof, info.iban, info.bank_name) == ("proved", "DE89370400440532013000", "Commerzbank")
    assert (entry.transaction_date, entry.value_date) == (date(2024, 1, 15), date(2024, 1, 16))
    assert (entry.counterparty_name, entry.counterparty_account) == ("Works Ltd", "NL91ABNA0417164300")
    assert (entry.transaction_type, entry.reference_number) == ("salary", "E2E-1")
    assert entry.evidence["credit_amount"].method == "Ntry/Amt line 11"


def test_ofx_reads_unclosed_tags_and_keeps_accounts_apart(read):
    reading = read(OFX)
    assert amounts(reading) == [Decimal(-40), Decimal("15.25")]
    assert [(s.account_number, s.statement_type, s.proof) for s in reading.statements] == [
        ("4711", "savings", "unproved"),
        ("9999", "credit_card", "unproved"),
    ]
    assert reading.statements[0].closing_balance == Decimal("-24.75")
    assert reading.transactions[0].counterparty_name == "Cash & Co"


def test_qif_votes_on_the_order_of_day_and_month(read):
    reading = read(QIF)
    assert [t.transaction_date for t in reading.transactions] == [date(2006, 1, 2), date(2006, 1, 13)]
    assert amounts(reading) == [Decimal("-1234.50"), Decimal("50.00")]
    assert reading.statements[0].account_name == "Household"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (MT940.replace(":61:2401020102DR250,5", ":61:2401020102Q250,5"), DamagedFileError),
        (CAMT.replace("<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<Sts>"), DamagedFileError),
        (CAMT.replace(">120.00<", ">12O.00<"), DamagedFileError),
        (CAMT[: len(CAMT) // 2], DamagedFileError),
        (CAMT.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>'), DoctypeError),
        (OFX.replace("</OFX>", ""), DamagedFileError),
        (OFX.replace("<TRNAMT>15.25", ""), DamagedFileError),
        ("OFXHEADER:100\n\n<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1></OFX>", NoStatementError),
        ("!Type:Cat\nNFood\n^\n", NoStatementError),
        (QIF.rstrip("^\n"), DamagedFileError),
    ],
)  # fmt: skip
def test_what_is_damaged_is_refused(read, content, error):
    with pytest.raises(error):
        read(content)


def test_white_space_is_an_empty_file(tmp_path):
    path = tmp_path / "empty"
    path.write_bytes(b" \r\n\t")
    with pytest.raises(EmptyFileError):
        read_bank_file(path, "mt940")


@pytest.mark.parametrize(
    "text", [MT940.replace("C240103EUR799,50", "C240103EUR799,51"), CAMT.replace(">20.00<", ">21.00<")]
)
def test_what_does_not_add_up_is_a_conflict_and_stays_as_it_is(read, text):
    reading = read(text)
    assert reading.statements[0].proof == "conflict"
    assert reading.statements[0].closing_balance in (Decimal("799.51"), 21)
    assert any(n.code == "balance_conflict" for n in reading.notices)


def test_a_stated_count_that_is_not_met_is_a_conflict(read):
    reading = read(CAMT.replace("<TtlNtries><NbOfNtries>1<", "<TtlNtries><NbOfNtries>2<"))
    assert reading.statements[0].proof == "conflict"


def test_reversals_take_the_direction_that_the_balances_show(read):
    reading = read(MT940.replace("C240103EUR799,50", "C240103EUR699,50"))
    assert amounts(reading)[1] == Decimal("-50.00")
    assert reading.statements[0].proof == "proved"
    assert [n.code for n in reading.notices] == ["reversal_direction"]


def test_mt940_without_a_closing_balance_claims_nothing(read):
    reading = read(MT940.replace(":62F:C240103EUR799,50\n", ""))
    assert (reading.statements[0].proof, len(reading.transactions)) == ("unproved", 2)


def test_mt940_pages_of_one_statement_become_one(read):
    pages = (
        ":20:A\n:25:123/456\n:28C:1/1\n:60F:C240101EUR0,00\n:61:240102C5,00NTRF\n:62M:C240102EUR5,00\n-\n"
        ":20:A\n:25:123/456\n:28C:1/2\n:60M:C240102EUR5,00\n:61:240103C6,00NTRF\n:62F:C240103EUR11,00\n-\n"
    )
    reading = read(pages)
    assert [(s.opening_balance, s.closing_balance, s.proof) for s in reading.statements] == [
        (0, 11, "proved")
    ]
    apart = read(pages.replace(":60M:C240102EUR5,00", ":60M:C240102EUR5,01"))
    assert [s.proof for s in apart.statements] == ["unproved", "conflict"]


def test_the_same_file_in_other_encodings_and_line_ends_reads_the_same(read):
    text = MT940.replace("Muster und Soehne", "Müller und Söhne")
    expected = encode(read(text).transactions)
    for other in (
        text.encode("cp1252"), text.encode("utf-16"), text.encode("utf-8-sig"),
        text.replace("\n", "\r\n").encode(), text.replace("\n", "\r").encode("latin-1"),
    ):  # fmt: skip
        assert encode(read(other).transactions) == expected


def test_the_transactions_of_a_batch_stay_with_their_entry(read):
    detail = CAMT[CAMT.index("<TxDtls>") : CAMT.index("</NtryDtls>")]
    second = detail.replace("Works Ltd", "Another").replace("E2E-1", "E2E-2").replace("Salary", "Bonus")
    reading = read(CAMT.replace(detail, detail + second))
    (entry,) = reading.transactions
    assert (entry.credit_amount, entry.counterparty_name) == (120, None)
    assert entry.description == "Salary January | Bonus January"
    assert entry.evidence["batched_details"].value.splitlines() == [
        "Works Ltd; Me; E2E-1; Salary January",
        "Another; Me; E2E-2; Bonus January",
    ]
    assert reading.statements[0].proof == "proved"
