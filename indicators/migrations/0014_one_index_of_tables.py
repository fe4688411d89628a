"""Rows are found by their table with the index of its positions, which begins with it; the narrower one only cost time.

By hand: altered the usual way, SQLite would write a million indicators anew.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def _drop_the_narrow_index(apps: Any, schema_editor: Any) -> None:
    table = "indicators_indicator"
    with schema_editor.connection.cursor() as cursor:
        found = schema_editor.connection.introspection.get_constraints(cursor, table)
    for name, each in found.items():
        if each["index"] and not each["unique"] and each["columns"] == ["table_id"]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0013_qualitative")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(_drop_the_narrow_index, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="indicator",
                    name="table",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="indicators.goaltable",
                        verbose_name="表",
                    ),
                ),
            ],
        ),
    ]
