"""`perdiem`: the commands, and what becomes of an error.

Only what a command's own words need is imported here: `perdiem --help` answers at once.
"""

from __future__ import annotations

import errno
import os
import sys
from functools import cache
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from perdiem.errors import FaultsFound, PerdiemError, UnwritableFile
from perdiem.faces.cli.adjudicate import adjudicate_command
from perdiem.faces.cli.amend import amend_command
from perdiem.faces.cli.authorize import app as authorize_app
from perdiem.faces.cli.check import check_command
from perdiem.faces.cli.codes import app as codes_app
from perdiem.faces.cli.compare import compare_command
from perdiem.faces.cli.convert import convert_command
from perdiem.faces.cli.demo import demo_command
from perdiem.faces.cli.explain import explain_command
from perdiem.faces.cli.impact import impact_command
from perdiem.faces.cli.measure import measure_command
from perdiem.faces.cli.new import new_command
from perdiem.faces.cli.programme import app as programme_app
from perdiem.faces.cli.rates import rates_command
from perdiem.faces.cli.review import review_command
from perdiem.faces.cli.scan import scan_command
from perdiem.faces.cli.schema import schema_command
from perdiem.faces.cli.serve import serve_command
from perdiem.faces.cli.site_of_care import site_of_care_command

BUG = 70  # EX_SOFTWARE of sysexits
FULL = (errno.ENOSPC, errno.EDQUOT)


class Commands(TyperGroup):
    """The commands; a wrong option is told without the words of the library that found it."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command. Raises typer.BadParameter for a wrong option, before anything is done."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ").replace("Input should", "it should")
            raise


app = typer.Typer(
    name="perdiem",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 100},
    help="Home-infusion contracts as text: reviewed against the 15 NHIA recommendations, amended, compared.\n\n"
    "Begin with:  perdiem demo\n\nThen:  perdiem new my-contract.yaml, perdiem review my-contract.yaml",
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"perdiem {version('perdiem-infusion')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Hold the options that come before a command."""


app.command("demo", short_help="Review real payors' published terms; leave the reports.")(demo_command)
app.command("new", short_help="Write a contract to fill in, empty or from a rate sheet.")(new_command)
app.command("check", short_help="Every fault of contracts and rate sheets, with its place.")(check_command)
app.command("review", short_help="Hold contracts against the 15 recommendations.")(review_command)
app.command("explain", short_help="A recommendation; or why a claim was decided so.")(explain_command)
app.command("amend", short_help="Adopt recommendations: amended file and Word amendment.")(amend_command)
app.command("compare", short_help="Two contracts: terms, review; the same claims under both.")(compare_command)
app.command("adjudicate", short_help="Decide and price claims; account for every dollar.")(adjudicate_command)
app.command("measure", short_help="Every outcome measure of a book, with its evidence.")(measure_command)
app.command("impact", short_help="What adopting recommendations costs and saves.")(impact_command)
app.command("site-of-care", short_help="What each drug is paid at home, suite, office, hospital.")(site_of_care_command)
app.command("scan", short_help="Every code that policy documents name, and what it means.")(scan_command)
app.command("convert", short_help="Claim files, tables, workbooks, databases into one another.")(convert_command)
app.command("rates", short_help="Published rate files into one table of home-infusion rates.")(rates_command)
app.command("serve", short_help="FHIR endpoints: prior authorization by the contract.")(serve_command)
app.command("schema", short_help="The JSON Schema of the contract file, for editors.")(schema_command)
app.add_typer(programme_app, name="programme", help="The PN programme of a contract: scored, or tried before signing.")
app.add_typer(authorize_app, name="authorize", short_help="Decide requests for authorization; worklist; figures.")
app.add_typer(codes_app, name="codes", help="Look up home-infusion codes by date; update them from a release.")


@cache
def command_line() -> Any:
    """All commands with their options, put together once in a process."""
    return get_command(app)


def run() -> None:
    """Run the command line; every error ends in a sentence and its exit code, a bug of ours in 70."""
    try:
        command_line()()
    except PerdiemError as error:
        typer.echo(str(error), err=True)
        if isinstance(error, FaultsFound):
            count = len(error.faults)
            typer.echo(f"{count} fault{'s' if count != 1 else ''}.", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # `perdiem ... | head`
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - must outlive this function
        sys.exit(0)
    except Exception as error:
        if os.environ.get("PERDIEM_DEBUG"):
            raise
        if isinstance(error, OSError) and error.errno in FULL:
            import tempfile

            typer.echo(
                f"The disk is full: {error}. Free some room, or name another place for what is written; temporary "
                f"files are in {tempfile.gettempdir()} (TMPDIR). Then run the command again.",
                err=True,
            )
            sys.exit(UnwritableFile.exit_code)
        typer.echo(
            f"This is a fault of Perdiem, not of your file: {type(error).__name__}: {error}\n"
            "Run the command again with PERDIEM_DEBUG=1 in the environment and report what it prints.",
            err=True,
        )
        sys.exit(BUG)
