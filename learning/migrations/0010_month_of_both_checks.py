from datetime import date

from django.db import migrations, models


def count_this_month(apps, schema_editor):
    """Who has answered both already counts from this month on: when it was before is not told apart."""
    rows = apps.get_model("learning", "CheckResult").objects.filter(start_answered=4, end_answered=4)
    rows.update(done_in=date.today().replace(day=1))


class Migration(migrations.Migration):
    dependencies = [("learning", "0009_given_password")]

    operations = [
        migrations.AddField(
            model_name="checkresult",
            name="done_in",
            field=models.DateField(null=True),
        ),
        migrations.RunPython(count_this_month, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="checkresult", name="gain_of_course"),
        migrations.AddIndex(
            model_name="checkresult",
            index=models.Index(
                fields=["course_key", "start_answered", "end_answered", "done_in", "language", "start_right", "end_right"],
                name="gain_by_month",
            ),
        ),
    ]
