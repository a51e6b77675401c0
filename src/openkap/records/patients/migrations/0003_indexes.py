"""Facts are found by person and code; the few that correct another without reading the many that do not."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0002_care_team_membership_ends")]

    operations = [
        migrations.AlterField(
            "patientfact",
            "patient",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="facts",
                to="patients.patient",
            ),
        ),
        migrations.AddIndex(
            model_name="patientfact",
            index=models.Index(
                condition=models.Q(("corrects__isnull", False)), fields=["patient"], name="patients_corrections"
            ),
        ),
    ]
