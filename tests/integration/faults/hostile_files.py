"""Files made to harm who reads them, and sound ones altered by chance; each with what it is called."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

import pymupdf
from killable_service import bank_file, printed_invoice, scanned_invoice
from PIL import Image

BOMB_BYTES = 128 << 20
CAMT = (
    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>%s</Id>'
    b"</Stmt></BkToCstmrStmt></Document>"
)
UBL = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>%s</ID></Invoice>'


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Every kind that we know of."""
    yield "zero bytes", b""
    yield "one byte", b"%"
    yield from bombs()
    yield from pixel_floods()
    yield from xml_bombs()
    yield from odd_pdfs()
    yield from wrong_types()
    yield "10,000 pages", many_pages(10_000)


def pdf_of(objects: dict[int, bytes], root: int = 1, extra: bytes = b"") -> bytes:
    """A PDF of these objects; what they say is not looked at."""
    data, offsets = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        offsets[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(data), max(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 n \n" % offsets.get(number, 0) for number in range(1, size))
    data += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, extra, start)
    return bytes(data)


def stream(body: bytes, head: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(body), head, body)


def page_with(content: bytes, resources: bytes = b"", others: dict[int, bytes] | None = None) -> bytes:
    """One page with this content stream, an object in itself."""
    return pdf_of(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>"
            % resources,
            4: content,
            **(others or {}),
        }
    )


@cache
def squeezed(times: int) -> bytes:
    """Many zeros, compressed so often."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(BOMB_BYTES >> 20)) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def bombs() -> Iterator[tuple[str, bytes]]:
    for times in (1, 2, 3):
        filters = b"/Filter[%s]" % (b"/FlateDecode" * times)
        yield f"content compressed {times} times", page_with(stream(squeezed(times), filters))
    image = (
        b"/Type/XObject/Subtype/Image/Width 40000/Height 40000/ColorSpace/DeviceGray/BitsPerComponent 8"
        b"/Filter[/FlateDecode/FlateDecode]"
    )
    drawn = stream(b"500 0 0 500 0 0 cm /I Do")
    yield (
        "image of a bomb",
        page_with(drawn, b"/XObject<</I 5 0 R>>", {5: stream(squeezed(2), image)}),
    )
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook><sheets/></workbook>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * BOMB_BYTES)
    yield "workbook of spaces", workbook.getvalue()
    yield "gzip of gzip", gzip.compress(gzip.compress(bytes(1 << 24)))
    streams = b"<</EmbeddedFiles<</Names[(factur-x.xml) 6 0 R]>>>>"
    yield (
        "attached bomb",
        pdf_of(
            {
                1: b"<</Type/Catalog/Pages 2 0 R/Names 5 0 R>>",
                2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
                5: streams,
                6: b"<</Type/Filespec/F(factur-x.xml)/UF(factur-x.xml)/EF<</F 7 0 R>>>>",
                7: stream(squeezed(2), b"/Type/EmbeddedFile/Filter[/FlateDecode/FlateDecode]"),
            }
        ),
    )


def pixel_floods() -> Iterator[tuple[str, bytes]]:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    for side in (60_000, 2**31 - 1):
        head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
        body = chunk(b"IHDR", head) + chunk(b"IDAT", squeezed(1)) + chunk(b"IEND", b"")
        yield f"PNG of {side} pixels", b"\x89PNG\r\n\x1a\n" + body
    real = io.BytesIO()
    Image.new("1", (30_000, 30_000), 1).save(real, "PNG", optimize=False)
    yield "PNG that has its pixels", real.getvalue()
    jpeg = bytearray(saved("JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = b"\xff\xff\xff\xff"
    yield "JPEG of 65,535 pixels", bytes(jpeg)
    frames = io.BytesIO()
    small = Image.new("1", (10, 10), 1)
    small.save(frames, "TIFF", save_all=True, append_images=[small] * 800)
    yield "TIFF of 801 pages", frames.getvalue()
    box = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e9 1e9]>>"
    yield (
        "page of a thousand kilometres",
        pdf_of({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>", 3: box}),
    )


def xml_bombs() -> Iterator[tuple[str, bytes]]:
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"ha") for n in range(12))
    for name, document in (("CAMT", CAMT), ("UBL", UBL)):
        head = b'<?xml version="1.0"?>'
        yield f"{name}: entities of entities", head + b"<!DOCTYPE x [" + laughs + b"]>" + document % b"&a11;"
        quadratic = b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 50_000 + b'">]>'
        yield f"{name}: one long entity", head + quadratic + document % (b"&a;" * 5_000)
        outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        yield f"{name}: a file from elsewhere", head + outside + document % b"&a;"
        yield f"{name}: 100,000 levels", document % (b"<a>" * 100_000 + b"</a>" * 100_000)
        yield f"{name}: a long attribute", document % (b'<a b="' + b"x" * 12_000_000 + b'"/>')


def odd_pdfs() -> Iterator[tuple[str, bytes]]:
    catalog, pages = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    circle = b"<</Type/Pages/Kids[2 0 R]/Count 1>>"
    yield "pages in a circle", pdf_of({1: catalog, 2: circle})
    yield (
        "pages that have each other",
        pdf_of(
            {
                1: catalog,
                2: b"<</Type/Pages/Kids[3 0 R]/Count 9>>",
                3: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9/Parent 2 0 R>>",
            }
        ),
    )
    yield "pages that count too many", pdf_of({1: catalog, 2: b"<</Type/Pages/Kids[]/Count 999999999>>"})
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R/G 6 0 R>>>>"
    calls = {5: stream(b"/F Do /G Do " * 20, form), 6: stream(b"/F Do /G Do " * 20, form)}
    yield "forms that call each other", page_with(stream(b"/F Do"), b"/XObject<</F 5 0 R>>", calls)
    fan = {
        n: stream(
            b"/F Do " * 30,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % (n + 1),
        )
        for n in range(5, 14)
    }
    fan[14] = stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    yield "forms thirty to the ninth", page_with(stream(b"/F Do"), b"/XObject<</F 5 0 R>>", fan)
    glyphs = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97"
        b"/Widths[9]/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</T 5 0 R>>>>>>"
    )
    own = {5: glyphs, 6: stream(b"9 0 d0 BT /T 9 Tf (aaaaaaaaaa) Tj ET")}
    yield "a letter that writes itself", page_with(stream(b"BT /T 9 Tf (a) Tj ET"), b"/Font<</T 5 0 R>>", own)
    tiles = (
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 .01 .01]/XStep .001/YStep .001"
        b"/Resources<</Pattern<</P 5 0 R>>>>"
    )
    yield (
        "a pattern in itself",
        page_with(
            stream(b"/Pattern cs /P scn 0 0 595 842 re f"),
            b"/Pattern<</P 5 0 R>>",
            {5: stream(b"/Pattern cs /P scn 0 0 9 9 re f", tiles)},
        ),
    )
    yield "a line of endless dashes", page_with(stream(b"[.000001] 0 d 9 w 0 0 m 595 842 l S " * 50))
    yield "a million saved states", page_with(stream(b"q " * 1_000_000))
    yield (
        "a million words",
        page_with(
            stream(b"BT /F 1 Tf " + b"1 0 Td (1.00) Tj " * 300_000 + b"ET"),
            b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>",
        ),
    )
    broken = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 32/LastChar 126"
        b"/FontDescriptor 6 0 R/ToUnicode 8 0 R>>"
    )
    random_ = random.Random(7)
    yield (
        "a broken font",
        page_with(
            stream(b"BT /F 12 Tf 60 700 Td (Total 12.00) Tj ET"),
            b"/Font<</F 5 0 R>>",
            {
                5: broken,
                6: b"<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 7 0 R>>",
                7: stream(b"\0\1\0\0" + random_.randbytes(5_000)),
                8: stream(b"/X usecmap begincmap 1 beginbfrange <00> <FFFFFFFF> <0041> endbfrange endcmap"),
            },
        ),
    )
    script = b"<</S/JavaScript/JS(while\\(true\\){app.alert\\(1\\)})>>"
    launch = b"<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>>>"
    for name, action in (("a script", script), ("a program to start", launch)):
        opened = b"<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R/AA<</WC 5 0 R>>>>"
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/AA<</O 5 0 R>>>>"
        yield name, pdf_of({1: opened, 2: pages, 3: page, 5: action})
    yield "an xref in a circle", page_with(stream(b"")).replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev 15")
    outline = {
        1: b"<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>",
        2: pages,
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        5: b"<</First 5 0 R/Last 5 0 R/Next 5 0 R/Count 9>>",
    }
    yield "an outline in a circle", pdf_of(outline)
    yield (
        "a thousand nested lists",
        page_with(stream(b"")).replace(b"/MediaBox", b"/X" + b"[" * 50_000 + b"]" * 50_000 + b"/MediaBox"),
    )
    with pymupdf.open(stream=printed_invoice(1)) as document:
        locked = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "owner_pw": "owner", "user_pw": "secret"}
        yield "encrypted", document.tobytes(**locked)


def wrong_types() -> Iterator[tuple[str, bytes]]:
    pdf, png = printed_invoice(2), scanned_invoice(2)
    yield "a program", b"\x7fELF\x02\x01\x01" + bytes(2_000)
    yield "a Windows program", b"MZ" + bytes(2_000)
    yield "a web page", b"<!doctype html><script>alert(1)</script>" * 50
    yield "noise", random.Random(1).randbytes(50_000)
    yield "text", "Überweisung\n".encode() * 1_000
    yield "JSON", b"[" * 100_000
    yield "PNG and PDF", png + pdf
    yield "PDF and PNG", pdf + png
    yield "web page and PDF", b"<html>" + pdf
    archive = io.BytesIO(pdf)
    with zipfile.ZipFile(archive, "a") as members:
        members.writestr("../../etc/passwd", "x")
    yield "PDF and ZIP", archive.getvalue()
    yield "a bank file with a PDF", bank_file(3) + pdf
    yield "a table of commas", b"Date,Description,Amount\n" + b"," * 1_000_000
    yield "one line of a table", b"2024-05-01;" + b"9" * 2_000_000 + b";x\n"
    yield "quotes that never end", b'Date,Description,Amount\n"' + b'2024-05-01,"",1\n' * 50_000
    yield "OFX without an end", b"OFXHEADER:100\n\n" + b"<OFX>" * 100_000
    yield (
        "MT940 of one transaction without an end",
        b":20:A\n:25:B\n:60F:C240501EUR1,\n:61:" + b"9" * 1_000_000,
    )


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return pdf_of(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
            **dict.fromkeys(range(3, 3 + count), page),
        }
    )


@cache
def saved(image_format: str) -> bytes:
    target = io.BytesIO()
    with Image.open(io.BytesIO(scanned_invoice(4))) as image:
        image.convert("L").resize((350, 170)).save(target, image_format)
    return target.getvalue()


@cache
def sound_files() -> list[tuple[str, bytes]]:
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_image((60, 60, 400, 240), stream=saved("JPEG"))
        page.insert_text((60, 300), "Invoice number: 17 Total EUR 12.00")
        compressed = document.tobytes(deflate=True, garbage=4, use_objstms=1, no_new_id=True)
    return [
        ("PDF", printed_invoice(5)),
        ("compressed PDF", compressed),
        *((name, saved(name)) for name in ("PNG", "JPEG", "TIFF", "WEBP")),
        ("MT940", bank_file(6)),
        ("CAMT", CAMT % b"17"),
    ]


def altered(chance: random.Random) -> tuple[str, bytes]:
    """A sound file with bytes changed, cut, doubled or put elsewhere."""
    name, content = chance.choice(sound_files())
    data = bytearray(content)
    ways = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        way = chance.choice(("bytes", "bytes", "cut", "double", "move", "zero", "number"))
        ways.append(way)
        at = chance.randrange(len(data))
        length = chance.randrange(1, max(2, len(data) // 8))
        if way == "bytes":
            for _ in range(chance.choice((1, 3, 30))):
                data[chance.randrange(len(data))] = chance.randrange(256)
        elif way == "cut":
            del data[at : at + length]
        elif way == "double":
            data[at:at] = data[at : at + length]
        elif way == "move":
            part = data[at : at + length]
            del data[at : at + length]
            there = chance.randrange(len(data) + 1)
            data[there:there] = part
        elif way == "zero":
            data[at : at + length] = bytes(len(data[at : at + length]))
        else:
            digits = [place for place, byte in enumerate(data) if 48 <= byte < 58]
            if digits:
                data[chance.choice(digits)] = chance.choice(b"0123456789-.")
        if not data:
            data += b"%"
    return f"{name}: {', '.join(ways)}", bytes(data)


NAMES = [
    "", ".", "..", "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\CON", "nul",
    "a\0b.pdf", "a\nb.pdf", "a\rb.pdf", "-rf", "$(reboot).pdf", "`id`.pdf", "a;b|c&d.pdf", "~root", "*", "?",
    "<script>alert(1)</script>.pdf", "' OR 1=1 --.pdf", "%2e%2e%2fa.pdf", "%s%n%x.pdf", "{{7*7}}.pdf", "~",
    "\u202egnp.fdp", "\ufeffa.pdf", "a\u0300" * 90, "😀.pdf", "\ud800.pdf", "x" * 5_000 + ".pdf", ".hidden",
    "a.pdf.", " a.pdf ", "\t.pdf", "a" * 255, "한글.pdf", "\x7f\x1b[31m.pdf", "file://x", "\\\\server\\share",
    "con.pdf", "\u2028.pdf", "ｆｕｌｌ.pdf",
]  # fmt: skip


def naughty_name(chance: random.Random, number: int) -> str:
    """One of `NAMES`, and later any characters."""
    if number < len(NAMES):
        return NAMES[number]
    alphabet = "ab./\\:%\"'\0\n\r\t\u202e\u200b\u0300é漢😀;=<>&|`$*?~ "
    return "".join(chance.choice(alphabet) for _ in range(chance.randrange(1, 60)))
