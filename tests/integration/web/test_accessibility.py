"""Every page, light and dark, at a desk and on a phone: axe-core finds nothing grave, nothing is cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.slow

PHONE = {"width": 390, "height": 844}
PAGES = (
    "/",
    "/documents",
    "/documents/1?invoice=2&edit=total_amount",
    "/documents/1",
    "/documents/2",
    "/documents/3",
    "/documents/4",
    "/export",
    "/audit",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_and_nothing_scrolls_sideways(visit, full, scheme):
    run = full.api.reconcile(1, 2).reconciliation_id
    pages = [*PAGES, "/reconcile", "/overview", f"/reconcile/{run}", f"/reconcile/{run}?show=unmatched"]
    page = visit(full, color_scheme=scheme)
    found = {}
    for path in pages:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(full.address + path)
        page.wait_for_load_state("networkidle")
        found[path] = grave(page)
        page.set_viewport_size(PHONE)
        wide, seen = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= seen, (path, wide, seen)
    assert found == {path: [] for path in pages}


def test_a_refusal_is_a_page_too(visit, full):
    page = visit(full)
    page.goto(full.address + "/documents/999")
    assert "There is no such record." in page.inner_text("main")
    assert grave(page) == []
    assert [text.split(":")[0] for text in visit.complaints] == ["Failed to load resource"]
    visit.complaints.clear()


def grave(page):
    """What axe-core calls serious or critical, each with the element it is about."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        (one["id"], node["target"], node["failureSummary"])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
