"""What is stored bears a name of the glossary, and the glossary names nothing that is not stored."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODEL = re.compile(r"^class (\w+)\((?:\w+, )*(?:AppendOnly|Mutable)\):$", re.MULTILINE)
STORED = re.compile(r"^\| [^|]+ \|([^|]*)\| [^|]+ \|$", re.MULTILINE)


def test_stored_things_and_the_glossary_agree() -> None:
    models = {
        name
        for path in (ROOT / "src/openkap/records").rglob("*.py")
        for name in MODEL.findall(path.read_text(encoding="utf-8"))
    }
    records = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").split("## Records")[1]
    named = {name for cell in STORED.findall(records) for name in re.findall(r"`(\w+)`", cell)}
    assert models, "No model was found: the pattern no longer fits the code."
    assert models - named == set(), "Stored, and not in GLOSSARY.md: name it there first."
    assert named - models == set(), "In GLOSSARY.md, and not stored."
