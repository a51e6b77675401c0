"""Pages lead somewhere, stay short, and give a reason for everything that the project rests on."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!`)\[[^\]]*\]\((?!https?:|mailto:)([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """The places of a page that a link can name, as the usual hosts write them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_resolves(page: Path) -> None:
    for target in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        file, _, place = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{name(page)} leads to {target}, which does not exist."
        assert not place or place in anchors(there), f"{name(page)} leads to {target}, which has no such heading."


def test_the_front_page_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("page", sorted((ROOT / "docs/adr").glob("0*.md")), ids=lambda p: p.stem)
def test_a_decision_is_half_a_page_and_listed(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 15
    assert lines[0].startswith(f"# {int(page.stem[:4])}. ")
    assert all(f"**{part}.**" in "\n".join(lines) for part in ("Context", "Decision", "Consequences"))
    register = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    assert f"- [{lines[0].removeprefix('# ')}]({page.name})" in register


def test_every_dependency_that_runs_has_a_decision() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["web"]]
    decisions = "\n".join(p.read_text(encoding="utf-8").lower() for p in (ROOT / "docs/adr").glob("0*.md"))
    missing = [n for n in (re.split(r"[\[<>=~!;]", d)[0] for d in wanted) if n.lower() not in decisions]
    assert not missing, f"No decision in docs/adr names {', '.join(missing)}. Write one, of at most fifteen lines."


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_promises(page: Path) -> None:
    text = page.read_text(encoding="utf-8").lower()
    found = re.findall(r"\b(planned for|coming soon|roadmap|tbd|todo|will be added|not yet implemented)\b", text)
    assert not found, f"{name(page)} speaks of what is not there: {', '.join(found)}."


def test_the_index_lists_every_page() -> None:
    index = ROOT / "docs/README.md"
    listed = {(index.parent / t.partition("#")[0]).resolve() for t in LINK.findall(index.read_text(encoding="utf-8"))}
    pages = {p for p in (ROOT / "docs").rglob("*.md") if p.parent.name not in {"adr", "content"} and p != index}
    assert pages - listed == set()
