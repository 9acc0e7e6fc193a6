from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0006_helplines_by_language"),
    ]

    operations = [
        migrations.AddField(
            model_name='lessonpage',
            name='purpose',
            field=models.CharField(choices=[('lesson', 'lesson'), ('start-check', 'four questions before the first lesson'), ('end-check', 'four questions after the last lesson')], db_default='lesson', default='lesson', help_text='The four questions before and after a course are not counted as lessons. One page of each kind a course.', max_length=12, verbose_name='what it is for'),
        ),
        migrations.AddField(
            model_name='lessonversion',
            name='purpose',
            field=models.CharField(choices=[('lesson', 'lesson'), ('start-check', 'four questions before the first lesson'), ('end-check', 'four questions after the last lesson')], db_default='lesson', default='lesson', max_length=12),
        ),
    ]
