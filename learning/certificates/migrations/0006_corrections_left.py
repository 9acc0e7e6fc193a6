from django.db import migrations, models


def count_corrections(apps, schema_editor):
    """Until now the first edition could be corrected and no other."""
    certificates = apps.get_model("certificates", "Certificate")
    certificates.objects.filter(edition__gt=1).update(corrections_left=0)


class Migration(migrations.Migration):

    dependencies = [
        ("certificates", "0005_recognition"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="corrections_left",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, help_text="How often the holder may still correct the name."),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="edition",
            field=models.PositiveSmallIntegerField(default=1, help_text="1 for the first, one more for each that replaces it."),
        ),
        migrations.RunPython(count_corrections, migrations.RunPython.noop),
    ]
