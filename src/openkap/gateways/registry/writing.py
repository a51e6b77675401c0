"""A registry's folder written: partitioned Parquet, aside first, and put in its place only when it is whole."""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from openkap.gateways.registry.layout import MANIFEST, PARTITIONED, TABLES, Scale

BATCH = 50_000
_TYPES = {"int64": pa.int64(), "int32": pa.int32(), "string": pa.string(), "boolean": pa.bool_(),
          "float64": pa.float64()}  # fmt: skip


def write(
    folder: Path, tables: Mapping[str, Iterable[tuple[Any, ...]]], scales: Iterable[Scale], said: Mapping[str, Any]
) -> dict[str, int]:
    """Write every table from its rows, in the order of its columns, and the manifest last. Returns rows by table."""
    aside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    rows = {name: _table(aside / name, columns, PARTITIONED[name], tables[name]) for name, columns in TABLES.items()}
    listed = [{k: v if isinstance(v, bool | None) else str(v) for k, v in asdict(s).items()} for s in scales]
    manifest = {**said, "rows": rows, "scales": listed, "tables": TABLES}
    (aside / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if folder.exists():
        before = folder.with_name(f"{folder.name}.before")
        shutil.rmtree(before, ignore_errors=True)
        folder.rename(before)
        aside.rename(folder)
        shutil.rmtree(before)
    else:
        aside.rename(folder)
    return rows


def _table(folder: Path, columns: Mapping[str, str], partition: str, rows: Iterable[tuple[Any, ...]]) -> int:
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
    count = 0

    def batches() -> Iterable[pa.RecordBatch]:
        nonlocal count
        waiting: list[tuple[Any, ...]] = []
        for row in rows:
            waiting.append(row)
            if len(waiting) == BATCH:
                count += len(waiting)
                yield _batch(waiting, schema)
                waiting = []
        if waiting:
            count += len(waiting)
            yield _batch(waiting, schema)

    by = ds.partitioning(pa.schema([(partition, pa.string())]), flavor="hive")
    ds.write_dataset(batches(), folder, schema=schema, format="parquet", partitioning=by, max_partitions=4096)
    return count


def _batch(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    return pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
