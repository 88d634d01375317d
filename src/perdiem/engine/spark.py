"""How Spark is opened: a session with the plan's settings, over tables that are kept as Parquet in a working folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from perdiem.engine.types import sql_type
from perdiem.errors import UnreadableFile, UnwritableFile, UsageError
from perdiem.model.book import Table

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST_JAVA = 17  # what Spark 4 asks for
ROWS_AT_ONCE = 100_000
HOW_TO_INSTALL = "install it with `pip install perdiem-infusion[spark]`; it needs Java 17 or later"

MEANING = {
    "spark.sql.ansi.enabled": "true",  # an overflow or a value of the wrong kind is an error, not an empty value
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",  # else a product's last decimals are cut without a word
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # days are days, also before 1582
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
}
"""Settings without which Spark would give other results than DuckDB. Every session that the plan runs on has them."""

OWN = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",  # what is shown is for the faces to say
    "spark.driver.bindAddress": "127.0.0.1",  # nothing is reached, or reached by others, over the network
    "spark.driver.host": "127.0.0.1",
    "spark.sql.catalogImplementation": "in-memory",
}
QUIET = """rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %m%n
"""


class SparkEngine:
    """A Spark session and the folder where its tables stand, each a temporary view over Parquet files of its own.

    Each table is written before the next is made from it, so that no query grows into the queries that it rests on.
    Closing the engine removes the tables; it ends the session where the engine opened it.
    """

    def __init__(self, session: SparkSession, folder: Path, *, is_own: bool) -> None:
        self.session, self.folder, self._is_own = session, folder, is_own

    def load(self, name: str, arrow: Any) -> None:
        """Makes a pyarrow table a table of this name, in its own columns and types."""
        import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it ships no types

        folder = self._empty_folder(name)
        pq.write_table(arrow, folder / "loaded.parquet", store_schema=False)
        self.session.read.parquet(address(folder)).createOrReplaceTempView(name)

    def load_book_table(self, name: str, table: Table, source: Any) -> None:
        """Makes a table of the book, a pyarrow table or a path to Parquet, a table in the declared columns.

        A column that may be empty may be absent. Raises UnreadableFile where there is no such Parquet, UsageError
        where a required column is absent or the book has no such column.
        """
        if isinstance(source, str | Path):
            found, is_file = self._parquet(Path(source)), True
        else:
            self.load(f"loaded_{name}", source.cast(_declared(table, source)))
            found, is_file = self.session.table(f"loaded_{name}"), False
        where = str(source) if is_file else f"the table {table.name}"
        if unknown := sorted(set(found.columns) - set(table.names)):
            raise UsageError(f"{where}: {table.name} has no column {', '.join(unknown)}; rename it or leave it out")
        if missing := [each.name for each in table.columns if each.required and each.name not in found.columns]:
            raise UsageError(f"{where}: the column {', '.join(missing)} of {table.name} is missing")
        found.selectExpr(*cast_columns(table, frozenset(found.columns))).createOrReplaceTempView(name)

    def make(self, name: str, query: str, columns: Table | None = None) -> None:
        """Makes a query over the engine's tables a table of this name; with `columns`, in those columns and types."""
        frame = self.session.sql(query)
        if columns is not None:
            frame = frame.selectExpr(*cast_columns(columns, frozenset(columns.names)))
        folder = self._empty_folder(name)
        frame.write.mode("overwrite").parquet(address(folder))
        self.session.read.schema(frame.schema).parquet(address(folder)).createOrReplaceTempView(name)

    def drop(self, name: str) -> None:
        """Removes a table and its files."""
        self.session.catalog.dropTempView(name)
        shutil.rmtree(self.folder / name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a query that gives few. They come by way of a file: PySpark leaves its own sockets open."""
        import pyarrow.dataset as ds  # type: ignore[import-untyped]  # it ships no types

        self.make("asked_once", query)
        found = ds.dataset(self.folder / "asked_once", format="parquet").to_table().to_pylist()
        self.drop("asked_once")
        return [tuple(row.values()) for row in found]

    def batches(self, name: str, table: Table) -> Iterator[Any]:
        """A table as pyarrow record batches in the declared schema, read from its files as they are taken."""
        import pyarrow.dataset as ds

        for batch in ds.dataset(self.folder / name, format="parquet").to_batches(batch_size=ROWS_AT_ONCE):
            yield batch.cast(table.arrow_schema())

    def close(self) -> None:
        """Removes every table, and ends the session where it is the engine's own."""
        if self._is_own:
            self.session.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _parquet(self, path: Path) -> Any:
        from pyspark.errors import AnalysisException

        try:
            return self.session.read.parquet(address(path.absolute()))
        except AnalysisException as error:
            raise UnreadableFile(path, f"Spark cannot read it as Parquet: {_first_line(error)}") from None

    def _empty_folder(self, name: str) -> Path:
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder


def open_spark(
    *,
    memory: str = "2g",
    threads: int | None = None,
    partitions: int | None = None,
    folder: Path | None = None,
    session: SparkSession | None = None,
) -> SparkEngine:
    """A Spark engine: on this machine alone, or over a session that is already open, on a cluster for example.

    `memory` is in Spark's words and goes to the one Java process; `threads` is by default one for each core;
    `partitions` is how many parts a sort or join is dealt into, by default Spark's own 200. `folder` is where the
    working folder is made, by default where the system keeps temporary files; on a cluster it must be one that every
    machine reaches by the same path. With `session` the engine works in a new session beside it, with the settings
    in `MEANING`; `memory` and `threads` are then not looked at.
    Raises UsageError where PySpark or Java is missing, or Spark does not start.
    """
    _check_installed()
    if session is None:
        _check_can_start()
    try:
        made = Path(tempfile.mkdtemp(prefix="perdiem-spark-", dir=folder))
    except OSError as error:
        raise UnwritableFile(
            folder or tempfile.gettempdir(), f"no working folder can be made: {error.strerror}"
        ) from None
    try:
        held = _started(made, memory, threads) if session is None else session.newSession()
    except Exception as error:
        shutil.rmtree(made, ignore_errors=True)
        raise UsageError(f"Spark does not start: {_first_line(error)}") from error
    for name, value in MEANING.items():
        held.conf.set(name, value)
    if partitions is not None:
        held.conf.set("spark.sql.shuffle.partitions", str(partitions))
    return SparkEngine(held, made, is_own=session is None)


def _started(folder: Path, memory: str, threads: int | None) -> SparkSession:
    from pyspark.sql import SparkSession

    logging = folder / "log4j2.properties"
    logging.write_text(QUIET, encoding="utf-8")
    # vfork: Java's own helper process cannot be started in some containers ("Failed to exec spawn helper")
    java = f"-Djdk.lang.Process.launchMechanism=vfork -Dlog4j2.configurationFile={logging.as_uri()}"
    builder = SparkSession.builder.master(f"local[{threads or '*'}]").appName("perdiem")
    settings = OWN | {
        "spark.driver.memory": memory,
        "spark.driver.extraJavaOptions": java,
        "spark.local.dir": str(folder / "spill"),
        "spark.sql.warehouse.dir": address(folder / "warehouse"),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _check_installed() -> None:
    try:
        import pyspark  # noqa: F401  # only to see whether it is there
    except ImportError:
        raise UsageError(f"PySpark is not installed; {HOW_TO_INSTALL}") from None


def _check_can_start() -> None:
    from pyspark import SparkContext

    if SparkContext._active_spark_context is not None:
        raise UsageError("a Spark session is already open in this process; hand it over as `session`")
    found = java_version()
    if found < OLDEST_JAVA:
        said = f"Java {found} is too old" if found else "Java was not found on the PATH or under JAVA_HOME"
        raise UsageError(f"{said}: Spark needs Java {OLDEST_JAVA} or later (on Debian: openjdk-17-jre-headless)")


def java_version() -> int:
    """The feature release of the Java that Spark would use, such as 17; 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    try:
        said = subprocess.run([program or "java", "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else 0


def spark_type(table: Table, column: str) -> str:
    """The type of a declared column as Spark writes it."""
    return sql_type(table.column(column).type).replace("VARCHAR", "STRING")


def cast_columns(table: Table, present: frozenset[str]) -> list[str]:
    """Each declared column as an expression of Spark's; one that is not present is empty."""
    sources = {each.name: f"`{each.name}`" if each.name in present else "NULL" for each in table.columns}
    return [f"CAST({source} AS {spark_type(table, name)}) AS `{name}`" for name, source in sources.items()]


def _declared(table: Table, arrow: Any) -> Any:
    """The declared types of those columns that a pyarrow table has; a column of no declared name keeps its own."""
    import pyarrow as pa

    types = dict(zip(table.names, table.arrow_schema().types, strict=True))
    return pa.schema([(each.name, types.get(each.name, each.type)) for each in arrow.schema])


def address(path: Path) -> str:
    """A path of this machine as Spark must be given it, whatever its default file system is."""
    return f"file://{path}"


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0]
