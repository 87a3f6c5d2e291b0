"""Roles. Until now a member who was staff configured the site, and any other member looked at its
boards: they become administrators and viewers, so that nobody may more than before, and nobody who
configured is locked out. Who is to see names without configuring is made a supervisor by hand."""

import django.db.models.deletion
from django.db import migrations, models


def name_administrators(apps, schema_editor):
    memberships = apps.get_model("boards", "Membership").objects
    memberships.filter(user__is_staff=True).update(role="administrator")


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0005_which_source_wins"),
    ]

    operations = [
        migrations.AddField(
            model_name="board",
            name="shared",
            field=models.BooleanField(
                default=True,
                help_text="A board of the site: members who are limited to teams see it too, with what the policy lets a viewer see of people.",
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="team",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: the site's. A team's board is seen by members of the team and by those of the whole site.",
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="boards",
                to="boards.team",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="limited",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("viewer", "Viewer: looks at boards"),
                    ("supervisor", "Supervisor: sees names, edits boards, pairs screens"),
                    ("administrator", "Administrator: configures the site"),
                ],
                default="viewer",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="teams",
            field=models.ManyToManyField(
                blank=True,
                help_text="Empty: the whole site. An administrator is always one of the whole site.",
                related_name="memberships",
                to="boards.team",
            ),
        ),
        migrations.RunPython(name_administrators, migrations.RunPython.noop),
    ]
