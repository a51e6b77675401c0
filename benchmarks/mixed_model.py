"""1,000 people by 7 visits, a fifth missing: our mixed model beside R's `nlme::gls` on the same answers."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # both sides on one core

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from _clinic import ROOT

sys.path.insert(0, str(ROOT / "src"))
from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.repeated import Model, Repeated, mixed_model

PEOPLE, VISITS, MISSING = 1_000, 7, 0.2
DEMAND, APART = 10, 1e-4  # times as fast; in points of the scale
GLS = """
suppressMessages(library(nlme))
long <- read.csv(commandArgs(TRUE)[1]); long$visit <- factor(long$k); long$arm <- factor(long$arm)
took <- system.time(fit <- gls(score ~ 0 + visit:arm + visit:before, long, correlation = corSymm(form = ~ k | subject),
  weights = varIdent(form = ~ 1 | visit), method = "REML",
  control = glsControl(maxIter = 200, msMaxIter = 500, tolerance = 1e-8)))
cat(took[["elapsed"]], formatC(coef(fit)[1:14], digits = 12, format = "g"))
"""


def main() -> int:
    """Time both; also say how far their means are apart. Without R, only ours."""
    for many in (100, 300, PEOPLE):
        people = _people(many)
        took = min(_fitted(people)[1] for _ in range(3))
        print(f"ours, {many:5,} people by {VISITS} visits: {took:.3f} s")
    if shutil.which("Rscript") is None:
        print("R is not here: no comparison. Debian has it as r-base-core and r-cran-nlme.")
        return 0
    seconds, theirs = _gls(people)
    model = _fitted(people)[0]
    before = np.array([model.mean(group, visit).value for group in model.groups for visit in range(VISITS)])
    apart = float(np.abs(before - theirs).max())
    print(f"nlme::gls: {seconds:.1f} s; means apart by at most {apart:.1e} points")
    print(f"ratio: {seconds / took:.0f} times")
    return int(seconds / took < DEMAND or apart > APART)


def _people(many: int) -> list[Repeated]:
    chance = np.random.default_rng(1)
    before = chance.normal(0, 5, many)
    before -= before.mean()  # so that the model's means are the coefficients of the other
    drift = np.cumsum(chance.normal(0, 2.5, (many, VISITS)), axis=1) + chance.normal(0, 2, (many, VISITS))
    scores = 20 + 0.6 * before[:, None] + drift - np.arange(VISITS)
    gone = chance.random((many, VISITS)) < MISSING
    gone[:, 0] = False
    return [
        Repeated(
            "ab"[i % 2], float(before[i]), tuple(None if g else float(s) for s, g in zip(row, gone[i], strict=True))
        )
        for i, row in enumerate(scores)
    ]


def _fitted(people: list[Repeated]) -> tuple[Model, float]:
    many, started = len(people), time.perf_counter()
    model = mixed_model(people, Among(many, many, many, many, many))
    took = time.perf_counter() - started
    if not isinstance(model, Model):
        sys.exit(model.detail)
    return model, took


def _gls(people: list[Repeated]) -> tuple[float, np.ndarray]:
    """Seconds of the fit alone, without R's start, and the means by group and visit."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "long.csv"
        rows = (
            f"{i},{k},{p.group},{p.baseline!r},{s!r}"
            for i, p in enumerate(people, 1)
            for k, s in enumerate(p.scores, 1)
            if s is not None
        )
        table.write_text("\n".join(["subject,k,arm,before,score", *rows]))
        asked = ["Rscript", "--vanilla", "-e", GLS, str(table)]
        said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), np.array([float(s) for s in said[1:]])


if __name__ == "__main__":
    sys.exit(main())
