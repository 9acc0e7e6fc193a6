"""Where learners are in H5P contents, and what they did there."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0010_h5p_libraries_and_contents'),
        ('learning', '0013_answer_confirmations'),
    ]

    operations = [
        migrations.CreateModel(
            name='H5PResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(help_text="The statement's id, made by the phone: the same again is the same result.", unique=True)),
                ('course_key', models.UUIDField()),
                ('lesson_key', models.UUIDField()),
                ('card_id', models.CharField(help_text='Of the card that shows it.', max_length=40)),
                ('sub_content_id', models.CharField(blank=True, help_text='Of the question inside; empty for the whole.', max_length=36)),
                ('verb', models.CharField(max_length=20)),
                ('score', models.FloatField(null=True)),
                ('max_score', models.FloatField(null=True)),
                ('is_rescored', models.BooleanField(default=False, help_text='Worked out here from the answer, not only reported.')),
                ('response', models.TextField(blank=True)),
                ('seconds', models.FloatField(help_text='As reported.', null=True)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.h5pcontent')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='h5p_results', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'result of H5P content',
                'indexes': [models.Index(fields=['person', 'course_key', 'lesson_key'], name='h5p_results_of_person')],
            },
        ),
        migrations.CreateModel(
            name='H5PState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data_type', models.CharField(max_length=80)),
                ('sub_content_id', models.CharField(blank=True, max_length=36)),
                ('data', models.TextField()),
                ('content_hash', models.CharField(help_text='Of what was played: a state of other content is not given back.', max_length=64)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('content', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='courses.h5pcontent')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='h5p_states', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'state of H5P content',
                'constraints': [models.UniqueConstraint(fields=('person', 'content', 'data_type', 'sub_content_id'), name='one_state_per_h5p_part')],
            },
        ),
    ]
