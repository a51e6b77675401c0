"""Have Spark report on the cohort and keep its numbers. Run it with [spark] installed, and Java."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HOME = Path(__file__).resolve().parent
sys.path[:0] = [str(HOME), str(HOME.parents[2] / "src")]


def main() -> None:
    """Write figures.json beside this file, or to the file that is named."""
    from cohort import lay_out

    from openkap.gateways.registry.reading import opened
    from openkap.gateways.registry.summary import summarise

    with TemporaryDirectory() as home:
        lay_out(Path(home) / "registry")
        found = summarise(opened(Path(home) / "registry", "spark"), "Spark")["figures"]
    target = Path(sys.argv[1]) if sys.argv[1:] else HOME / "figures.json"
    target.write_text(json.dumps(found, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
