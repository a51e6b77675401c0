"""Summary, first dose and amount of a session in columns of their own, from the snapshot that tells them."""

from datetime import datetime
from decimal import Decimal

from django.db import migrations, models


def copy(apps, _schema_editor):
    sessions = apps.get_model("dosing", "DosingSession").objects.only("id", "snapshot")
    for session in sessions.iterator():
        told = session.snapshot["summary"]
        session.summary = told
        session.first_dose_at = datetime.fromisoformat(told["first_at"]) if told["first_at"] else None
        session.given_mg = None if told["given_mg"] is None else Decimal(told["given_mg"])
        session.save(update_fields=["summary", "first_dose_at", "given_mg"])


class Migration(migrations.Migration):
    dependencies = [("dosing", "0001_initial")]

    operations = [
        migrations.AddField(
            "dosingsession",
            "summary",
            models.JSONField(default=dict, help_text="as in the snapshot, for lists that leave the snapshot alone"),
        ),
        migrations.AddField("dosingsession", "first_dose_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "dosingsession",
            "given_mg",
            models.DecimalField(decimal_places=8, help_text="null: unknown, or no dose", max_digits=20, null=True),
        ),
        migrations.RunPython(copy, migrations.RunPython.noop, elidable=True),
    ]
