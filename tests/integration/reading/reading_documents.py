"""Documents made on the spot: invoices as text and as scans."""

import io

import pymupdf
from PIL import Image

LINES = [
    "Invoice number 2024-0815",
    "Date of the invoice: 17 March 2024",
    "Customer: Example Trading Limited",
    "Please pay the amount due within thirty days",
    "Description             Quantity      Price      Amount",
    "Consulting services           12     85.00    1,020.00",
    "Travel and expenses            3    120.50      361.50",
    "Printed manual, hardcover      7     34.95      244.65",
    "Subtotal                                      1,626.15",
    "Tax of nineteen percent                         308.97",
    "Total amount                                  1,935.12",
    "Thank you for your order and for your prompt payment",
]
KEY_WORDS = {"2024-0815", "1,020.00", "361.50", "244.65", "1,626.15", "308.97", "1,935.12"}


def write_lines(page: pymupdf.Page, lines: list[str] = LINES, top: float = 90, size: float = 11) -> None:
    for number, line in enumerate(lines):
        page.insert_text((72, top + 26 * number), line, fontname="cour", fontsize=size)


def text_pdf(pages: int = 1, lines: list[str] = LINES) -> pymupdf.Document:
    document = pymupdf.open()
    for _ in range(pages):
        write_lines(document.new_page(), lines)
    return document


def page_image(lines: list[str] = LINES, dpi: int = 200) -> Image.Image:
    pixmap = text_pdf(1, lines)[0].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    return Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples)


def scanned_pdf(*images: Image.Image, dpi: int = 200) -> pymupdf.Document:
    document = pymupdf.open()
    for image in images:
        page = document.new_page(width=image.width * 72 / dpi, height=image.height * 72 / dpi)
        target = io.BytesIO()
        image.save(target, "PNG")
        page.insert_image(page.rect, stream=target.getvalue())
    return document


def words_of(page) -> set[str]:
    return {word.text for word in page.words}
