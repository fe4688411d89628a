"""Projects beside themselves in the year before; names and amounts mark their agency and year from here on."""

import django.db.models.deletion
from django.db import migrations, models

from figures.mark_triggers import install, mark_everything


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0004_worker_signs"),
        ("figures", "0001_facts"),
        ("indicators", "0013_qualitative"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("change", models.CharField(max_length=8)),
                ("projects", models.PositiveIntegerField()),
                ("before", models.DecimalField(decimal_places=0, default=0, max_digits=30)),
                ("now", models.DecimalField(decimal_places=0, default=0, max_digits=30)),
                ("with_before", models.PositiveIntegerField(default=0)),
                ("with_now", models.PositiveIntegerField(default=0)),
                ("before_indicators", models.PositiveIntegerField(default=0)),
                ("now_indicators", models.PositiveIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="budget.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "同比的统计",
                "verbose_name_plural": "同比的统计",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("year", "agency", "change"), name="change_fact_once")],
            },
        ),
        migrations.CreateModel(
            name="ProjectChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("change", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=300)),
                ("before_total", models.DecimalField(decimal_places=6, max_digits=30, null=True)),
                ("now_total", models.DecimalField(decimal_places=6, max_digits=30, null=True)),
                ("difference", models.DecimalField(decimal_places=6, max_digits=30, null=True)),
                ("size", models.DecimalField(decimal_places=6, default=0, max_digits=30)),
                ("before_indicators", models.PositiveIntegerField(default=0)),
                ("now_indicators", models.PositiveIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="budget.agency",
                    ),
                ),
                (
                    "before_table",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="indicators.goaltable",
                    ),
                ),
                (
                    "now_table",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="indicators.goaltable",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目同比",
                "verbose_name_plural": "项目同比",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["year", "-size", "id"], name="change_by_size"),
                    models.Index(fields=["year", "change", "-size", "id"], name="change_by_kind"),
                    models.Index(fields=["agency", "year"], name="change_of_agency"),
                ],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
        migrations.RunPython(mark_everything, migrations.RunPython.noop),
    ]
