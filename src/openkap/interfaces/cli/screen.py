"""``openkap screen``: the same judgement as the screening page, from a referral file, without any database."""

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from openkap.clinical.eligibility.decision import Decision, decide
from openkap.clinical.eligibility.report import decision_document
from openkap.content.rulebook import products, rulebook
from openkap.gateways.referrals.bundle import read_referral
from openkap.gateways.referrals.reading import ReferralRefusedError
from openkap.gateways.referrals.statements import read_statements

JURISDICTIONS = ("us", "eu", "uk")
WORDS = {
    "eligible": "eligible: nothing found against it in what is known",
    "hold": "hold: something is unknown, or waits for a clinician",
    "excluded": "excluded: this product is ruled out",
}


def _stop(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


def _choice(value: str, allowed: tuple[str, ...], option: str) -> str:
    if value not in allowed:
        raise _stop(f"{option} {value!r} is not known. Choose one of: {', '.join(allowed)}.")
    return value


def judged(bundle: Path, product: str, jurisdiction: str, as_of: str, facts: Path | None) -> Decision:
    """Read the files and decide; ``as_of`` is the end of that day in UTC."""
    rules = rulebook()
    try:
        day = datetime.strptime(as_of, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise _stop(f"--as-of {as_of!r} is not a date. Write it as 2026-10-06.") from None
    place = bundle
    try:
        known = read_referral(bundle.read_bytes(), rules.vocabulary).facts
        if facts is not None:
            place = facts
            known += read_statements(facts.read_bytes(), rules.vocabulary)
    except ReferralRefusedError as error:
        raise _stop(f"{place.name} was refused. {error}") from None
    except OSError as error:
        raise _stop(f"{place} cannot be read: {error.strerror}. Check its path.") from None
    return decide(
        rules, known, product=product, jurisdiction=jurisdiction, as_of=datetime.combine(day, time.max, tzinfo=UTC)
    )


def _show(decision: Decision) -> None:
    console = Console()
    console.print(f"[bold]{WORDS[decision.verdict.value]}[/bold]")
    table = Table("Criterion", "Level", "Result", "Because", title=f"{decision.product}, {decision.jurisdiction}")
    document = decision_document(decision)
    for item in sorted(document["criteria"], key=lambda c: ("raised", "unknown", "clear").index(c["result"])):
        table.add_row(item["id"], item["level"], item["result"], item["because"])
    console.print(table)
    medicines = Table("Interaction", "Severity", "Result", "Because", title="Medicines compared")
    for item in document["interactions"]:
        if item["result"] != "clear":
            medicines.add_row(item["id"], item["level"], item["result"], item["because"])
    console.print(medicines)
    for item in document["unrecognised_medicines"]:
        console.print(f"Not recognised: {item['value']}", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def screen(
        bundle: Annotated[Path, typer.Argument(help="FHIR R4 bundle of one person, as JSON.")],
        product: Annotated[str, typer.Option(help="A product, e.g. esketamine-nasal.")],
        jurisdiction: Annotated[str, typer.Option(help="us, eu or uk.")],
        as_of: Annotated[str, typer.Option(help="A date; the end of that day in UTC. Later facts do not exist.")],
        facts: Annotated[Path | None, typer.Option(help="More facts, in the codes of facts.yaml.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    ) -> None:
        """Say whether anything known speaks against a product for one person, and what would change that."""
        _choice(product, products(), "--product")
        _choice(jurisdiction, JURISDICTIONS, "--jurisdiction")
        decision = judged(bundle, product, jurisdiction, as_of, facts)
        if as_json:
            typer.echo(json.dumps({**decision_document(decision), "as_of": as_of}, ensure_ascii=False, indent=2))
        else:
            _show(decision)
