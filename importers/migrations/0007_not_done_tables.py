
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("importers", "0006_errors"),
        ("indicators", "0013_qualitative"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="importtable",
            index=models.Index(condition=models.Q(("result__in", ["left", "kept"])), fields=["file"], name="import_not_done"),
        ),
        migrations.AddIndex(
            model_name="importtable",
            index=models.Index(condition=models.Q(("state__in", ["failed", "conflict"])), fields=["file"], name="import_not_taken"),
        ),
    ]
