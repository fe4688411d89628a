"""Facts, marks and their triggers (docs/adr/0026). What is there already is marked, and counted in the background."""

import django.db.models.deletion
from django.db import migrations, models

from figures.mark_triggers import install, mark_everything


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("budget", "0004_worker_signs"),
        ("indicators", "0013_qualitative"),
        ("reviews", "0002_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="TargetCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(null=True)),
                ("seconds", models.FloatField(default=0)),
                ("mark", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "verbose_name": "指标值统计",
                "verbose_name_plural": "指标值统计",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="UsualTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("key", models.CharField(max_length=120)),
                ("unit", models.CharField(blank=True, max_length=60)),
                ("name", models.TextField()),
                ("number", models.PositiveIntegerField()),
                ("tables", models.PositiveIntegerField()),
                ("lowest", models.DecimalField(decimal_places=12, max_digits=40)),
                ("low", models.DecimalField(decimal_places=12, max_digits=40)),
                ("median", models.DecimalField(decimal_places=12, max_digits=40)),
                ("high", models.DecimalField(decimal_places=12, max_digits=40)),
                ("highest", models.DecimalField(decimal_places=12, max_digits=40)),
                ("outliers", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "常用指标值",
                "verbose_name_plural": "常用指标值",
                "ordering": ["year", "-number", "key", "unit"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["year", "-number", "key", "unit"], name="usual_by_number")],
            },
        ),
        migrations.CreateModel(
            name="AgencyYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(null=True)),
                ("tables", models.PositiveIntegerField(default=0)),
                ("indicators", models.PositiveIntegerField(default=0)),
                ("qualitative", models.PositiveIntegerField(default=0)),
                ("blocks", models.PositiveIntegerField(default=0)),
                ("warns", models.PositiveIntegerField(default=0)),
                ("infos", models.PositiveIntegerField(default=0)),
                ("kept", models.PositiveIntegerField(default=0)),
                ("open_tables", models.PositiveIntegerField(default=0)),
                ("block_tables", models.PositiveIntegerField(default=0)),
                ("warn_tables", models.PositiveIntegerField(default=0)),
                ("info_tables", models.PositiveIntegerField(default=0)),
                ("kept_tables", models.PositiveIntegerField(default=0)),
                ("clean_tables", models.PositiveIntegerField(default=0)),
                ("text_tables", models.PositiveIntegerField(default=0)),
                ("wordy_tables", models.PositiveIntegerField(default=0)),
                ("approved_tables", models.PositiveIntegerField(default=0)),
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
                "verbose_name": "单位的统计",
                "verbose_name_plural": "单位的统计",
                "abstract": False,
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("year", "agency"), name="agency_year_once")],
            },
        ),
        migrations.CreateModel(
            name="FindingFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("open", models.PositiveIntegerField(default=0)),
                ("open_tables", models.PositiveIntegerField(default=0)),
                ("kept", models.PositiveIntegerField(default=0)),
                ("kept_tables", models.PositiveIntegerField(default=0)),
                ("first", models.PositiveIntegerField(default=0)),
                ("removed", models.PositiveIntegerField(default=0)),
                ("added", models.PositiveIntegerField(default=0)),
                ("approved", models.PositiveIntegerField(default=0)),
                ("approved_kept", models.PositiveIntegerField(default=0)),
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
                "verbose_name": "疑点的统计",
                "verbose_name_plural": "疑点的统计",
                "abstract": False,
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("year", "agency", "code"), name="finding_fact_once")],
            },
        ),
        migrations.CreateModel(
            name="LevelFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("whole", models.BooleanField(default=False)),
                ("numbers", models.PositiveIntegerField(default=0)),
                ("dates", models.PositiveIntegerField(default=0)),
                ("texts", models.PositiveIntegerField(default=0)),
                ("tables", models.PositiveIntegerField(default=0)),
                ("quantified_tables", models.PositiveIntegerField(default=0)),
                ("text_tables", models.PositiveIntegerField(default=0)),
                ("weighted", models.PositiveIntegerField(default=0)),
                ("weights", models.DecimalField(decimal_places=4, default=0, max_digits=20)),
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
                    "category",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="indicators.category",
                    ),
                ),
            ],
            options={
                "verbose_name": "指标的统计",
                "verbose_name_plural": "指标的统计",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("year", "agency", "category", "whole"), name="level_fact_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", True)),
                        fields=("year", "agency"),
                        name="level_fact_nowhere_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
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
                "verbose_name": "待重新统计的单位",
                "verbose_name_plural": "待重新统计的单位",
                "default_permissions": (),
                "indexes": [models.Index(fields=["year", "agency"], name="mark_of")],
            },
        ),
        migrations.CreateModel(
            name="StageFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("stage", models.CharField(max_length=12)),
                ("stays", models.PositiveIntegerField(default=0)),
                ("seconds", models.PositiveBigIntegerField(default=0)),
                ("longest", models.PositiveBigIntegerField(default=0)),
                ("within_1", models.PositiveIntegerField(default=0)),
                ("within_3", models.PositiveIntegerField(default=0)),
                ("within_7", models.PositiveIntegerField(default=0)),
                ("within_15", models.PositiveIntegerField(default=0)),
                ("within_30", models.PositiveIntegerField(default=0)),
                ("longer", models.PositiveIntegerField(default=0)),
                ("now", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField(null=True)),
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
                    "longest_table",
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
                    "since_table",
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
                "verbose_name": "环节用时的统计",
                "verbose_name_plural": "环节用时的统计",
                "abstract": False,
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("year", "agency", "stage"), name="stage_fact_once")],
            },
        ),
        migrations.CreateModel(
            name="TargetOutlier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("key", models.CharField(max_length=120)),
                ("unit", models.CharField(blank=True, max_length=60)),
                ("name", models.TextField()),
                ("target", models.TextField()),
                ("reason", models.CharField(max_length=5)),
                ("far", models.FloatField()),
                ("usual", models.CharField(max_length=200)),
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
                    "table",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="indicators.goaltable",
                    ),
                ),
            ],
            options={
                "verbose_name": "偏离的指标值",
                "verbose_name_plural": "偏离的指标值",
                "ordering": ["year", "-far", "id"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["year", "-far", "id"], name="outlier_by_distance")],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
        migrations.RunPython(mark_everything, migrations.RunPython.noop),
    ]
