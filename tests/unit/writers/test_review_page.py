from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from perdiem.errors import UsageError
from perdiem.model.results import Portfolio, Status
from perdiem.writers.html import review_html
from tests.web.sample import large_portfolio, sample_portfolio, sample_sources
from tests.web.sample_pages import sample_pages


def page_of(portfolio: Portfolio) -> str:
    return review_html(portfolio, sample_pages(), sources=sample_sources())


@pytest.fixture(scope="module")
def seven() -> str:
    return page_of(sample_portfolio())


class Outline(HTMLParser):
    """The headings' levels, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


def test_headings_begin_at_one_and_skip_no_level(seven: str) -> None:
    levels = Outline(seven).levels
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_contract_and_recommendation_has_its_place(seven: str) -> None:
    for review in sample_portfolio().reviews:
        for number in range(1, 16):
            assert f'id="c-{review.contract}-r{number:02d}"' in seven
    for number in range(1, 16):
        assert f'<article class="recommendation" id="r{number:02d}">' in seven


def test_a_status_is_never_shown_by_colour_alone(seven: str) -> None:
    for status in Status:
        word = status.value.replace(" ", "-")
        assert f'<symbol id="i-{word}"' in seven
        assert f'<a class="{word}" href="#c-' in seven
        assert re.search(rf'<use href="#i-{word}"/></svg>{status.value}</a>', seven)


def test_the_page_holds_no_address_that_a_browser_would_load(seven: str) -> None:
    assert re.findall(r'(?:src|srcset|action|poster)="[^"]*"|url\([^)]*\)|@import', seven) == []
    assert re.findall(r"<link[^>]*>", seven) == ['<link rel="icon" href="data:,">']


def test_what_a_contract_says_is_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>\"'&</style>"
    review = sample_portfolio().reviews[0]
    results = tuple(
        replace(
            result,
            title=evil,
            findings=tuple(replace(f, sentence=evil, element=evil, term=evil) for f in result.findings),
        )
        for result in review.results
    )
    review = replace(review, contract=evil, title=evil, payor=evil, provider=evil, about=evil, results=results)
    pages = {
        number: replace(page, title=evil, why=evil, clause=evil, summary=evil, slug=evil)
        for number, page in sample_pages().items()
    }
    text = review_html(Portfolio((review, review)), pages, sources={review.file: evil}, title=evil)
    assert "<script>alert" not in text
    assert text.count("</script>") == 1
    assert text.count("</style>") == 1


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    review = sample_portfolio().reviews[0]
    found = review.results[0].findings[0]
    assert found.citation is not None
    finding = replace(found, citation=replace(found.citation, url="javascript:alert(1)"))
    results = (replace(review.results[0], findings=(finding,)), *review.results[1:])
    assert "javascript:" not in page_of(Portfolio((replace(review, results=results),)))


def test_a_finding_leads_to_its_line_only_where_the_text_is_given(seven: str) -> None:
    assert 'href="#f-northern-prairie-2025-47">northern-prairie-2025.yaml:47:11</a>' in seven
    assert '<li id="f-northern-prairie-2025-47"><span>concurrent_therapies:</span>' in seven
    without = review_html(sample_portfolio(), sample_pages())
    assert "<span>northern-prairie-2025.yaml:47:11</span>" in without
    assert 'id="sources"' not in without


def test_one_contract_gets_a_scorecard_of_15_tiles() -> None:
    text = page_of(Portfolio(sample_portfolio().reviews[:1]))
    wide = text[text.index('class="drawing wide"') : text.index('class="drawing narrow"')]
    assert wide.count('<rect class="tile') == 15
    assert "Scorecard of Northern Prairie Health" in wide


def test_the_same_input_gives_the_same_page(seven: str) -> None:
    assert page_of(sample_portfolio()) == seven


def test_the_date_is_the_last_review_or_the_one_given(seven: str) -> None:
    assert '<time datetime="2025-09-15">September 15, 2025</time>' in seven
    later = review_html(sample_portfolio(), sample_pages(), on=date(2025, 10, 2))
    assert '<time datetime="2025-10-02">October 2, 2025</time>' in later


def test_eight_contracts_stay_below_400_kilobytes() -> None:
    eighth = replace(sample_portfolio().reviews[0], contract="eighth")
    portfolio = Portfolio((*sample_portfolio().reviews, eighth))
    assert len(page_of(portfolio).encode()) < 400_000


def test_sixty_contracts_and_missing_pages_are_no_trouble() -> None:
    text = review_html(large_portfolio(60), {})
    assert text.count('class="name"') == 120  # the wide and the narrow drawing


def test_no_contract_is_an_error_that_says_so() -> None:
    with pytest.raises(UsageError, match="at least one reviewed contract"):
        review_html(Portfolio(()), sample_pages())
