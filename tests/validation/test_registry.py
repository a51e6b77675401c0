"""DuckDB tells what Spark told of the same cohort, to the last digit. `make proof` has Spark say it again."""

import json
from pathlib import Path

from tests.validation.spark.cohort import lay_out

from openkap.gateways.registry.reading import opened
from openkap.gateways.registry.summary import summarise

HOME = Path(__file__).resolve().parent / "spark"


def test_duckdb_tells_what_spark_told(tmp_path: Path) -> None:
    lay_out(tmp_path / "r")
    found = summarise(opened(tmp_path / "r"), "DuckDB")["figures"]
    told = json.loads((HOME / "figures.json").read_text())
    assert [f["id"] for f in found] == [f["id"] for f in told]
    for ours, theirs in zip(found, told, strict=True):
        assert ours == theirs, ours["id"]
    assert sum(len(f["rows"]) for f in told) > 100
