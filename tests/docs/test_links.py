"""Every relative link leads to a file, and to a heading in it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.markdown import FILES, ROOT, anchors, links, name


@pytest.mark.parametrize("page", FILES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    wrong = []
    for target in links(page):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        file, _, heading = unquote(target).partition("#")
        path = (page.parent / file).resolve() if file else page
        if not path.exists() or not path.is_relative_to(ROOT):
            wrong.append(f"{target}: no such file")
        elif heading and path.suffix == ".md" and heading not in anchors(path):
            wrong.append(f"{target}: no such heading")
    assert not wrong, wrong


def test_every_page_can_be_reached_from_the_map() -> None:
    docs = ROOT / "docs"
    reached: set[Path] = set()
    waiting = [docs / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.is_file() or page.suffix != ".md":
            continue
        reached.add(page)
        waiting += [(page.parent / target.partition("#")[0]).resolve() for target in links(page)]
    assert {path for path in FILES if docs in path.parents} - reached <= {docs / "benchmarks.md"}
