"""The long proof, run by hand: `make proof`, or one part: `scripts/proof.py fuzzing`. Writes docs/proof.md.

mutation   changes the clinical core a little, many times; a change that no test notices is a gap
fuzzing    the laws on generated histories and answers, with twenty times the examples
faults     kills a session's process at a hundred moments, on both databases
agreement  has R make its reference numbers again, where it is installed
load       every benchmark

OPENKAP_EXAMPLES and OPENKAP_KILL_TRIALS make a run shorter or longer; the report says what was run.
"""

import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "-p", "no:randomly"]
EXAMPLES, KILLS = os.environ.get("OPENKAP_EXAMPLES", "2000"), os.environ.get("OPENKAP_KILL_TRIALS", "100")
LONG = {"OPENKAP_EXAMPLES": EXAMPLES, "OPENKAP_KILL_TRIALS": KILLS}


def run(command: list[str], **more: str) -> tuple[bool, str, float]:
    """Run one command from the root: whether it went well, the last lines of what it said, and seconds."""
    print("·", " ".join(c.replace(f"{PYTHON}", "python") for c in command), flush=True)
    began = time.monotonic()
    ran = subprocess.run(command, cwd=ROOT, env=os.environ | more, capture_output=True, text=True, check=False)
    said = (ran.stdout + ran.stderr).strip().splitlines()
    return ran.returncode == 0, "\n".join(said[-12:]), time.monotonic() - began


def mutation() -> list[str]:
    """How many small changes of the core the tests notice."""
    mutmut = str(Path(PYTHON).with_name("mutmut"))
    _, said, seconds = run([mutmut, "run", "--max-children", "2"])
    run([mutmut, "export-cicd-stats"])
    path = ROOT / "mutants/mutmut-cicd-stats.json"
    if not path.exists():
        return ["It did not finish:", "", "```text", said, "```"]
    counts = json.loads(path.read_text())
    tried = counts["killed"] + counts["survived"] + counts.get("timeout", 0) + counts.get("suspicious", 0)
    noticed = tried - counts["survived"]
    share = f"{noticed} of {tried} changes were noticed ({noticed / max(tried, 1):.0%}), {_took(seconds)}."
    return [f"{share} {counts['survived']} were not: `mutmut results` lists them."]


def fuzzing() -> list[str]:
    """The laws, with many more examples."""
    return _tests(["tests/clinical", "tests/content", "tests/gateways"], f"generated examples per law: {EXAMPLES}")


def faults() -> list[str]:
    """So many kills on each database."""
    one = _tests(["tests/records/dosing/test_killed.py"], f"SQLite, {KILLS} kills")
    other = [PYTHON, "scripts/postgres.py", *PYTEST, "tests/records/dosing/test_killed.py"]
    well, said, seconds = run(other, **LONG)
    return [*one, "", _line(well, f"PostgreSQL, {KILLS} kills", said, seconds)]


def agreement() -> list[str]:
    """R makes its reference numbers again; they must be those that the tests hold us to."""
    if shutil.which("Rscript") is None:
        return ["R is not installed here (Debian: r-base-core and the packages of tests/validation/r/README.md)."]
    home = ROOT / "tests/validation/r"
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        said = subprocess.run(
            ["Rscript", str(home / "outcomes.R")], cwd=folder, capture_output=True, check=True, text=True
        )
    number = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?")
    ours, theirs = ([float(n) for n in number.findall(t.split("\n", 1)[1])] for t in
                    ((home / "outcomes.json").read_text(), said.stdout))  # fmt: skip
    same = len(ours) == len(theirs) and all(math.isclose(a, b, rel_tol=1e-6) for a, b in zip(ours, theirs, strict=True))
    return [f"{len(ours)} numbers of R: {'the same' if same else 'NOT the same'}, {_took(time.monotonic() - began)}"]


def load() -> list[str]:
    """Every benchmark says its own figures."""
    lines = []
    for path in sorted((ROOT / "benchmarks").glob("[!_]*.py")):
        well, said, seconds = run([PYTHON, str(path)])
        lines += [
            f"`benchmarks/{path.name}`: {'kept' if well else 'NOT kept'}, {_took(seconds)}",
            "",
            "```text",
            said,
            "```",
        ]
    return lines or ["There is no benchmark."]


def _tests(paths: list[str], what: str) -> list[str]:
    well, said, seconds = run([*PYTEST, *(p for p in paths if (ROOT / p).exists())], **LONG)
    return [_line(well, what, said, seconds)]


def _line(well: bool, what: str, said: str, seconds: float) -> str:  # noqa: FBT001 (its own two callers)
    last = said.splitlines()[-1] if said else "nothing was said"
    return f"{what}: {'kept' if well else 'NOT kept'} ({last}), {_took(seconds)}"


def _took(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


PARTS = {"mutation": mutation, "fuzzing": fuzzing, "faults": faults, "agreement": agreement, "load": load}


def main() -> int:
    """Run the named parts, or all, and write the dated report; parts that were not run keep their last result."""
    asked = sys.argv[1:] or list(PARTS)
    if unknown := set(asked) - set(PARTS):
        print(f"There is no part {', '.join(unknown)}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    target = ROOT / "docs/proof.md"
    before = target.read_text().split("\n## ")[1:] if target.exists() else []
    kept = {text.split("\n", 1)[0].split(",")[0].lower(): text.strip() for text in before}
    commit = run(["git", "rev-parse", "--short", "HEAD"])[1]
    for name in asked:
        head = f"{name.capitalize()}, {datetime.now(UTC):%d %B %Y} at {commit}, {os.cpu_count()} cores"
        kept[name] = "\n".join([head, "", *PARTS[name]()])
        sections = [f"## {kept[part]}" for part in PARTS if part in kept]
        intro = "The long tests, as they last ran (`make proof`). Nothing here is repeated by `make test`."
        target.write_text("\n\n".join(["# Proof", intro, *sections]) + "\n")
    print(f"· Written to {target.relative_to(ROOT)}")
    return 1 if "NOT kept" in target.read_text() else 0


if __name__ == "__main__":
    sys.exit(main())
