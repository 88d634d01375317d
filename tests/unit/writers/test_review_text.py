from __future__ import annotations

import io

from rich.console import Console

from perdiem.model.results import Portfolio, Status
from perdiem.writers.statuses import symbols_for
from perdiem.writers.text import comparison_text, portfolio_text, print_review, review_text
from tests.web.sample import sample_comparison, sample_portfolio


def test_a_finding_is_one_line_with_place_label_status_sentence_and_term() -> None:
    text = review_text(sample_portfolio().reviews[0])
    assert (
        "northern-prairie-2025.yaml:47:11  R07 not met  "
        "Second therapies are paid at 50% of the per diem, third ones not at all.  "
        "[concurrent_therapies.second] printed, source 1\n"
    ) in text


def test_a_silent_recommendation_is_one_line_under_its_heading() -> None:
    text = review_text(sample_portfolio().reviews[0])
    assert "\nR09  · silent  " in text
    assert "\n    The contract names no programme" in text


def test_a_source_is_named_once_and_findings_give_its_number() -> None:
    text = review_text(sample_portfolio().reviews[0])
    assert text.count("https://plan.example/manual.pdf") == 1
    sources = text.split("\nSources\n")[1]
    assert "Provider manual, chapter 12, dated 2025-01-01 | https://plan.example/manual.pdf\n" in sources
    assert "Fee schedule, 2025" in sources
    assert " inferred, source " in text


def test_a_remark_is_called_so_and_not_by_a_status() -> None:
    assert "R07 remark  The modifiers SH and SJ are kept" in review_text(sample_portfolio().reviews[0])


def test_what_the_reader_noted_stands_at_the_end() -> None:
    last = review_text(sample_portfolio().reviews[0]).splitlines()[-1]
    assert last.startswith("northern-prairie-2025.yaml:12:5: warning: rates.3.code: code ended on 2023-12-31")


def test_with_a_width_no_line_is_longer() -> None:
    for width in (80, 100):
        for text in (
            review_text(sample_portfolio().reviews[0], width=width),
            portfolio_text(sample_portfolio(), width=width),
        ):
            assert max(map(len, text.splitlines())) <= width


def test_the_matrix_shows_symbols_counts_and_a_legend_in_words() -> None:
    lines = portfolio_text(sample_portfolio(), width=80).splitlines()
    row = next(line for line in lines if line.startswith("Tri-River"))
    assert row.split()[2:] == [*"·○○·◐–○◐·○●○◐○·", *"13641"]
    met = next(line for line in lines if line.startswith("● met "))
    assert met.split()[2:] == list("242241211331313")
    for status in Status:
        assert any(f" {status.value}: " in line for line in lines)


def test_a_pipe_gets_no_colour_and_unbroken_lines() -> None:
    out = io.StringIO()
    print_review(sample_portfolio().reviews[0], Console(file=out, width=60))
    assert "\x1b" not in out.getvalue()
    assert review_text(sample_portfolio().reviews[0]) == out.getvalue()


def test_a_terminal_gets_colour_and_broken_lines() -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system="standard", no_color=False)
    print_review(sample_portfolio().reviews[0], console)
    assert "\x1b[1;31mnot met" in out.getvalue()


def test_a_terminal_without_the_symbols_gets_letters() -> None:
    assert symbols_for("utf-8")[Status.PARTLY] == "◐"
    assert symbols_for("cp1252")[Status.PARTLY] == "P"


def test_control_characters_of_a_contract_do_not_reach_the_terminal() -> None:
    from dataclasses import replace

    review = replace(sample_portfolio().reviews[0], title="Plan\x1b[2J\x07 A\nB")
    assert review_text(review).splitlines()[0] == "Plan [2J A B"


def test_square_brackets_are_text_and_not_markup() -> None:
    text = review_text(sample_portfolio().reviews[6])
    assert "[Payor] | [Provider]" in text


def test_an_empty_portfolio_says_so() -> None:
    assert portfolio_text(Portfolio(())) == "0 contracts\n"


def test_a_comparison_says_what_moved_and_which_terms_changed() -> None:
    text = comparison_text(sample_comparison())
    assert "2 verdicts moved, 13 stayed" in text
    assert "R07 ○ not met -> ● met: Pay each concurrent therapy in full" in text
    assert "northern-prairie-2025.yaml:47:11 concurrent_therapies.second: 0.50 -> 1.00 (R07)" in text
    assert "medicare.gy: (not stated) -> direct (R11)" in text
