"""The two indicator frameworks as data (indicators/frameworks.py)."""

from typing import Any

from django.db import migrations

from indicators.frameworks import FRAMEWORKS


def add_frameworks(apps: Any, schema_editor: Any) -> None:
    """Make what is missing; a framework that is there already is left alone."""
    framework_model = apps.get_model("indicators", "Framework")
    category_model = apps.get_model("indicators", "Category")
    for position, data in enumerate(FRAMEWORKS, 1):
        framework, created = framework_model.objects.get_or_create(
            code=data.code, defaults={"name": data.name, "position": position}
        )
        if not created:
            continue
        for number, first in enumerate(data.firsts, 1):
            parent = category_model.objects.create(
                framework=framework, level=1, name=first.name, position=number, weight=first.weight
            )
            category_model.objects.bulk_create(
                category_model(
                    framework=framework, parent=parent, level=2, name=name, position=place, required=name in data.required
                )
                for place, name in enumerate(first.seconds, 1)
            )


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [migrations.RunPython(add_frameworks, migrations.RunPython.noop)]
