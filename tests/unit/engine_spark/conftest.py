from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from perdiem.engine.spark import SparkEngine, open_spark


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkEngine]:
    """One session for all tests; small books want a quick start, not a compiler that thinks long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        with open_spark(memory="1g", threads=os.cpu_count(), partitions=1) as engine:
            engine.session.conf.set("spark.sql.adaptive.enabled", "false")  # one partition needs no second thoughts
            engine.session.conf.set("spark.sql.codegen.wholeStage", "false")  # few rows are not worth a compiled class
            engine.session.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            yield engine
