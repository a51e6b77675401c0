"""Code in the docs runs: blocks opened as ```python test or ```console test, in order, each page in its own folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(python|console) test\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(p for p in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if BLOCK.search(p.read_text()))


def _commands(block: str) -> list[tuple[str, str]]:
    """Each ``$ command`` with the output that the page promises; a promise of ``…`` alone is not checked."""
    found: list[list[str]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append([line[2:]])
        else:
            found[-1].append(line)
    return [(one[0], "\n".join(one[1:])) for one in found]


def _agrees(promised: str, said: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in promised.strip().split("…"))
    return not promised.strip() or re.fullmatch(pattern, said.strip(), re.DOTALL) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_blocks_of_a_page_run(page: Path, tmp_path: Path) -> None:
    program = tmp_path / "bin/openkap"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m openkap "$@"\n')
    program.chmod(0o755)
    environment = {
        "PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path),
        "OPENKAP_HOME": str(tmp_path / "var"), "COLUMNS": "100", "LANG": "C.UTF-8",
        "SAMPLES": str(ROOT / "src/openkap/gateways/referrals/samples"),
    }  # fmt: skip
    for kind, block in BLOCK.findall(page.read_text()):
        steps = [(f"{sys.executable} - <<'END'\n{block}END", "")] if kind == "python" else _commands(block)
        for command, promised in steps:
            ran = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True,
                                 check=False, timeout=120)  # fmt: skip
            assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
            assert _agrees(promised, ran.stdout), f"{command}\npromised: {promised}\nsaid: {ran.stdout}"
