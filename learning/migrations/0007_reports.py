import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

MODES = [('online', 'online'), ('facilitator-confirmed', 'confirmed by a facilitator'), ('self-reported', 'reported by the learner')]
GENDERS = [('woman', 'woman or girl'), ('man', 'man or boy'), ('other', 'other'), ('unsaid', 'I prefer not to say')]
AGES = [('under-13', 'under 13'), ('13-17', '13 to 17'), ('18-24', '18 to 24'), ('25-34', '25 to 34'), ('35-plus', '35 or older')]
FACES = [('everyone', 'Everyone'), ('gender', 'Gender'), ('age', 'Age'), ('language', 'Language'), ('mode', 'How answers came'), ('country', 'Country'), ('lesson', 'Lessons')]
OUTCOMES = [('shown', 'shown'), ('hidden', 'hidden'), ('few', '5 % or fewer'), ('most', '95 % or more')]


def measures():
    """The columns that both tables of counts have, made anew for each."""
    return [
        ('answers', models.PositiveIntegerField(default=0)),
        ('right_answers', models.PositiveIntegerField(default=0)),
        ('questions', models.PositiveIntegerField(default=0, help_text='Questions answered at least once.')),
        ('first_right', models.PositiveIntegerField(default=0, help_text='Right at the first try.')),
        ('ever_right', models.PositiveIntegerField(default=0, help_text='Right at least once.')),
        ('minutes', models.PositiveIntegerField(default=0, help_text='Between the first and the last answer of a lesson, 60 at most.')),
        ('gain_people', models.PositiveIntegerField(default=0, help_text='Who took the check before and after the course.')),
        ('gain_points', models.IntegerField(default=0, help_text='Sum of their gains in percentage points.')),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ("learning", "0006_counts_of_opinions"),
    ]

    operations = [
        migrations.CreateModel(
            name='RollupMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, unique=True)),
                ('last_attempt', models.BigIntegerField(default=0)),
            ],
            options={'verbose_name': 'mark of the roll-up'},
        ),
        migrations.CreateModel(
            name='ReportedStart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                *measures(),
                ('course_key', models.UUIDField()),
                ('month', models.DateField(help_text='The first day of the month in which the first answer reached us.')),
                ('gender', models.CharField(blank=True, choices=GENDERS, max_length=8)),
                ('age_band', models.CharField(blank=True, choices=AGES, max_length=8)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('language', models.CharField(max_length=12)),
                ('mode', models.CharField(choices=MODES, max_length=24)),
                ('is_completed', models.BooleanField(default=False)),
                ('is_released', models.BooleanField(default=False, help_text='Counted in published figures; never counted there again.')),
                ('cohort', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='learning.cohort')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='learning.institution')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reported_starts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'start of a course, for reports',
                'indexes': [models.Index(condition=models.Q(('is_released', False)), fields=['course_key', 'institution', 'month'], name='starts_to_release')],
                'constraints': [models.UniqueConstraint(fields=('person', 'course_key'), name='one_start_per_course')],
            },
        ),
        migrations.CreateModel(
            name='QuestionCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course_key', models.UUIDField()),
                ('lesson_key', models.UUIDField()),
                ('question_id', models.UUIDField()),
                ('language', models.CharField(max_length=12)),
                ('people', models.PositiveIntegerField(default=0)),
                ('right', models.PositiveIntegerField(default=0)),
                ('chosen', models.JSONField(default=dict, help_text='Option -> how many chose it in their first answer.')),
                ('pairs', models.PositiveIntegerField(default=0)),
                ('sum_x', models.PositiveIntegerField(default=0)),
                ('sum_y', models.PositiveIntegerField(default=0)),
                ('sum_yy', models.PositiveIntegerField(default=0)),
                ('sum_xy', models.PositiveIntegerField(default=0)),
                ('shown', models.JSONField(default=dict, help_text='The figures trainers see; they move when ten more people have answered.')),
            ],
            options={
                'verbose_name': 'count of a question',
                'indexes': [models.Index(fields=['course_key'], name='question_counts_of_course')],
                'constraints': [models.UniqueConstraint(fields=('question_id', 'lesson_key', 'language'), name='one_count_per_question')],
            },
        ),
        migrations.CreateModel(
            name='ReportFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                *measures(),
                ('is_site', models.BooleanField(default=False)),
                ('course_key', models.UUIDField()),
                ('month', models.DateField(help_text='Who began until the end of this month and stands in no earlier figure.')),
                ('face', models.CharField(choices=FACES, max_length=8)),
                ('gender', models.CharField(help_text='One gender, several joined by “+”, or “all”.', max_length=40)),
                ('part', models.CharField(help_text='A category of the face, “others”, or “all”.', max_length=40)),
                ('lesson_key', models.UUIDField(null=True)),
                ('people', models.PositiveIntegerField()),
                ('outcome', models.CharField(choices=OUTCOMES, max_length=6)),
                ('completed', models.PositiveIntegerField(default=0, help_text='Where the outcome is shown; of lessons, who is in `part`.')),
                ('published_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('cohort', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='learning.cohort')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='learning.institution')),
            ],
            options={
                'verbose_name': 'published figure',
                'indexes': [
                    models.Index(condition=models.Q(('cohort', None), _negated=True), fields=['cohort', 'course_key', 'month'], name='figures_of_class'),
                    models.Index(condition=models.Q(('cohort', None)), fields=['institution', 'course_key', 'month'], name='figures_of_house'),
                    models.Index(condition=models.Q(('is_site', True)), fields=['course_key', 'month'], name='figures_of_site'),
                ],
                'constraints': [models.CheckConstraint(condition=models.Q(('people__gte', 10)), name='figure_of_ten_people_or_more')],
            },
        ),
    ]
