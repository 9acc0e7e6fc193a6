import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0007_checks_before_and_after'),
        ("learning", "0004_opened_on_and_strange_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course_key', models.UUIDField(help_text="The course's translation key: the same in every language.")),
                ('start_answered', models.PositiveSmallIntegerField(default=0)),
                ('start_right', models.PositiveSmallIntegerField(default=0, help_text='Right at the first try.')),
                ('end_answered', models.PositiveSmallIntegerField(default=0)),
                ('end_right', models.PositiveSmallIntegerField(default=0, help_text='Right at the first try.')),
                ('language', models.CharField(help_text='Of the last answer that counts.', max_length=12)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_results', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'result of the checks',
                'indexes': [models.Index(fields=['course_key', 'start_answered', 'end_answered', 'language', 'start_right', 'end_right'], name='gain_of_course')],
                'constraints': [models.UniqueConstraint(fields=('person', 'course_key'), name='one_check_result_per_course')],
            },
        ),
    ]
