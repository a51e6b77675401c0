"""Write the reference pages that are made from the program and its content: `make docs`.

One page of the commands, for each kind of content a page that leads from every rule to its sources, and in the hazard
log the tests that name each hazard.
"""

import re
from collections import Counter
from os.path import relpath
from pathlib import Path
from typing import Any

import click
import typer

from openkap.clinical.sources import Basis, Verification
from openkap.content import catalogue, tracing
from openkap.content.catalogue import Entry
from openkap.interfaces.cli import _published, application

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs/reference"
CONTENT = REFERENCE / "content"
LOG = ROOT / "docs/clinical-safety/hazard-log.md"
HAZARD = re.compile(r"HZ-\d\d")
HAZARD_CELLS = 6  # of a hazard that the program controls: its id, four cells of words, and its tests
SCALE = "[how far it was checked](../../how-to/add-a-content-file.md#say-how-far-you-checked)"
PLACES = 3  # places named of one source; the file has the rest


def section(command: Any, path: list[str]) -> list[str]:
    """A command's heading, what it does, and its arguments and options as a table; or those of its parts."""
    if hasattr(command, "commands"):
        return [line for name, one in sorted(command.commands.items()) for line in section(one, [*path, name])]
    lines = [f"## openkap {' '.join(path)}", "", (command.help or "").strip(), ""]
    context = click.Context(command, info_name="openkap " + " ".join(path))
    usage = command.get_usage(context).removeprefix("Usage: ")
    lines += ["```text", usage, "```", ""]
    rows = [p.get_help_record(context) for p in command.params]
    told = [f"- `{record[0]}`: {record[1]}" for record in rows if record and record[0] != "--help"]
    return [*lines, *told, *([""] if told else [])]


def commands() -> str:
    """The page of the commands."""
    head = ["# Commands", "", "Made from the program by `make docs`; each command says the same with `--help`.", ""]
    return "\n".join([*head, *section(typer.main.get_command(application()), [])]).rstrip() + "\n"


def content_pages() -> dict[str, str]:
    """The text of each page of the content by the name of its file: the index, and one page a kind."""
    return {"README.md": index(), **{f"{kind}.md": kind_page(kind) for kind in catalogue.kinds()}}


def index() -> str:
    """How much there is of each kind, and how far the sources of its statements were checked."""
    scale = list(Verification)
    lines = [
        "# Content",
        "",
        "Made from the files by `make docs`. Each page leads from what is in force to its sources. The numbers count",
        f"the sources that statements rest on, by {SCALE}.",
        "",
        f"| Kind | Files | {' | '.join(scale)} |",
        f"|---|{'---|' * (len(scale) + 1)}",
    ]
    for kind in catalogue.kinds():
        entries = catalogue.entries(kind)
        counted = Counter(use.basis.verification for entry in entries for use in tracing.sources_of(entry))
        cells = " | ".join(str(counted[one]) for one in scale)
        lines.append(f"| [{kind}]({kind}.md) | {len(entries)} | {cells} |")
    return "\n".join(lines) + "\n"


def kind_page(kind: str) -> str:
    """Everything in force of one kind, each with what it rests on; of a reference, what rests on it."""
    lines = [f"# Content: {kind}", "", "Made from the files by `make docs`. [All kinds](README.md).", ""]
    for entry in catalogue.entries(kind):
        pin = entry.pin
        lines += [
            f"## {pin.id}",
            "",
            plain(_published.title(entry) or pin.id),
            "",
            f"Version {pin.version}, {file(entry)}",
        ]
        lines[-1] += counts(entry)
        lines += ["", *(used_by(pin.id) if kind == "references" else rests_on(entry)), ""]
    return "\n".join(lines).rstrip() + "\n"


def counts(entry: Entry) -> str:
    """How many sources of each standing, and how many codes that nobody saw at theirs, as the end of a sentence."""
    counted = Counter(use.basis.verification for use in tracing.sources_of(entry))
    told = [f"{counted[one]} {one}" for one in Verification if counted[one]]
    codes = (
        [code for listed in entry.document["codes"].values() for code in listed]
        if entry.pin.kind == "valuesets"
        else []
    )
    unseen = sum(code["verification"] == Verification.UNVERIFIED for code in codes)
    told += [f"{unseen} of {len(codes)} codes unverified"] if codes else []
    return f": {', '.join(told)}." if told else "."


def rests_on(entry: Entry) -> list[str]:
    """Each source once, with the place in it, how far it was checked, and the places of the file that rest on it."""
    found: dict[Basis, list[str]] = {}
    for use in tracing.sources_of(entry):
        found.setdefault(use.basis, []).append(use.place)
    return [f"- {source(basis)}{where(places)}" for basis, places in found.items()]


def source(basis: Basis) -> str:
    """The reference with the place in it, or the owner of the policy; and how far it was checked."""
    if basis.policy:
        return f"Policy of the {basis.policy}" + (
            ": unverified" if basis.verification is Verification.UNVERIFIED else ""
        )
    at = f", {plain(basis.at)}" if basis.at else ""
    return f"[{basis.ref}](references.md#{basis.ref}){at}: {basis.verification}"


def where(places: list[str]) -> str:
    """The blocks of the file that the source carries; nothing where it is the file as a whole."""
    named = [] if "" in places else [f"`{place}`" for place in dict.fromkeys(places)]
    more = f" and {len(named) - PLACES} more" if len(named) > PLACES else ""
    return f" ({', '.join(named[:PLACES])}{more})" if named else ""


def used_by(reference: str) -> list[str]:
    """The files that rest on a reference."""
    pins = dict.fromkeys(use.pin for use in tracing.uses_of(reference))
    links = [f"[{pin.kind}/{pin.id}]({pin.kind}.md#{pin.id})" for pin in pins]
    return [f"Carries {', '.join(links)}."] if links else ["Nothing in force rests on it."]


def file(entry: Entry) -> str:
    """A link to the file."""
    pin = entry.pin
    name = f"{pin.id}.v{pin.version.partition('.')[0]}.yaml"
    path = next(path for home in catalogue.homes() if (path := home / pin.kind / name).exists())
    return f"[{name}]({relpath(path, CONTENT)})"


def plain(words: str) -> str:
    """Words that Markdown leaves as they are."""
    return " ".join(words.split()).translate({ord(c): f"\\{c}" for c in "\\`*_[]<>|"})


def hazard_log(text: str) -> str:
    """The hazard log with its last column made from the tests that name each hazard."""
    cited: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        name = path.relative_to(ROOT / "tests").as_posix()
        if path.parent.name != "docs":
            for id_ in sorted(set(HAZARD.findall(path.read_text(encoding="utf-8")))):
                cited.setdefault(id_, []).append(f"[`{name}`](../../tests/{name})")
    rows = [line.split(" | ") for line in text.split("\n")]
    for cells in rows:
        if cells[0].startswith("| HZ-") and len(cells) == HAZARD_CELLS:
            cells[-1] = f"{', '.join(cited.get(cells[0][2:], []))} |"
    return "\n".join(" | ".join(cells) for cells in rows)


def main() -> None:
    """Write the pages, and take away those of kinds that are gone."""
    LOG.write_text(hazard_log(LOG.read_text(encoding="utf-8")), encoding="utf-8")
    CONTENT.mkdir(parents=True, exist_ok=True)
    (REFERENCE / "commands.md").write_text(commands(), encoding="utf-8")
    pages = content_pages()
    for old in CONTENT.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (CONTENT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
