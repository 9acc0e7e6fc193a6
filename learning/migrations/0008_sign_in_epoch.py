from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0007_reports")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="sign_in_epoch",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
