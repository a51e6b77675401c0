"""`openkap score phq-9`: lines a second, with the start of the program told apart."""

import json
import os
import subprocess
import sys
import time
from random import Random

from _clinic import ROOT

LINES, LEAST = 100_000, 10_000  # lines; lines a second that are demanded
COMMAND = [sys.executable, "-m", "openkap", "score", "phq-9", "--json"]


def main() -> int:
    """Score one line, then many."""
    chance = Random(9)
    answers = "".join(json.dumps([chance.randint(0, 3) for _ in range(9)]) + "\n" for _ in range(LINES))
    start, whole = seconds(answers.split("\n", 1)[0] + "\n", 1), seconds(answers, LINES)
    rate = LINES / (whole - start)
    print(f"start {start:.2f} s; {LINES:,} answer sets in {whole:.2f} s: {rate:,.0f} a second")
    return int(rate < LEAST)


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
