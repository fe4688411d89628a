"""The page of a batch counts the texts without a place while it is read; few tables have any."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("importers", "0007_not_done_tables"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="importtable",
            index=models.Index(condition=models.Q(("unplaced__gt", 0)), fields=["file"], name="import_unplaced"),
        ),
    ]
