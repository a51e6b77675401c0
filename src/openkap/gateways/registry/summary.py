"""What a registry tells: every measure's figures with small cells kept back, as one document; and several made one.

A summary holds counts and sums alone, so that clinics can exchange summaries and no row ever leaves any of them.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openkap.gateways.registry.layout import PER_POINT
from openkap.gateways.registry.measures import ENDPOINT_DAYS, PERIOD_WEEKS, Measure, measures, prepared
from openkap.gateways.registry.reading import Registry, RegistryError
from openkap.gateways.registry.suppression import LEAST, Row, small, suppressed

FORMAT = "openkap-registry-summary-1"
METHODS = (
    "A course is analysed where a score was taken before the first dose and again about four weeks after it.",
    f"That is the last score from day {ENDPOINT_DAYS[0]} on, before day {ENDPOINT_DAYS[1]}.",
    "Who was not measured is in the counts, and not in the shares.",
    "Response, remission and change beyond chance follow each instrument's own published rules, which stand below.",
    f"Counts of 1 to {LEAST - 1}, and counts that would give one away, are kept back.",
    f"Time to the first response is counted in periods of {PERIOD_WEEKS} weeks, to the score that showed it.",
    "These are people who were treated, without a comparison. The figures show no cause.",
)


def summarise(registry: Registry, made_by: str) -> dict[str, Any]:
    """Work every measure out and keep small cells back."""
    tables = prepared(registry.tables, registry.scales)
    figures = [_figures(measure, tables) for measure in measures(registry.scales)]
    return {
        "format": FORMAT,
        "made_by": made_by,
        "sources": [{k: registry.manifest[k] for k in ("built_at", "version", "sites", "left_out")}],
        "per_point": PER_POINT,
        "methods": list(METHODS),
        "scales": registry.manifest["scales"],
        "figures": figures,
    }


def _figures(measure: Measure, tables: Mapping[str, Any]) -> dict[str, Any]:
    columns = [*measure.names, *measure.within, *(measure.sums or {})]
    rows = measure.of(tables).select(*columns).order_by(list(measure.names)).to_pyarrow().to_pylist()
    plain = [{k: v if v is None or isinstance(v, str) else int(v) for k, v in row.items()} for row in rows]
    told = suppressed(plain, measure.names, measure.within, measure.sums or {})
    return {
        "id": measure.id, "title": measure.title, "instrument": measure.instrument, "names": list(measure.names),
        "within": dict(measure.within), "sums": dict(measure.sums or {}), "rows": told,
    }  # fmt: skip


def parsed(file: Path) -> dict[str, Any]:
    """A clinic's summary from a file. Raises RegistryError where it is none, or tells a count that is too small."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        known = found["format"] == FORMAT
        counts = [row[n] for f in found["figures"] for row in f["rows"] for n in f["within"]]
        well = known and isinstance(found["sources"], list) and all(s["instrument"] for s in found["scales"])
    except (OSError, ValueError, KeyError, TypeError):
        well, counts = False, []
    if not well or not all(c is None or (type(c) is int and c >= 0) for c in counts):
        raise RegistryError(f"{file} is no summary of this version. Make it with `openkap registry report --json`.")
    if any(c is not None and small(c) for c in counts):
        words = f"{file} tells a count of 1 to {LEAST - 1}. Ask that clinic for a report that keeps it back."
        raise RegistryError(words)
    return dict(found)


def combined(summaries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several clinics' summaries as one. A cell adds up what was told; ``silent`` says how many clinics kept theirs.

    Raises RegistryError where they do not speak of the same measures by the same rules.
    """
    if len(summaries) < 2:
        raise RegistryError("Name at least two summaries. Each is a file that `openkap registry report --json` wrote.")
    first = summaries[0]
    rules = {s["instrument"]: s for one in summaries for s in one["scales"]}
    for one in summaries:
        for scale in one["scales"]:
            if scale != rules[scale["instrument"]]:
                raise RegistryError(f"Clinics judged {scale['title']} by different rules, so nothing is added up.")
    by_id: dict[str, list[Mapping[str, Any]]] = {}
    for one in summaries:
        for figures in one["figures"]:
            by_id.setdefault(figures["id"], []).append(figures)
    return {
        **first,
        "sources": [source for one in summaries for source in one["sources"]],
        "scales": list(rules.values()),
        "figures": [_added(of_it) for of_it in by_id.values()],
    }


def _added(figures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One measure of several clinics. ``NAME_of`` is the larger count among the clinics that told ``NAME``."""
    names, within, sums = (figures[0][k] for k in ("names", "within", "sums"))
    outer = {**within, **sums}
    empty = {**dict.fromkeys(outer), **{f"{n}_of": 0 for n, of in outer.items() if of}, "silent": 0}
    rows: dict[tuple[Any, ...], Row] = {}
    for row in (row for one in figures for row in one["rows"]):
        key = tuple(row[n] for n in names)
        into = rows.setdefault(key, {**dict(zip(names, key, strict=True)), **empty})
        into["silent"] += row.get("silent", int(any(row[n] is None for n in outer)))
        for name in (n for n in outer if row[n] is not None):
            into[name] = (into[name] or 0) + row[name]
            if outer[name]:
                into[f"{name}_of"] += row.get(f"{name}_of", row[outer[name]])
    return {**figures[0], "rows": [rows[key] for key in sorted(rows, key=str)]}
