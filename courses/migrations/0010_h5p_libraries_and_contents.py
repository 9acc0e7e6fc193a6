"""H5P: libraries that were let in, contents to play, and the card that shows one."""

import uuid
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0009_cards_for_ones_own_phone'),
    ]

    operations = [
        migrations.CreateModel(
            name='H5PContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                ('library', models.CharField(help_text='The main library with major and minor version.', max_length=280, verbose_name='kind')),
                ('params', models.JSONField()),
                ('filtered', models.JSONField(default=dict)),
                ('dependencies', models.JSONField(default=list, help_text='Libraries met while filtering, inner before outer.')),
                ('waits_for', models.JSONField(default=list, help_text='Libraries that are not installed.')),
                ('credits', models.JSONField(default=dict, help_text='Authors, licence, source and changes, as its h5p.json says them.')),
                ('metadata', models.JSONField(default=dict, help_text='The fields of its h5p.json about rights and origin.')),
                ('files', models.JSONField(default=dict, help_text='Each path below content/ with the SHA-256 of its bytes.')),
                ('package', models.CharField(blank=True, help_text='SHA-256 of the package it came in.', max_length=64)),
                ('weight', models.PositiveBigIntegerField(default=0, help_text='Bytes of a first play, compressed, without media on tap.', verbose_name='weight')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'H5P content',
                'verbose_name_plural': 'H5P contents',
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.AlterField(
            model_name='lessonpage',
            name='body',
            field=wagtail.fields.StreamField([('text', 2), ('picture', 6), ('audio', 8), ('video', 13), ('h5p', 16), ('example', 18), ('share', 20), ('helpline', 22), ('one_answer', 30), ('several_answers', 30), ('true_false', 35), ('put_in_order', 42), ('fill_the_gap', 48)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ul', 'ol'], 'help_text': 'One idea, 60 words at most.', 'label': 'words'}), 1: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Read and answered alone: a screen in a room leaves it out, and on paper it stands on a sheet of its own.', 'label': 'for each one’s own phone', 'required': False}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('own_phone', 1)]], {'group': 'Cards'}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'picture'}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the picture shows, in one sentence. Read aloud, and shown where pictures are off.', 'label': 'description', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 200, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alt', 4), ('caption', 5), ('own_phone', 1)]], {'group': 'Cards'}), 7: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courses.Recording',), {'label': 'recording'}), 8: ('wagtail.blocks.StructBlock', [[('recording', 7), ('own_phone', 1)]], {'group': 'Cards'}), 9: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courses.Film',), {'label': 'video'}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 120}), 11: ('wagtail.blocks.TextBlock', (), {'help_text': 'What is said and what is shown, for those who cannot watch it.', 'label': 'words', 'rows': 5}), 12: ('wagtail.blocks.TextBlock', (), {'help_text': 'The captions as WebVTT: paste the whole .vtt file. A translator changes the words and leaves the times.', 'label': 'captions', 'rows': 8}), 13: ('wagtail.blocks.StructBlock', [[('film', 9), ('title', 10), ('transcript', 11), ('captions', 12), ('own_phone', 1)]], {'group': 'Cards'}), 14: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courses.H5PContent',), {'label': 'H5P content'}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'What one does and learns there, for those who cannot play it: on paper, in a lesson of text alone.', 'label': 'words', 'rows': 4}), 16: ('wagtail.blocks.StructBlock', [[('content', 14), ('summary', 15), ('own_phone', 1)]], {'group': 'Cards'}), 17: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ul', 'ol'], 'label': 'words'}), 18: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 17), ('own_phone', 1)]], {'group': 'Cards'}), 19: ('wagtail.blocks.TextBlock', (), {'help_text': 'One sentence a learner can say to somebody today.', 'label': 'words', 'rows': 2}), 20: ('wagtail.blocks.StructBlock', [[('text', 19), ('own_phone', 1)]], {'group': 'Cards'}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'introduction', 'required': False, 'rows': 2}), 22: ('wagtail.blocks.StructBlock', [[('intro', 21), ('own_phone', 1)]], {'group': 'Cards'}), 23: ('wagtail.blocks.TextBlock', (), {'label': 'question', 'max_length': 400, 'rows': 2}), 24: ('wagtail.blocks.CharBlock', (), {'label': 'option', 'max_length': 250}), 25: ('wagtail.blocks.BooleanBlock', (), {'label': 'right', 'required': False}), 26: ('wagtail.blocks.TextBlock', (), {'help_text': 'Why it is so and what to try. Never only “wrong”.', 'label': 'feedback', 'rows': 2}), 27: ('wagtail.blocks.StructBlock', [[('text', 24), ('is_right', 25), ('feedback', 26)]], {}), 28: ('wagtail.blocks.ListBlock', (27,), {'default': [{'feedback': '', 'is_right': False, 'text': ''}, {'feedback': '', 'is_right': False, 'text': ''}], 'label': 'options', 'max_num': 8}), 29: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courses.Competency',), {'help_text': 'Exactly one competency.', 'label': 'assesses'}), 30: ('wagtail.blocks.StructBlock', [[('prompt', 23), ('options', 28), ('assesses', 29), ('own_phone', 1)]], {'group': 'Questions'}), 31: ('wagtail.blocks.TextBlock', (), {'label': 'statement', 'max_length': 400, 'rows': 2}), 32: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('true', 'true'), ('false', 'false')], 'label': 'the statement is'}), 33: ('wagtail.blocks.TextBlock', (), {'label': 'feedback to “true”', 'rows': 2}), 34: ('wagtail.blocks.TextBlock', (), {'label': 'feedback to “false”', 'rows': 2}), 35: ('wagtail.blocks.StructBlock', [[('prompt', 31), ('is_true', 32), ('feedback_true', 33), ('feedback_false', 34), ('assesses', 29), ('own_phone', 1)]], {'group': 'Questions'}), 36: ('wagtail.blocks.CharBlock', (), {'label': 'step', 'max_length': 200}), 37: ('wagtail.blocks.TextBlock', (), {'label': 'why it comes here', 'rows': 2}), 38: ('wagtail.blocks.StructBlock', [[('text', 36), ('feedback', 37)]], {}), 39: ('wagtail.blocks.ListBlock', (38,), {'default': [{'feedback': '', 'text': ''}, {'feedback': '', 'text': ''}], 'label': 'steps in the right order', 'max_num': 8}), 40: ('wagtail.blocks.TextBlock', (), {'label': 'when all is right', 'rows': 2}), 41: ('wagtail.blocks.TextBlock', (), {'label': 'when something is not yet right', 'rows': 2}), 42: ('wagtail.blocks.StructBlock', [[('prompt', 23), ('items', 39), ('right', 40), ('wrong', 41), ('assesses', 29), ('own_phone', 1)]], {'group': 'Questions'}), 43: ('wagtail.blocks.TextBlock', (), {'help_text': 'Write {1} where the first gap is, {2} for the second.', 'label': 'text with gaps', 'rows': 3}), 44: ('wagtail.blocks.CharBlock', (), {'help_text': 'Separate several by a semicolon: 30; thirty', 'label': 'what fits', 'max_length': 250}), 45: ('wagtail.blocks.TextBlock', (), {'label': 'hint when it does not fit', 'rows': 2}), 46: ('wagtail.blocks.StructBlock', [[('answers', 44), ('feedback', 45)]], {}), 47: ('wagtail.blocks.ListBlock', (46,), {'label': 'gaps', 'max_num': 6}), 48: ('wagtail.blocks.StructBlock', [[('prompt', 23), ('text', 43), ('gaps', 47), ('right', 40), ('wrong', 41), ('assesses', 29), ('own_phone', 1)]], {'group': 'Questions'})}, verbose_name='cards and questions'),
        ),
        migrations.CreateModel(
            name='H5PLibrary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('machine_name', models.CharField(max_length=255, verbose_name='machine name')),
                ('major', models.PositiveIntegerField()),
                ('minor', models.PositiveIntegerField()),
                ('patch', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('license', models.CharField(blank=True, max_length=40, verbose_name='licence')),
                ('runnable', models.BooleanField(default=False, verbose_name='plays by itself')),
                ('is_enabled', models.BooleanField(default=True, verbose_name='may be played')),
                ('sha256', models.CharField(max_length=64, verbose_name='hash of all files')),
                ('meta', models.JSONField(help_text='Its library.json.')),
                ('files', models.JSONField(help_text='Each path inside its folder with the SHA-256 of its bytes.')),
                ('size', models.PositiveBigIntegerField(help_text='Bytes of all files.', verbose_name='size')),
                ('installed_at', models.DateTimeField(auto_now=True, verbose_name='installed')),
            ],
            options={
                'verbose_name': 'H5P library',
                'verbose_name_plural': 'H5P libraries',
                'ordering': ['machine_name', 'major', 'minor'],
                'permissions': [('install_h5plibrary', 'Can install and enable H5P libraries')],
                'constraints': [models.UniqueConstraint(fields=('machine_name', 'major', 'minor'), name='one_patch_per_h5p_line')],
            },
        ),
    ]
