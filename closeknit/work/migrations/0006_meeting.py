"""Meetings with who takes part in them, and the private addresses of calendars."""

import closeknit.records.tracking
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_people'),
        ('directory', '0005_city_folded'),
        ('records', '0009_fewer_checks'),
        ('work', '0005_process'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='calendar_feed', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('read_at', models.DateTimeField(editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('primary', models.BooleanField(db_default=False, default=False)),
                ('position', models.SmallIntegerField(db_default=0, default=0)),
                ('made_in', models.UUIDField(db_default=closeknit.records.tracking.ThisChange(), editable=False, null=True)),
                ('email', models.TextField(blank=True, null=True, verbose_name='e-mail')),
                ('answer', models.CharField(blank=True, max_length=6, null=True)),
                ('individual', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.individual')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
        ),
        migrations.CreateModel(
            name='GuestWas',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('actor', models.BigIntegerField(db_default=closeknit.records.tracking.ThisActor(), null=True)),
                ('change', models.UUIDField(db_default=closeknit.records.tracking.ThisChange(), db_index=True, null=True)),
                ('id', models.BigIntegerField()),
                ('primary', models.BooleanField(db_default=False, default=False)),
                ('position', models.SmallIntegerField(db_default=0, default=0)),
                ('made_in', models.UUIDField(db_default=closeknit.records.tracking.ThisChange(), editable=False, null=True)),
                ('email', models.TextField(blank=True, null=True, verbose_name='e-mail')),
                ('answer', models.CharField(blank=True, max_length=6, null=True)),
                ('individual', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.individual')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='work.guest')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='meeting', serialize=False, to='records.record')),
                ('status', models.CharField(db_default='planned', default='planned', max_length=10, verbose_name='status')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='begins')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('zone', models.CharField(blank=True, max_length=60, null=True, verbose_name='time zone')),
                ('place', models.TextField(blank=True, null=True, verbose_name='place')),
                ('link', models.TextField(blank=True, null=True, verbose_name='link')),
                ('description', models.TextField(blank=True, null=True, verbose_name='description')),
                ('recurrence', models.TextField(blank=True, null=True, verbose_name='repeats')),
                ('exceptions', models.TextField(editable=False, null=True)),
                ('first_at', models.DateTimeField(editable=False, null=True)),
                ('last_at', models.DateTimeField(editable=False, null=True)),
                ('remind', models.DecimalField(blank=True, decimal_places=0, max_digits=6, null=True, verbose_name='remind')),
                ('uid', models.TextField(editable=False, null=True)),
                ('about', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='meetings', to='records.record')),
                ('at', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.organization')),
            ],
            bases=('records.record',),
        ),
        migrations.CreateModel(
            name='MeetingWas',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('actor', models.BigIntegerField(db_default=closeknit.records.tracking.ThisActor(), null=True)),
                ('change', models.UUIDField(db_default=closeknit.records.tracking.ThisChange(), db_index=True, null=True)),
                ('record_ptr', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, parent_link=True, related_name='+', related_query_name='+', serialize=False, to='records.record')),
                ('status', models.CharField(db_default='planned', default='planned', max_length=10, verbose_name='status')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='begins')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('zone', models.CharField(blank=True, max_length=60, null=True, verbose_name='time zone')),
                ('place', models.TextField(blank=True, null=True, verbose_name='place')),
                ('link', models.TextField(blank=True, null=True, verbose_name='link')),
                ('description', models.TextField(blank=True, null=True, verbose_name='description')),
                ('recurrence', models.TextField(blank=True, null=True, verbose_name='repeats')),
                ('exceptions', models.TextField(editable=False, null=True)),
                ('first_at', models.DateTimeField(editable=False, null=True)),
                ('last_at', models.DateTimeField(editable=False, null=True)),
                ('remind', models.DecimalField(blank=True, decimal_places=0, max_digits=6, null=True, verbose_name='remind')),
                ('uid', models.TextField(editable=False, null=True)),
                ('about', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
                ('at', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.organization')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='work.meeting')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('primary', models.BooleanField(db_default=False, default=False)),
                ('position', models.SmallIntegerField(db_default=0, default=0)),
                ('made_in', models.UUIDField(db_default=closeknit.records.tracking.ThisChange(), editable=False, null=True)),
                ('answer', models.CharField(blank=True, max_length=6, null=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ParticipantWas',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('actor', models.BigIntegerField(db_default=closeknit.records.tracking.ThisActor(), null=True)),
                ('change', models.UUIDField(db_default=closeknit.records.tracking.ThisChange(), db_index=True, null=True)),
                ('id', models.BigIntegerField()),
                ('primary', models.BooleanField(db_default=False, default=False)),
                ('position', models.SmallIntegerField(db_default=0, default=0)),
                ('made_in', models.UUIDField(db_default=closeknit.records.tracking.ThisChange(), editable=False, null=True)),
                ('answer', models.CharField(blank=True, max_length=6, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='work.participant')),
                ('record', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.record')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='guest',
            index=models.Index(models.F('individual'), models.F('record'), name='guest_in'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('individual', None), _negated=True), models.Q(('email', None), _negated=True), _connector='OR'), name='guest_is_somebody'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.UniqueConstraint(condition=models.Q(('primary', True)), fields=('record',), name='guest_one_primary'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='guest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "work_guestwas" ("answer", "email", "id", "individual_id", "made_in", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "primary", "record_id") VALUES (OLD."answer", OLD."email", OLD."id", OLD."individual_id", OLD."made_in", NOW(), \'update\', OLD."id", OLD."position", OLD."primary", OLD."record_id"); RETURN NULL;', hash='83e23c163d967b49abdbfdddbce465f86bb5fda0', operation='UPDATE', pgid='pgtrigger_update_update_439b5', table='work_guest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='guest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_guestwas" ("answer", "email", "id", "individual_id", "made_in", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "primary", "record_id") VALUES (OLD."answer", OLD."email", OLD."id", OLD."individual_id", OLD."made_in", NOW(), \'delete\', OLD."id", OLD."position", OLD."primary", OLD."record_id"); RETURN NULL;', hash='8d7fbbc9b84b2c50fd57c012bf2a45420a963e1b', operation='DELETE', pgid='pgtrigger_delete_delete_bda4c', table='work_guest', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(models.F('last_at'), models.F('first_at'), models.F('record_ptr'), name='meeting_within'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(models.F('about'), models.F('last_at'), name='meeting_about'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(models.F('at'), models.F('last_at'), name='meeting_at'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(models.F('uid'), condition=models.Q(('uid', None), _negated=True), name='meeting_uid'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(models.F('last_at'), models.F('record_ptr'), condition=models.Q(('status', 'planned'), models.Q(('remind', None), _negated=True)), name='meeting_reminder'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'held', 'cancelled'])), name='meeting_status_known'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_at', None), ('ends_on__isnull', False), ('starts_at', None), ('starts_on__isnull', False)), models.Q(('ends_at__isnull', False), ('ends_on', None), ('starts_at__isnull', False), ('starts_on', None)), _connector='OR'), name='meeting_on_days_or_at_moments'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='meeting_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='meeting_last_day_not_before_first'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('remind', None), ('remind__gte', 0), _connector='OR'), name='meeting_reminded_before'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."about_id" IS DISTINCT FROM (NEW."about_id") OR OLD."at_id" IS DISTINCT FROM (NEW."at_id") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."exceptions" IS DISTINCT FROM (NEW."exceptions") OR OLD."first_at" IS DISTINCT FROM (NEW."first_at") OR OLD."last_at" IS DISTINCT FROM (NEW."last_at") OR OLD."link" IS DISTINCT FROM (NEW."link") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."record_ptr_id" IS DISTINCT FROM (NEW."record_ptr_id") OR OLD."recurrence" IS DISTINCT FROM (NEW."recurrence") OR OLD."remind" IS DISTINCT FROM (NEW."remind") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."uid" IS DISTINCT FROM (NEW."uid") OR OLD."zone" IS DISTINCT FROM (NEW."zone"))', func='INSERT INTO "work_meetingwas" ("about_id", "at_id", "description", "ends_at", "ends_on", "exceptions", "first_at", "last_at", "link", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "record_ptr_id", "recurrence", "remind", "starts_at", "starts_on", "status", "uid", "zone") VALUES (OLD."about_id", OLD."at_id", OLD."description", OLD."ends_at", OLD."ends_on", OLD."exceptions", OLD."first_at", OLD."last_at", OLD."link", NOW(), \'update\', OLD."record_ptr_id", OLD."place", OLD."record_ptr_id", OLD."recurrence", OLD."remind", OLD."starts_at", OLD."starts_on", OLD."status", OLD."uid", OLD."zone"); RETURN NULL;', hash='7d6b3b4790fe5ab0cf35d03f100f1a9bc0c977bb', operation='UPDATE', pgid='pgtrigger_update_update_36a1e', table='work_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_meetingwas" ("about_id", "at_id", "description", "ends_at", "ends_on", "exceptions", "first_at", "last_at", "link", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "record_ptr_id", "recurrence", "remind", "starts_at", "starts_on", "status", "uid", "zone") VALUES (OLD."about_id", OLD."at_id", OLD."description", OLD."ends_at", OLD."ends_on", OLD."exceptions", OLD."first_at", OLD."last_at", OLD."link", NOW(), \'delete\', OLD."record_ptr_id", OLD."place", OLD."record_ptr_id", OLD."recurrence", OLD."remind", OLD."starts_at", OLD."starts_on", OLD."status", OLD."uid", OLD."zone"); RETURN NULL;', hash='6e6b0ba18494395902b501fab6c1b66b76ea4d40', operation='DELETE', pgid='pgtrigger_delete_delete_4fe51', table='work_meeting', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(models.F('user'), models.F('record'), name='participant_in'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(fields=('record', 'user'), name='participant_once'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('primary', True)), fields=('record',), name='participant_one_primary'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "work_participantwas" ("answer", "id", "made_in", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "primary", "record_id", "user_id") VALUES (OLD."answer", OLD."id", OLD."made_in", NOW(), \'update\', OLD."id", OLD."position", OLD."primary", OLD."record_id", OLD."user_id"); RETURN NULL;', hash='75c216753ff40f39725afeb55d1cedf40d344f54', operation='UPDATE', pgid='pgtrigger_update_update_118f3', table='work_participant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "work_participantwas" ("answer", "id", "made_in", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "primary", "record_id", "user_id") VALUES (OLD."answer", OLD."id", OLD."made_in", NOW(), \'delete\', OLD."id", OLD."position", OLD."primary", OLD."record_id", OLD."user_id"); RETURN NULL;', hash='ab443759d3d786ab21c4ca86cf35a3fadbd001e6', operation='DELETE', pgid='pgtrigger_delete_delete_b510e', table='work_participant', when='AFTER')),
        ),
    ]
