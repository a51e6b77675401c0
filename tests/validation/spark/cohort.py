"""The cohort that DuckDB and Spark both report on: invented courses, the same wherever they are made."""

from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from openkap.gateways.registry.layout import DAY_MIN, Scale
from openkap.gateways.registry.writing import write

PEOPLE = 1500
SCALES = (
    Scale("phq-9", "PHQ-9", "instruments/phq-9@1.0.0", lower_is_better=True, response_percent=Decimal(50),
          remission=Decimal(4), reliable=Decimal(6)),
    Scale("who-5", "WHO-5", "instruments/who-5@1.0.0", lower_is_better=False, response_percent=None,
          remission=Decimal(13), reliable=Decimal(10)),
)  # fmt: skip


def lay_out(folder: Path) -> None:
    """Write it as a registry's folder."""
    chance = Random(20261121)
    rows: dict[str, list[tuple[Any, ...]]] = {"people": [], "courses": [], "scores": [], "sessions": []}
    for n in range(PEOPLE):
        site, product = chance.choice(["Harbour", "Hill"]), chance.choice(["esketamine-nasal", "ketamine-iv"])
        dosed, doses = chance.random() < 0.9, chance.randint(1, 12)
        rows["people"].append((n, site, "female", "30 to 44", chance.random() < 0.8))
        rows["courses"].append((n, n, site, "both", product, f"2026-Q{chance.randint(1, 4)}", dosed, dosed * doses))
        for instrument, top in (("phq-9", 27), ("who-5", 25)):
            for minute in sorted({chance.randint(-14 * DAY_MIN, 200 * DAY_MIN) for _ in range(chance.randint(0, 14))}):
                rows["scores"].append((n, instrument, minute, chance.randint(0, top) * 1000))
        for session in range(dosed * doses):
            ended = chance.choices(["discharged", "left-against-advice", "transferred"], [95, 4, 1])[0]
            rows["sessions"].append((n, session * 3 * DAY_MIN, 56.0, ended, int(chance.random() < 0.03)))
    write(folder, rows, SCALES, {"built_at": "2026-11-21", "version": "1", "sites": ["Harbour"], "left_out": {}})
