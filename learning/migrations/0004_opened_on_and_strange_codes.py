import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0003_institutions_and_classes'),
    ]

    operations = [
        migrations.CreateModel(
            name='StrangeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('pin_failures', models.PositiveSmallIntegerField(default=0)),
                ('pin_locked_until', models.DateTimeField(blank=True, null=True)),
                ('tried_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'tried code that nobody has',
                'verbose_name_plural': 'tried codes that nobody has',
            },
        ),
        migrations.AddField(
            model_name='person',
            name='opened_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
    ]
