"""What a lesson has for its facilitator: script, materials, paper activity."""

import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0007_checks_before_and_after"),
    ]

    operations = [
        migrations.AddField(
            model_name='lessonpage',
            name='materials',
            field=models.TextField(blank=True, help_text='What the facilitator brings, one line each. Plain things that every village has.', verbose_name='materials'),
        ),
        migrations.AddField(
            model_name='lessonpage',
            name='paper_activity',
            field=models.TextField(blank=True, help_text='What the group does without any device, as the facilitator explains it.', verbose_name='paper activity'),
        ),
        migrations.AddField(
            model_name='lessonpage',
            name='script',
            field=wagtail.fields.StreamField([('step', 3)], blank=True, block_lookup={0: ('wagtail.blocks.IntegerBlock', (), {'label': 'minutes', 'max_value': 120, 'min_value': 1}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 80}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'What to say and do, in short sentences that can be read aloud.', 'label': 'words', 'rows': 4}), 3: ('wagtail.blocks.StructBlock', [[('minutes', 0), ('title', 1), ('text', 2)]], {})}, verbose_name="facilitator's script"),
        ),
    ]
