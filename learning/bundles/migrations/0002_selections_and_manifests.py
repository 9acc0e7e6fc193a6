"""Selections and manifests: what is built belongs to a line of versions, whatever its form."""

import hashlib
import json

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

PLAIN = {"offered_by": ""}


def give_bundles_their_selection(apps, schema_editor):
    """One selection for each course, language and tier of which there is a bundle."""
    Selection, Bundle = apps.get_model("bundles", "Selection"), apps.get_model("bundles", "Bundle")
    for course_key, language, tier in Bundle.objects.order_by().values_list("course_key", "language", "tier").distinct():
        said = {"courses": [str(course_key)], "languages": [language], "tier": tier, **PLAIN}
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        selection = Selection.objects.create(
            line=hashlib.sha256(text.encode()).hexdigest(), courses=str(course_key), languages=language, tier=tier, **PLAIN
        )
        Bundle.objects.filter(course_key=course_key, language=language, tier=tier).update(selection=selection)


class Migration(migrations.Migration):

    dependencies = [
        ('bundles', '0001_bundles'),
    ]

    operations = [
        migrations.CreateModel(
            name='Selection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(max_length=64, unique=True)),
                ('courses', models.TextField()),
                ('languages', models.CharField(max_length=200)),
                ('tier', models.CharField(max_length=8)),
                ('offered_by', models.CharField(blank=True, max_length=36)),
            ],
        ),
        migrations.CreateModel(
            name='Manifest',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('changes', models.JSONField()),
                ('created', models.DateTimeField()),
                ('packed', models.BinaryField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('selection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='manifests', to='bundles.selection')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('selection', 'number'), name='one_manifest_number')],
            },
        ),
        migrations.RemoveConstraint(model_name='bundle', name='one_current_bundle'),
        migrations.RemoveConstraint(model_name='bundle', name='one_bundle_number'),
        migrations.AddField(
            model_name='bundle',
            name='selection',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bundles', to='bundles.selection'),
        ),
        migrations.RunPython(give_bundles_their_selection, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='bundle',
            name='selection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bundles', to='bundles.selection'),
        ),
        migrations.AddField(
            model_name='bundle',
            name='manifest',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bundles', to='bundles.manifest'),
        ),
        migrations.AddField(model_name='bundle', name='replaced_at', field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name='bundle', name='dropped_at', field=models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(model_name='bundle', name='licence', field=models.CharField(max_length=200)),
        migrations.AddConstraint(
            model_name='bundle',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('selection', 'format'), name='one_current_bundle'),
        ),
    ]
