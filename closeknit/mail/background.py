"""What the worker does for mail: every ten seconds what is due leaves."""

from __future__ import annotations

from procrastinate.contrib.django import app

from closeknit.mail import sending


@app.periodic(cron="* * * * * */10")  # the last field is seconds
@app.task(name="mail.send", queueing_lock="mail.send")
def send(timestamp: int) -> None:
    """Send what is due, as far as it comes; the next one goes on."""
    sending.run()
