"""mutmut on one room of `clinical`, as scripts/proof.py calls it: `scripts/mutants.py dosing --max-children 1`.

Only the room's own modules are changed, and only its own types and tests judge, with those that hold it against
published tables: a room proves itself. What has no tests of its own is judged by all of `clinical`. The settings are
those of pyproject.toml. What nothing noticed is written to .cache/mutants/ROOM.diff.
"""

import os
import shutil
import sys
from pathlib import Path

from mutmut.__main__ import cli, collect_source_file_mutation_data
from mutmut.configuration import config
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).resolve().parents[1]
MISSED = {"survived", "no tests"}


def main() -> None:
    """Start afresh, run, and keep the changes that nothing noticed."""
    room, *words = sys.argv[1:]
    os.chdir(ROOT)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # mypy is called by its name
    shutil.rmtree("mutants", ignore_errors=True)
    found = config()
    source, tests = f"src/openkap/clinical/{room}", Path("tests/clinical")
    whole = Path(source).is_dir()
    own = tests / (room if whole else f"test_{room}.py")
    found.only_mutate = [f"{source}/*" if whole else f"{source}.py"]
    published = map(str, Path("tests/validation").glob(f"test_{room}*.py"))  # tables and other programs
    found.pytest_add_cli_args_test_selection = [str(own if own.exists() else tests), *published, "-m", "not long"]
    found.type_check_command = [*found.type_check_command[:-1], source if whole else f"{source}.py"]
    cli(["run", *words], standalone_mode=False)
    tried, _ = collect_source_file_mutation_data(mutant_names=())
    missed = [get_diff_for_mutant(name, path=data.path) for data, name, code in tried
              if status_by_exit_code[code] in MISSED]  # fmt: skip
    kept = ROOT / ".cache/mutants" / f"{room}.diff"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("\n".join(missed))


if __name__ == "__main__":
    main()
