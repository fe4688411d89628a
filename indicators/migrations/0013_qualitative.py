"""Lines count indicators without a measurable target, and tables are found by the level of their indicators.

The triggers are made anew and all lines are filled. The index of the foreign key gives way to one that begins with
it, by hand: altered the usual way, SQLite would write a million indicators anew.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from indicators.line_triggers import install, refill, uninstall


def _drop_the_narrow_index(apps: Any, schema_editor: Any) -> None:
    table = "indicators_indicator"
    with schema_editor.connection.cursor() as cursor:
        found = schema_editor.connection.introspection.get_constraints(cursor, table)
    for name, each in found.items():
        if each["index"] and not each["unique"] and each["columns"] == ["category_id"]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0012_words")]

    operations = [
        migrations.RunPython(uninstall, migrations.RunPython.noop),
        migrations.AddField(
            model_name="tableline",
            name="qualitative",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(_drop_the_narrow_index, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="indicator",
                    name="category",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="indicators.category",
                        verbose_name="指标分类",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="indicator",
            index=models.Index(fields=["category", "kind", "table"], name="indicator_by_level"),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
        migrations.RunPython(refill, migrations.RunPython.noop),
    ]
