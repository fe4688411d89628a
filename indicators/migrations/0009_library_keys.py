"""The keys of the indicators that are there already, in batches; then their index, since it is quicker made at once.

Not one transaction: a batch that is done stays done, and the others go on working meanwhile. Running it again after a
failure begins at the rows without a key and changes nothing twice.
"""

from django.db import migrations, models

from indicators.library.alike import key_of

BATCH = 2000


def fill(apps, schema_editor):
    """One UPDATE for each batch: both databases join a list of values."""
    indicators = apps.get_model("indicators", "Indicator").objects.using(schema_editor.connection.alias)
    last = 0
    while True:
        rows = indicators.filter(pk__gt=last, library_key="").order_by("pk")
        batch = list(rows.values_list("pk", "level1", "level2", "name")[:BATCH])
        if not batch:
            return
        last = batch[-1][0]
        keys = [(pk, key) for pk, *texts in batch if (key := key_of(*texts))]
        if keys:
            _write(schema_editor.connection, keys)


def _write(connection, keys):
    values = ", ".join(["(%s, %s)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE indicators_indicator SET library_key = made.column2 "
            f"FROM (VALUES {values}) AS made WHERE indicators_indicator.id = made.column1",
            [value for pair in keys for value in pair],
        )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("indicators", "0008_library")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="indicator",
            index=models.Index(fields=["library_key"], name="indicator_library"),
        ),
    ]
