from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0008_sign_in_epoch")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="has_given_password",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
