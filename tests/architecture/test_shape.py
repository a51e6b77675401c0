"""Modules and functions stay small, views only parse, call and render, and names say what a thing is."""

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture.tree import ROOT, SRC, functions, lines, modules, named

VIEWS = [p for p in modules(SRC / "interfaces") if "views" in p.stem or p.parent.name == "views"]
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|handlers?|processors?|misc|common_utils)(_|$)")
FRAMES = {"apps", "__init__", "__main__"}


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_module_is_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300, "split it by what it knows"
    assert not EMPTY_NAMES.search(path.stem), "say what it is about, not that it is useful"


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_function_fits_a_screen(path: Path) -> None:
    long = {f.name: lines(f) for f in functions(path) if lines(f) > 50}
    assert not long


@pytest.mark.parametrize("path", VIEWS, ids=named)
def test_a_view_only_parses_calls_and_renders(path: Path) -> None:
    long = {f.name: lines(f) for f in functions(path) if lines(f) > 30}
    assert not long


@pytest.mark.parametrize("path", modules(SRC / "interfaces"), ids=named)
def test_interfaces_ask_selectors_not_tables(path: Path) -> None:
    asked = [n.lineno for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Attribute)
             and n.attr in {"objects", "_default_manager"}]  # fmt: skip
    assert not asked


def test_contracts_have_no_exception() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    assert len(contracts.sections()) >= 10
    assert not [s for s in contracts.sections() if contracts.has_option(s, "ignore_imports")]


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime, UTC; x = datetime.now(UTC)",
        "from datetime import date; x = date.today()",
        "import time; x = time.time()",
        "import random; x = random.random()",
        "from uuid import uuid4; x = uuid4()",
    ],
)
def test_clock_and_chance_are_refused_inside_the_core(line: str) -> None:
    def said(folder: str) -> str:
        asked = [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--no-cache",
            "--select",
            "TID251",
            "--output-format",
            "concise",
        ]
        answer = subprocess.run(
            [*asked, "--stdin-filename", str(SRC / folder / "x.py"), "-"], input=line, capture_output=True, text=True,
            check=False, cwd=ROOT,
        )  # fmt: skip
        return answer.stdout

    assert "TID251" in said("clinical")
    assert "TID251" in said("clinical/monitoring")
    assert "TID251" not in said("gateways")


@pytest.mark.parametrize("path", modules(SRC / "clinical"), ids=named)
def test_the_core_imports_only_from_the_list(path: Path) -> None:
    """The contracts forbid what we thought of; this allows what we chose."""
    allowed = {"abc", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools",
               "hashlib", "itertools", "json", "math", "numpy", "openkap", "operator", "re", "scipy", "statistics",
               "string", "types", "typing", "unicodedata", "uuid", "zoneinfo"}  # fmt: skip
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    assert found <= allowed


WRITES = re.compile(r"\.(create|bulk_create|get_or_create|update_or_create|save|update|bulk_update|delete)\(")


@pytest.mark.parametrize("path", modules(SRC / "records"), ids=named)
def test_a_public_function_that_writes_is_a_service(path: Path) -> None:
    """Else it would write without an actor, or half."""
    bare = [
        f.name
        for f in ast.parse(path.read_text()).body
        if isinstance(f, ast.FunctionDef)
        and not f.name.startswith("_")
        and any(a.arg == "by" for a in f.args.kwonlyargs)
        and WRITES.search(ast.unparse(f))
        and not any(ast.unparse(d) == "service" for d in f.decorator_list)
    ]
    assert not bare
