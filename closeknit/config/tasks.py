"""What the queue does for itself: take up again what a killed worker left, and forget the dead ones."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

log = logging.getLogger("closeknit.queue")

MOST_ATTEMPTS = 5  # a job that kills its worker again and again must not go on for ever


@app.periodic(cron="* * * * * */20")  # the last field is seconds
@app.task(name="config.take_up_stalled", queueing_lock="config.take_up_stalled", pass_context=True)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """Three times a minute: jobs whose worker has given no sign of life for half a minute are run again, by anybody."""
    await take_up(context.app.job_manager)


async def take_up(jobs: JobManager) -> None:
    """Put every stalled job back into the queue, or give it up after too many attempts."""
    for job in await jobs.get_stalled_jobs():
        if job.attempts + 1 >= MOST_ATTEMPTS:
            log.error("gave up a job that ended its worker", extra={"job": {"id": job.id, "task_name": job.task_name}})
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
        else:
            log.warning("took up a stalled job", extra={"job": {"id": job.id, "task_name": job.task_name}})
            await jobs.retry_job(job)
