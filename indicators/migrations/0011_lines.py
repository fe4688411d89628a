"""The lines of the tables and their tally (docs/adr/0019); 0013 fills them and has triggers keep them."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import budget.money


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0003_review"),
        ("indicators", "0010_review"),
    ]

    operations = [
        migrations.CreateModel(
            name="TableLine",
            fields=[
                (
                    "table",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="line",
                        serialize=False,
                        to="indicators.goaltable",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("region", models.CharField(max_length=30)),
                ("code", models.CharField(max_length=20)),
                ("number", models.PositiveIntegerField(null=True)),
                ("name", models.CharField(max_length=300)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "编报中"),
                            ("submitted", "待主管部门审核"),
                            ("forwarded", "待财政审核"),
                            ("approved", "已批复"),
                            ("published", "已公开"),
                            ("returned", "已退回"),
                        ],
                        max_length=12,
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                ("in_force", models.BooleanField()),
                (
                    "total",
                    budget.money.MoneyField(
                        blank=True,
                        decimal_places=6,
                        max_digits=20,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "fiscal_funds",
                    budget.money.MoneyField(
                        blank=True,
                        decimal_places=6,
                        max_digits=20,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "other_funds",
                    budget.money.MoneyField(
                        blank=True,
                        decimal_places=6,
                        max_digits=20,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                ("indicators", models.PositiveIntegerField()),
                ("blocks", models.PositiveIntegerField()),
                ("warns", models.PositiveIntegerField()),
                ("infos", models.PositiveIntegerField()),
                ("kept", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField()),
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
                "verbose_name": "表的目录行",
                "verbose_name_plural": "表的目录行",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["-year", "region", "code", "number", "table"], name="line_filed"),
                    models.Index(fields=["agency", "year", "status", "in_force"], name="line_by_agency"),
                    models.Index(fields=["status", "changed_at", "table"], name="line_by_status"),
                    models.Index(fields=["changed_at", "table"], name="line_by_change"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TableTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "编报中"),
                            ("submitted", "待主管部门审核"),
                            ("forwarded", "待财政审核"),
                            ("approved", "已批复"),
                            ("published", "已公开"),
                            ("returned", "已退回"),
                        ],
                        max_length=12,
                    ),
                ),
                ("in_force", models.BooleanField()),
                ("tables", models.PositiveIntegerField()),
                (
                    "total",
                    budget.money.MoneyField(
                        blank=True,
                        decimal_places=6,
                        max_digits=20,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "fiscal_funds",
                    budget.money.MoneyField(
                        blank=True,
                        decimal_places=6,
                        max_digits=20,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                (
                    "other_funds",
                    budget.money.MoneyField(
                        blank=True,
                        decimal_places=6,
                        max_digits=20,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
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
                "verbose_name": "表的张数",
                "verbose_name_plural": "表的张数",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "year", "status", "in_force"), name="tally_once")
                ],
            },
        ),
    ]
