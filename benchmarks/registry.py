"""The registry's whole report from a thousand people to a million (50 million observations), on DuckDB; Spark by name.

`registry.py` runs DuckDB; `registry.py spark` also has Spark work out the same figures and compares every number.
"""

import json
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

MOST_SECONDS, MOST_GB = 20, 4
SIZES = (1_000, 10_000, 100_000, 1_000_000)
SCORES, SESSIONS = 22, 6  # per instrument and person; two instruments: 50 observations a person


def main() -> int:
    """Make each size, report, say figures."""
    from openkap.gateways.registry.reading import opened
    from openkap.gateways.registry.summary import summarise

    broken = False
    for people in SIZES:
        with TemporaryDirectory(prefix="openkap-registry-") as home:
            folder = Path(home) / "registry"
            invent(folder, people)
            took, found = {}, {}
            for engine in ("duckdb", *sys.argv[1:]):
                began = time.monotonic()
                found[engine] = summarise(opened(folder, engine), "bench")
                took[engine] = time.monotonic() - began
            same = all(json.dumps(one) == json.dumps(found["duckdb"]) for one in found.values())
            used_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            figures = "  ".join(f"{engine} {seconds:6.2f} s" for engine, seconds in took.items())
            size = f"{people:9,} people, {people * (2 * SCORES + SESSIONS):11,} observations"
            agree = "" if len(found) == 1 else "  the same numbers" if same else "  OTHER NUMBERS"
            print(f"{size}: {figures}  at most {used_gb:.1f} GB{agree}", flush=True)
            broken = broken or not same
    broken = broken or took["duckdb"] > MOST_SECONDS or used_gb > MOST_GB
    print(f"report under {MOST_SECONDS} s and {MOST_GB} GB on DuckDB: {'NOT kept' if broken else 'kept'}")
    return int(broken)


def invent(folder: Path, people: int) -> None:
    """A folder of the registry's form with invented people, laid down by DuckDB itself; the same for the same size."""
    import duckdb

    from openkap.gateways.registry.layout import DAY_MIN, MANIFEST, PARTITIONED, TABLES

    folder.mkdir(parents=True)
    db = duckdb.connect()
    chance = "(hash({}) % 1000000) / 1000000.0".format
    week, day = 7 * DAY_MIN, DAY_MIN
    tables = {
        "people": f"""SELECT i AS person, 'site ' || (i % 7) AS site, ['female', 'male'][1 + i % 2] AS sex,
            ['18-29', '30-44', '45-64', '65+'][1 + i % 4] AS age_band, {chance("i, 1")} < 0.8 AS eligible
            FROM range({people}) t(i)""",
        "courses": f"""SELECT i AS course, i AS person, 'site ' || (i % 7) AS site, 'both' AS kind,
            ['esketamine-nasal', 'ketamine-iv'][1 + i % 2] AS product, '2026-Q' || (1 + i % 4) AS quarter,
            {chance("i, 2")} < 0.9 AS dosed, {SESSIONS}::INTEGER AS doses FROM range({people}) t(i)""",
        "scores": f"""SELECT i AS course, ['phq-9', 'gad-7'][1 + k] AS instrument,
            ((w - 1) * {week} + (hash(i, w, k) % {2 * day})::INTEGER)::INTEGER AS minute,
            (1000 * greatest(0, floor(18 - w * 0.8 * {chance("i, 3")} - 8 * {chance("i, w, k")})))::INTEGER AS milli
            FROM range({people}) t(i), range({SCORES}) s(w), range(2) n(k)
            WHERE {chance("i, w, k, 4")} < 1 - 0.02 * w OR w = 0""",
        "sessions": f"""SELECT i AS course, (s * {3 * day})::INTEGER AS minute, 56.0::DOUBLE AS dose_mg,
            CASE WHEN {chance("i, s, 5")} < 0.97 THEN 'discharged' ELSE 'left-against-advice' END AS ended,
            ({chance("i, s, 6")} < 0.03)::INTEGER AS urgent FROM range({people}) t(i), range({SESSIONS}) n(s)""",
    }
    for name, query in tables.items():
        where = f"PARTITION_BY ({PARTITIONED[name]})" if name == "scores" else "PER_THREAD_OUTPUT"
        db.execute(f"COPY ({query}) TO '{folder / name}' (FORMAT parquet, {where})")
    scale = {"title": "", "pin": "", "lower_is_better": True, "response_percent": "50", "reliable": "5"}
    scales = [scale | {"instrument": "phq-9", "remission": "4"}, scale | {"instrument": "gad-7", "remission": "4"}]
    said = {"built_at": "", "version": "", "sites": 7, "left_out": {}}
    (folder / MANIFEST).write_text(json.dumps({**said, "scales": scales, "tables": TABLES}))


if __name__ == "__main__":
    sys.exit(main())
