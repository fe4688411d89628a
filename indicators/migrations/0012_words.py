"""A tally that counts up and down, the index of words, and the triggers of both (docs/adr/0019, 0020).

0013 fills the lines, whose triggers it makes; the index of words fills itself in the background, and until then
searching reads the tables.
"""

import django.db.models.deletion
from django.db import migrations, models

from indicators.search.gram_tables import make


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0004_worker_signs"),
        ("indicators", "0011_lines"),
    ]

    operations = [
        migrations.CreateModel(
            name="TableText",
            fields=[
                (
                    "table",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="indicators.goaltable",
                    ),
                ),
                ("text", models.TextField()),
            ],
            options={
                "verbose_name": "表的检索文本",
                "verbose_name_plural": "表的检索文本",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="tableline",
            name="indexed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="tabletally",
            name="exact_fiscal_funds",
            field=models.DecimalField(decimal_places=0, default=0, max_digits=30),
        ),
        migrations.AddField(
            model_name="tabletally",
            name="exact_other_funds",
            field=models.DecimalField(decimal_places=0, default=0, max_digits=30),
        ),
        migrations.AddField(
            model_name="tabletally",
            name="exact_total",
            field=models.DecimalField(decimal_places=0, default=0, max_digits=30),
        ),
        migrations.AddField(
            model_name="tabletally",
            name="with_fiscal_funds",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="tabletally",
            name="with_other_funds",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="tabletally",
            name="with_total",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="tabletally",
            name="fiscal_funds",
            field=models.DecimalField(decimal_places=6, max_digits=30, null=True),
        ),
        migrations.AlterField(
            model_name="tabletally",
            name="other_funds",
            field=models.DecimalField(decimal_places=6, max_digits=30, null=True),
        ),
        migrations.AlterField(
            model_name="tabletally",
            name="total",
            field=models.DecimalField(decimal_places=6, max_digits=30, null=True),
        ),
        migrations.AddIndex(
            model_name="tableline",
            index=models.Index(condition=models.Q(("indexed", False)), fields=["table"], name="line_not_indexed"),
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
