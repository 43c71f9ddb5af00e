"""Processes: definitions, editions, runs and where they stand; what wakes them."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


# Whatever happens with a record is told by an entry, and every way in which entries are written ends in ties: by a verb, in bulk, by COPY.
# So a trigger on them wakes who waits. It writes rows that nobody else holds, so no change of a person ever waits for the worker, and
# a job in the same transaction, of which the worker hears when that is kept.
TOLD = """
create function closeknit_told() returns trigger language plpgsql as $$
declare
  woken boolean := false;
begin
  insert into work_signal (position_id) select p.id
    from told join work_position p on p.watches_id = told.record_id and p.left_at is null and not p.held;
  woken := found;
  if exists (select 1 from work_process where armed_at is not null or forms <> '{}') then
    insert into work_look (record_id, entry_id, depth)
      select told.record_id, told.entry_id, coalesce(nullif(current_setting('app.chain', true), '')::smallint, 0)
      from told join records_record r on r.id = told.record_id
      where exists (select 1 from work_process p where p.kind = r.kind and (p.armed_at is not null or p.forms <> '{}'));
    woken := woken or found;
  end if;
  if woken then
    insert into procrastinate_jobs (queue_name, task_name) values ('default', 'work.move');
  end if;
  return null;
end $$;
create trigger closeknit_told after insert on records_tie
  referencing new table as told for each statement execute function closeknit_told();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('procrastinate', '0041_post_retry_failed_job'),
        ('records', '0009_fewer_checks'),
        ('work', '0004_late'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record_id', models.BigIntegerField()),
                ('entry_id', models.BigIntegerField()),
                ('depth', models.SmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('design', models.JSONField()),
                ('published_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('published_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Process',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('shipped', models.CharField(blank=True, default='', max_length=40)),
                ('kind', models.CharField(max_length=40)),
                ('draft', models.JSONField(default=dict)),
                ('version', models.IntegerField(default=1)),
                ('armed_at', models.DateTimeField(editable=False, null=True)),
                ('forms', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_default=[], default=list)),
                ('next_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('retired_at', models.DateTimeField(null=True)),
                ('edition', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='work.edition')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Fit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                ('process', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='work.process')),
            ],
        ),
        migrations.AddField(
            model_name='edition',
            name='process',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='work.process'),
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(max_length=10)),
                ('occasion', models.CharField(max_length=80, null=True)),
                ('depth', models.SmallIntegerField(default=0)),
                ('state', models.CharField(default='running', max_length=10)),
                ('why', models.TextField(blank=True, default='')),
                ('steps', models.IntegerField(default=0)),
                ('begun_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='work.edition')),
                ('process', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='work.process')),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('step', models.CharField(max_length=40)),
                ('forks', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('begun', models.BooleanField(default=False)),
                ('held', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField(null=True)),
                ('until', models.DateTimeField(null=True)),
                ('floor', models.BigIntegerField(default=0)),
                ('attempts', models.SmallIntegerField(default=0)),
                ('left_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, default='', max_length=40)),
                ('reason', models.TextField(blank=True, default='')),
                ('left_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('watches', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='records.record')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='work.run')),
            ],
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(blank=True, db_default='', default='', max_length=40)),
                ('by', models.BigIntegerField(null=True)),
                ('reason', models.TextField(blank=True, db_default='', default='')),
                ('position', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='work.position')),
            ],
        ),
        migrations.AddIndex(
            model_name='process',
            index=models.Index(models.F('next_at'), condition=models.Q(('next_at', None), _negated=True), name='process_next'),
        ),
        migrations.AddConstraint(
            model_name='process',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), condition=models.Q(('retired_at', None)), name='process_once'),
        ),
        migrations.AddConstraint(
            model_name='fit',
            constraint=models.UniqueConstraint(fields=('process', 'record'), name='fit_once'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('process', 'number'), name='edition_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='edition',
            trigger=pgtrigger.compiler.Trigger(name='frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b14a55e921b0c92ad554b141277b78a0e8915f9e', operation='UPDATE', pgid='pgtrigger_frozen_0d23e', table='work_edition', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(models.F('record'), models.OrderBy(models.F('id'), descending=True), name='run_of_record'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(models.F('process'), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('ended_at', None)), name='run_open'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(models.F('process'), models.OrderBy(models.F('id'), descending=True), name='run_of_process'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('process', 'record'), name='run_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.UniqueConstraint(condition=models.Q(('occasion', None), _negated=True), fields=('process', 'record', 'occasion'), name='run_once'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['running', 'paused', 'stuck', 'done', 'cancelled'])), name='run_state_known'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('state__in', ('done', 'cancelled')), _connector='XOR'), name='run_ended_when'),
        ),
        migrations.AddIndex(
            model_name='position',
            index=models.Index(models.F('due_at'), models.F('id'), condition=models.Q(('held', False), ('left_at', None), models.Q(('due_at', None), _negated=True)), name='position_due'),
        ),
        migrations.AddIndex(
            model_name='position',
            index=models.Index(models.F('watches'), condition=models.Q(('left_at', None), models.Q(('watches', None), _negated=True)), name='position_watching'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.UniqueConstraint(fields=('run', 'number'), name='position_once'),
        ),
        migrations.RunSQL("alter table work_look alter depth set default 0"),
        migrations.RunSQL(TOLD),
    ]
