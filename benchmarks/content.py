"""All content in a new process, in seconds of a core, the modules that read it apart; reading beside `ruamel.yaml`."""

import subprocess
import sys
import time
from statistics import median

from _clinic import ROOT

MOST_S, RUNS = 0.5, 5
LOAD = """
import time
began = time.process_time()
from importlib import import_module
from openkap.content import catalogue, rulebook
kinds = catalogue.kinds()
for kind in kinds:
    import_module(f"openkap.content.readers.{kind}")
imported = time.process_time()
found = sum(len(catalogue.every_version(kind)) for kind in kinds)
rulebook.rulebook()
print(found, imported - began, time.process_time() - imported)
"""


def main() -> int:
    """Load, read the same texts with the peer."""
    runs = [cold() for _ in range(RUNS)]
    found, modules, files = runs[0][0], median(run[1] for run in runs), median(run[2] for run in runs)
    print(f"{found} files, each checked and read, in {files:.2f} s; before that {modules:.2f} s for the modules")
    ours, peer = read_twice()
    print(f"reading alone: {ours * 1000:.0f} ms; ruamel.yaml {peer * 1000:.0f} ms, {peer / ours:.0f} times as long")
    return int(files > MOST_S)


def cold() -> tuple[int, float, float]:
    """One load in a process of its own: files, seconds for the modules, seconds of a core for the files."""
    environment = {"PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run(
        [sys.executable, "-c", LOAD], env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    return int(ran[0]), float(ran[1]), float(ran[2])


def read_twice() -> tuple[float, float]:
    """Seconds for the texts of all files, by our reader and by the peer."""
    from ruamel.yaml import YAML

    from openkap.content import loader, strictyaml

    texts = [path.read_text(encoding="utf-8") for path in loader.HOME.rglob("*.yaml")]
    began = time.process_time()
    for text in texts:
        strictyaml.parse(text)
    between = time.process_time()
    for text in texts:
        YAML(typ="safe", pure=True).load(text)
    return between - began, time.process_time() - between


if __name__ == "__main__":
    sys.exit(main())
