"""No half of a merge is left in any file."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT = re.compile(rb"^(<{7} |>{7} )", re.MULTILINE)


def test_no_mark_of_a_merge_is_left() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    assert len(files) > 100
    assert [f.name for f in files if f.is_file() and LEFT.search(f.read_bytes())] == []
