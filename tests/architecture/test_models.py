"""Every table declares its history; foreign keys go down the staircase; nothing is stored that no guard sees."""

import configparser

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from tests.architecture.tree import ROOT

OURS = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("openkap.")]


def _stairs() -> list[str]:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    return contracts["importlinter:contract:records-staircase"]["layers"].split()[::-1]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_a_model_declares_its_history(model: type[models.Model]) -> None:
    assert getattr(model, "history", None) in {"append-only", "mutable"}, "derive it from AppendOnly or Mutable"
    assert not model._meta.auto_created, "write the table between the two as a model of its own, with its history"


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_go_down_the_staircase(model: type[models.Model]) -> None:
    stairs = _stairs()
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model._meta.app_label in stairs:
            assert stairs.index(field.related_model._meta.app_label) <= stairs.index(model._meta.app_label), field.name
            assert field.remote_field.on_delete is models.PROTECT, f"{field.name}: history is not removed by the way"


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_names_say_instant_or_day(model: type[models.Model]) -> None:
    for field in model._meta.local_fields:
        if isinstance(field, models.DateTimeField):
            assert field.name == "at" or field.name.endswith("_at"), field.name
        elif isinstance(field, models.DateField):
            assert field.name.endswith(("_on", "valid_from", "valid_until")), field.name


def test_tables_of_packages_that_hold_secrets_are_guarded_too() -> None:
    for label in settings.AUDITED_TOO:
        assert apps.get_model(label)
