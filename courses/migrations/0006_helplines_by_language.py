from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0005_former_addresses'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='helpline',
            name='one_helpline_name_per_country',
        ),
        migrations.AddField(
            model_name='helpline',
            name='language',
            field=models.CharField(blank=True, help_text='Such as sw. Empty: shown on pages of every language.', max_length=12, verbose_name='language of these words'),
        ),
        migrations.AddConstraint(
            model_name='helpline',
            constraint=models.UniqueConstraint(fields=('country', 'name', 'language'), name='one_helpline_per_language'),
        ),
    ]
