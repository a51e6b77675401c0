"""Copy third-party static files out of ``node_modules`` and build the icon sheet. Needs no network.

Run it after ``npm ci --ignore-scripts``. Everything lands in ``static/vendor/``, which git ignores. The icons are the
ones that templates name (``{% icon "clock" %}``) or Python names (``icon="clock"``), and the fixed meanings below.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
INTERFACES = ROOT / "src/openkap/interfaces"
STATIC = INTERFACES / "components/static"
FILES = {
    "pico.min.css": "@picocss/pico/css/pico.min.css",
    "uplot.js": "uplot/dist/uPlot.iife.min.js",
    "uplot.css": "uplot/dist/uPlot.min.css",
    "idb.js": "idb/build/index.js",
}
NOTICES = {
    "lucide": "lucide-static/LICENSE",
    "pico": "@picocss/pico/LICENSE.md",
    "uplot": "uplot/LICENSE",
    "idb": "idb/LICENSE",
}
# fmt: off
FIXED = [
    "activity", "arrow-left", "arrow-right", "building-2", "calendar", "check", "chevron-down", "circle-dashed",
    "circle-stop", "clock", "door-open", "droplets", "eye", "file-heart", "flask-conical", "frown", "hand",
    "life-buoy", "log-out", "menu", "message-square", "monitor", "pencil-line", "phone", "pill", "plus",
    "key-round", "printer", "search", "send", "siren", "stamp", "syringe", "user-round", "users-round", "x",
]
# fmt: on
NAMED = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']|\bicon=["']([a-z0-9-]+)["']""")


def named_icons() -> set[str]:
    """Lucide icons that the interfaces use; our own status symbols (``s-…``) are not among them."""
    found = set(FIXED)
    for path in (*INTERFACES.rglob("*.html"), *INTERFACES.rglob("*.py")):
        for match in NAMED.finditer(path.read_text(encoding="utf-8")):
            found.add(match[1] or match[2])
    return {name for name in found if not name.startswith("s-")}


def symbol(name: str) -> str:
    """One Lucide file as a symbol that takes the colour of its surroundings."""
    path = MODULES / f"lucide-static/icons/{name}.svg"
    if not path.exists():
        sys.exit(f"Lucide has no icon {name!r}. Correct the template that names it; lucide.dev lists them.")
    inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
    body = " ".join(inner[1].split()) if inner else ""
    stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {stroke}>{body}</symbol>'


def main() -> None:
    """Fill ``static/vendor``."""
    if not (MODULES / "lucide-static").exists():
        sys.exit("node_modules is missing. Run: npm ci --ignore-scripts")
    vendor = STATIC / "vendor"
    vendor.mkdir(exist_ok=True)
    for target, source in FILES.items():
        shutil.copyfile(MODULES / source, vendor / target)
    for target, source in NOTICES.items():
        shutil.copyfile(MODULES / source, vendor / f"{target}-LICENSE.txt")
    own = (STATIC / "components/status-symbols.svg").read_text(encoding="utf-8").strip().removesuffix("</svg>")
    sheet = [own, *(symbol(name) for name in sorted(named_icons())), "</svg>\n"]
    (vendor / "icons.svg").write_text("\n".join(sheet), encoding="utf-8")


if __name__ == "__main__":
    main()
