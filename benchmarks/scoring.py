"""PHQ-9: a million answer sets in columns, one set at a time beside `clincalc`, and the lines of `openkap score`."""

import json
import os
import subprocess
import sys
import time
from random import Random

from _clinic import ROOT

LINES, LEAST = 100_000, 10_000  # lines; lines a second that are demanded
ROWS, MOST_S = 1_000_000, 2.0  # answer sets in columns; seconds of one core that are allowed
ALONE = 20_000  # sets that are scored one at a time
COMMAND = [sys.executable, "-m", "openkap", "score", "phq-9", "--json"]


def main() -> int:
    """Columns, one at a time, lines."""
    one_at_a_time()
    kept = [in_columns(), in_lines()]
    return int(not all(kept))


def in_columns() -> bool:
    """A million whole sets, and as many of which one answer in two hundred is blank."""
    from openkap.clinical.instruments.columns import score_columns
    from openkap.content import catalogue

    chance, phq_9 = Random(9), catalogue.entry("instruments", "phq-9").value
    took = []
    for answers in ((0, 1, 2, 3) * 50, (0, 1, 2, 3) * 50 + (None,)):
        columns = {item: chance.choices(answers, k=ROWS) for item in phq_9.score.of}
        began = time.process_time()
        score_columns(phq_9, columns)
        took.append(time.process_time() - began)
    print(f"{ROWS:,} answer sets in columns: {took[0]:.2f} s of one core; with blanks {took[1]:.2f} s")
    return max(took) <= MOST_S


def one_at_a_time() -> None:
    """The whole judgement of a set, with flags and reasons, beside an independent package that scores."""
    import clincalc

    from openkap.clinical.instruments.scoring import assess
    from openkap.content import catalogue

    chance, phq_9 = Random(9), catalogue.entry("instruments", "phq-9").value
    sets = [[chance.randint(0, 3) for _ in range(9)] for _ in range(ALONE)]
    clincalc.calculate("phq9", {"responses": sets[0]})
    began = time.process_time()
    for answers in sets:
        assess(phq_9, dict(zip(phq_9.score.of, answers, strict=True)))
    between = time.process_time()
    for answers in sets:
        clincalc.calculate("phq9", {"responses": answers})
    ours, theirs = between - began, time.process_time() - between
    rates = f"{ALONE / ours:,.0f} a second; clincalc {ALONE / theirs:,.0f}"
    print(f"one at a time, with flags and reasons: {rates}; we take {ours / theirs:.1f} times as long")


def in_lines() -> bool:
    """One line, then many, so that the start of the program is told apart."""
    chance = Random(9)
    answers = "".join(json.dumps([chance.randint(0, 3) for _ in range(9)]) + "\n" for _ in range(LINES))
    start, whole = seconds(answers.split("\n", 1)[0] + "\n", 1), seconds(answers, LINES)
    rate = LINES / (whole - start)
    print(f"start {start:.2f} s; {LINES:,} answer sets in {whole:.2f} s: {rate:,.0f} a second")
    return rate >= LEAST


def seconds(answers: str, lines: int) -> float:
    """One run over these lines."""
    began = time.perf_counter()
    ran = subprocess.run(
        COMMAND, input=answers, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    took = time.perf_counter() - began
    if ran.stdout.count("\n") != lines:
        raise RuntimeError(f"{lines} lines went in and {ran.stdout.count(chr(10))} came out.")
    return took


if __name__ == "__main__":
    sys.exit(main())
