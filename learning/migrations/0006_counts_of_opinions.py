# What learners say of lessons and courses, counted.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0005_check_results"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpinionCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(choices=[("lesson", "lesson"), ("course", "course")], max_length=6)),
                ("key", models.UUIDField(help_text="The lesson's or course's translation key.")),
                ("language", models.CharField(max_length=12)),
                ("month", models.DateField(help_text="The first day of the month.")),
                ("face", models.CharField(choices=[("good", "Good"), ("fair", "So-so"), ("poor", "Not good")], max_length=4)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "count of opinions",
                "verbose_name_plural": "counts of opinions",
                "constraints": [
                    models.UniqueConstraint(fields=("about", "key", "language", "month", "face"), name="one_count_of_a_face")
                ],
            },
        ),
    ]
