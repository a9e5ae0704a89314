"""Pictures made ready for OCR: pale print, and what is left as it is."""

from PIL import Image, ImageDraw

from python_ocr_reconcile.reading.prepare import dark_print, smooth


def printed(ink, edge=None):
    """Lines of strokes in one shade of grey on white, with an edge of another where one is given."""
    image = Image.new("L", (600, 400), 250)
    draw = ImageDraw.Draw(image)
    for y in range(40, 360, 24):
        for x in range(60, 540, 10):
            draw.rectangle((x, y, x + 4, y + 12), fill=ink)
    if edge is not None:
        draw.rectangle((0, 0, 12, 399), fill=edge)
    return image


def test_pale_print_beside_a_black_edge_becomes_as_black_as_the_edge():
    dark = dark_print(printed(180, edge=0))
    assert dark.getpixel((62, 45)) < 30
    assert dark.getpixel((580, 390)) == 255


def test_black_print_and_blank_paper_stay_as_they_are():
    for image in (printed(30), Image.new("L", (600, 400), 250), Image.new("L", (5, 5), 0)):
        assert dark_print(image) is image


def test_a_speck_is_blurred_in_proportion_to_the_resolution():
    image = Image.new("L", (60, 60), 255)
    image.putpixel((30, 30), 0)
    fine, coarse = (smooth(image, dpi, 1.5).getpixel((30, 30)) for dpi in (800, 200))
    assert 0 < coarse < fine < 255
