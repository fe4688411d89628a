"""The rows behind the facts, table by table; everything is counted once more to fill them."""
import django.db.models.deletion
from django.db import migrations, models

from figures.mark_triggers import mark_everything


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0004_worker_signs'),
        ('figures', '0002_pairs'),
        ('indicators', '0013_qualitative'),
    ]

    operations = [
        migrations.CreateModel(
            name='TableReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('code', models.CharField(max_length=40)),
                ('first', models.PositiveIntegerField(default=0)),
                ('removed', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('approved', models.PositiveIntegerField(default=0)),
                ('approved_kept', models.PositiveIntegerField(default=0)),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='budget.agency')),
                ('line', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='indicators.tableline')),
            ],
            options={
                'verbose_name': '表的审核前后',
                'verbose_name_plural': '表的审核前后',
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['year', 'code', 'line'], name='reviewed_by_code'), models.Index(fields=['year', 'line'], name='reviewed_by_table'), models.Index(fields=['agency', 'year'], name='reviewed_of_agency')],
            },
        ),
        migrations.CreateModel(
            name='TableStay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('stage', models.CharField(max_length=12)),
                ('seconds', models.PositiveBigIntegerField()),
                ('until', models.DateTimeField()),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='budget.agency')),
                ('line', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='indicators.tableline')),
            ],
            options={
                'verbose_name': '表的环节用时',
                'verbose_name_plural': '表的环节用时',
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['stage', '-seconds', 'id'], name='stay_by_stage'), models.Index(fields=['-seconds', 'id'], name='stay_by_length'), models.Index(fields=['year', 'stage', 'until'], name='stay_by_end'), models.Index(fields=['agency', 'year'], name='stay_of_agency')],
            },
        ),
        migrations.RunPython(mark_everything, migrations.RunPython.noop),
    ]
