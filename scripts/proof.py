"""The long proof, run by hand: `make proof`, or one part: `scripts/proof.py fuzzing`. Writes docs/proof.md.

mutation   changes the clinical core a little, many times; a change that no test notices is a gap. It takes hours;
           `scripts/proof.py mutation dosing risk` runs two rooms of `clinical` and keeps the others' last counts
fuzzing    the laws on generated histories and answers, with twenty times the examples
faults     kills a session's process at a hundred moments, on both databases
agreement  has R and Spark make their reference numbers again, where they are installed
load       every benchmark

OPENKAP_EXAMPLES and OPENKAP_KILL_TRIALS make a run shorter or longer; the report says what was run.
"""

import importlib.util
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "-p", "no:randomly"]
EXAMPLES, KILLS = os.environ.get("OPENKAP_EXAMPLES", "2000"), os.environ.get("OPENKAP_KILL_TRIALS", "100")
ROOMS = tuple(sorted(p.stem for p in (ROOT / "src/openkap/clinical").glob("[!_]*")))
REPORT = ROOT / "docs/proof.md"
LONG = {"OPENKAP_EXAMPLES": EXAMPLES, "OPENKAP_KILL_TRIALS": KILLS}


def run(command: list[str], **more: str) -> tuple[bool, str, float]:
    """Run one command from the root: whether it went well, the last lines of what it said, and seconds."""
    print("·", " ".join(c.replace(f"{PYTHON}", "python") for c in command), flush=True)
    began = time.monotonic()
    ran = subprocess.run(command, cwd=ROOT, env=os.environ | more, capture_output=True, text=True, check=False)
    said = (ran.stdout + ran.stderr).strip().splitlines()
    return ran.returncode == 0, "\n".join(said[-12:]), time.monotonic() - began


def mutation(*rooms: str) -> list[str]:
    """How many small changes of the core the types or the core's own tests notice, a room at a time.

    A room that is not run, or whose run was broken off, keeps its last counts.
    """
    mutmut = str(Path(PYTHON).with_name("mutmut"))
    idle = max(1, (os.cpu_count() or 1) - round(os.getloadavg()[0]))
    rows = {row.split("|")[1].strip(): row for row in _last("Mutation").splitlines() if row.startswith("| ")}
    for room in rooms or ROOMS:
        commit = _commit()
        well, said, seconds = run([PYTHON, "scripts/mutants.py", room, "--max-children", str(idle)])
        if not well:
            print(said, file=sys.stderr)
        elif found := _statuses(
            room, subprocess.check_output([mutmut, "results", "--all", "true"], cwd=ROOT, text=True)
        ):
            rows[room] = _row(room, found, f"{datetime.now(UTC):%d %B %Y} at {commit}, {_took(seconds)}")
            _write("mutation", _rooms(rows))  # rooms take long, and a run may be broken off
    return _rooms(rows)


def _rooms(rows: dict[str, str]) -> list[str]:
    head = "| room | changes | refused by types | noticed by tests | not noticed | of those left to the tests | run |"
    table = [rows[room] for room in ROOMS if room in rows]
    changes, types, noticed, missed = (sum(int(row.split("|")[n]) for row in table) for n in range(2, 6))
    left, judged = max(changes - types, 1), max(changes, 1)
    return [
        head,
        "|---|---|---|---|---|---|---|",
        *table,
        "",
        f"All rooms together: of {changes:,} changes {types:,} were refused by types, {noticed:,} noticed by tests,",
        f"{missed:,} by neither: {noticed / left:.1%} of those left to tests, {(types + noticed) / judged:.1%} of all.",
        "",
        "What was not noticed, and why: [survivors](proof-survivors.md); a run leaves it in `.cache/mutants`.",
    ]


def _statuses(room: str, results: str) -> Counter[str]:
    """How many changes of a room came out how; nothing while one was not tried."""
    found = Counter(re.findall(rf"^ +openkap\.clinical\.{room}\..*: (.+)$", results, re.MULTILINE))
    return Counter() if found["not checked"] else found


def _row(room: str, found: Counter[str], ran: str) -> str:
    missed, types = found["survived"] + found["no tests"], found["caught by type check"]
    left = found.total() - types
    share = f"{(left - missed) / max(left, 1):.1%}"
    return f"| {room} | {found.total()} | {types} | {left - missed} | {missed} | {share} | {ran} |"


def _commit() -> str:
    return run(["git", "rev-parse", "--short", "HEAD"])[1]


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
    """R and Spark make their reference numbers again; they must be those that the tests hold us to."""
    return [*_r(), "", *_spark()]


def _spark() -> list[str]:
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        return ["Spark is not installed here (pip install 'openkap[spark]', and Java 17)."]
    home = ROOT / "tests/validation/spark"
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / "figures.json"
        well, said, seconds = run([PYTHON, str(home / "make.py"), str(again)])
        same = well and again.read_text() == (home / "figures.json").read_text()
    return [_line(same, "Spark tells the registry's figures again", said, seconds)]


def _r() -> list[str]:
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


def _last(part: str) -> str:
    """What the report says of a part so far, without its mark of a section; empty when it never ran."""
    before = REPORT.read_text().split("\n## ")[1:] if REPORT.exists() else []
    return next((text.strip() for text in before if text.startswith(part)), "")


def _write(part: str, lines: list[str]) -> None:
    """Put one part into the report; the others stay as they are."""
    head = f"{part.capitalize()}, {datetime.now(UTC):%d %B %Y} at {_commit()}, {os.cpu_count()} cores"
    sections = ["\n".join([head, "", *lines]) if one == part else _last(one.capitalize()) for one in PARTS]
    intro = "The long tests, as they last ran (`make proof`). Nothing here is repeated by `make test`. "
    intro += "The figures of load also stand in `benchmarks/README.md`."
    REPORT.write_text("\n\n".join(["# Proof", intro, *(f"## {text}" for text in sections if text)]) + "\n")


def main() -> int:
    """Run the named parts, or all, and write the dated report; parts that were not run keep their last result."""
    asked = [a for a in sys.argv[1:] if a in PARTS] or list(PARTS)
    rooms = [a for a in sys.argv[1:] if a in ROOMS]
    if unknown := set(sys.argv[1:]) - set(asked) - set(rooms):
        print(f"There is no part {', '.join(unknown)}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        print(f"The rooms of mutation are: {', '.join(ROOMS)}.", file=sys.stderr)
        return 2
    for name in asked:
        _write(name, mutation(*rooms) if name == "mutation" else PARTS[name]())
    print(f"· Written to {REPORT.relative_to(ROOT)}")
    return 1 if "NOT kept" in REPORT.read_text() else 0


if __name__ == "__main__":
    sys.exit(main())
