"""Who types is answered from the index alone, with the levels and in the whole order: it has the keys of the rows now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0014_one_index_of_tables")]

    operations = [
        migrations.RemoveIndex(model_name="seenindicator", name="seen_suggested"),
        migrations.AddIndex(
            model_name="seenindicator",
            index=models.Index(
                fields=["run", "scope", "-standard", "-count", "id", "first", "second", "words"], name="seen_suggested"
            ),
        ),
    ]
