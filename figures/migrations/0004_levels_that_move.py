"""A 二级 that is put below another 一级 changes what its tables count."""

from django.db import migrations

from figures.mark_triggers import install


class Migration(migrations.Migration):
    dependencies = [("figures", "0003_rows"), ("indicators", "0014_one_index_of_tables")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
