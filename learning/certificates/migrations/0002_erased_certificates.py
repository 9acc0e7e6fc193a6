import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0001_certificates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='certificate',
            name='name_hash',
            field=models.CharField(blank=True, help_text='All that is kept of an erased name: a keyed hash.', max_length=64),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='name',
            field=models.CharField(blank=True, help_text='As the learner confirmed it; empty once erased.', max_length=120),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='status',
            field=models.CharField(choices=[('valid', 'valid'), ('replaced', 'replaced by a corrected one'), ('revoked', 'revoked'), ('erased', 'erased by the holder')], default='valid', max_length=8),
        ),
    ]
