"""A registry's folder opened by an engine: DuckDB in this process, or Spark."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis

from openkap.gateways.registry.layout import MANIFEST, TABLES, Scale

ENGINES = ("duckdb", "spark")
MEMORY = "3GB"  # of DuckDB; what does not fit is put aside on disk


class RegistryError(Exception):
    """A folder that is no sound registry. The message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The tables as expressions, and what the manifest says of them."""

    tables: Mapping[str, Any]
    scales: tuple[Scale, ...]
    manifest: dict[str, Any]


def opened(folder: Path, engine: str = "duckdb") -> Registry:
    """Open a folder that ``openkap registry build`` wrote. Raises RegistryError."""
    manifest = read_manifest(folder)
    connection = _connection(engine)
    tables = {name: _read(connection, engine, folder / name, columns) for name, columns in TABLES.items()}
    return Registry(tables, tuple(_scale(s) for s in manifest["scales"]), manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a folder says of itself. Raises RegistryError where it says nothing, or what we do not understand."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RegistryError(f"{folder} holds no registry. Run: openkap registry build {folder}") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise RegistryError(f"{folder / MANIFEST} is not JSON. Build the registry again.") from None
    if not isinstance(manifest, dict) or manifest.get("tables") != TABLES:
        raise RegistryError(f"{folder} was written by another version of OpenKAP. Build the registry again.")
    return manifest


def _connection(engine: str) -> Any:
    if engine == "duckdb":
        return ibis.duckdb.connect(memory_limit=MEMORY)
    if engine != "spark":
        raise RegistryError(f"There is no engine {engine!r}. There are: {', '.join(ENGINES)}.")
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise RegistryError("Spark is not installed here. Run: pip install 'openkap[spark]'") from None
    builder = SparkSession.builder.appName("openkap-registry").config("spark.sql.session.timeZone", "UTC")
    return ibis.pyspark.connect(builder.config("spark.ui.enabled", "false").getOrCreate())


def _read(connection: Any, engine: str, folder: Path, columns: Mapping[str, str]) -> Any:
    """One table with exactly its columns; a table without a row has no file, and is empty."""
    if not any(folder.rglob("*.parquet")):
        return ibis.memtable({name: [] for name in columns}, schema=ibis.schema(columns))
    if engine == "duckdb":
        table = connection.read_parquet(f"{folder}/**/*.parquet", table_name=folder.name, hive_partitioning=True)
    else:
        table = connection.read_parquet(str(folder), table_name=folder.name)
    if missing := set(columns) - set(table.columns):
        raise RegistryError(f"{folder} lacks {', '.join(sorted(missing))}. Build the registry again.")
    return table.select(*columns).cast(ibis.schema(columns))


def _scale(document: dict[str, Any]) -> Scale:
    numbers = {n: None if document[n] is None else Decimal(document[n])
               for n in ("response_percent", "remission", "reliable")}  # fmt: skip
    return Scale(document["instrument"], document["title"], document["pin"], document["lower_is_better"], **numbers)
