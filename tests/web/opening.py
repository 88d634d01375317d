"""A page opened in the browser, and what axe says of it as readers meet it: by day, in the dark, on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page

Scheme = Literal["light", "dark"]
LOOKS = ("light", "dark", "phone")
DARK = "runOnly: ['color-contrast', 'link-in-text-block']"  # the dark look changes colours alone
OPEN_ALL = """
async () => {
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  await new Promise(done => setTimeout(done, 100));
}
"""


@contextmanager
def opened(browser: Browser, path: Path, *, width: int = 1280, scheme: Scheme = "light", **more: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more)
    page = context.new_page()
    page.goto(path.as_uri())
    yield page
    context.close()


def faults_of(browser: Browser, axe: str, path: Path, look: str) -> list[tuple[Any, Any]]:
    """The rules that a page breaks, each with the first element that does, every fold of the page open."""
    width = 360 if look == "phone" else 1280
    with opened(browser, path, width=width, scheme="dark" if look == "dark" else "light") as page:
        page.evaluate(OPEN_ALL)
        page.evaluate(axe)
        found = page.evaluate(f"axe.run({{ resultTypes: ['violations'], {DARK if look == 'dark' else ''} }})")[
            "violations"
        ]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found]
