"""Hands on a keyboard and nothing else: what cannot be reached by keys cannot be used here."""

from playwright.sync_api import expect

MOST = 120
"""Presses of Tab that a person would bear; every page of the samples has fewer stops."""
POINTER = ("pointerdown", "mousedown", "pointermove", "mousemove", "touchstart", "wheel")


def watch_for_a_pointer(page):
    """Note each event of a pointer on this page and those that follow it; gives what was noted so far."""
    noted = []
    page.context.expose_function("notePointer", lambda kind: noted.append(kind))  # noqa: PLW0108 - it sets attributes
    page.context.add_init_script(
        f"for (const type of {list(POINTER)}) addEventListener(type, () => notePointer(type), true);"
    )
    return noted


def tab_to(page, wanted, key="Tab"):
    """Press Tab until `wanted` has the focus, and see that the focus can be seen there."""
    wanted = wanted.first
    expect(wanted).to_be_visible()
    for _ in range(MOST):
        if wanted.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press(key)
    expect(wanted).to_be_focused()
    outline = wanted.evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline != "none", f"nothing shows that {wanted} has the focus"


def press(page, wanted, key="Enter"):
    """Go to `wanted` by keys, and press."""
    tab_to(page, wanted)
    page.keyboard.press(key)


def choose(page, button, paths):
    """Go to `button`, press, and choose files in the dialog of the system that opens."""
    tab_to(page, button)
    opened = []
    page.once("filechooser", lambda chooser: opened.append(chooser))  # noqa: PLW0108 - it sets attributes
    for _ in range(20):  # a page that has just come may lose the first
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        if opened:
            break
    opened[0].set_files(paths)
