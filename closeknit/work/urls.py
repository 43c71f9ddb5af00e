"""Addresses of what only work does."""

from __future__ import annotations

from django.urls import path

from closeknit.work import views
from closeknit.work.alerts import urls as alerts
from closeknit.work.approvals import urls as approvals
from closeknit.work.calendars import urls as calendars
from closeknit.work.digests import urls as digests
from closeknit.work.hours import urls as hours
from closeknit.work.processes import urls as processes
from closeknit.work.projects import urls as projects
from closeknit.work.watches import urls as watches

urlpatterns = [
    path("tasks/quick/", views.quick, name="task_quick"),
    path("tasks/<int:pk>/give/", views.give, name="task_give"),
    path("tasks/<int:pk>/drop/", views.drop, name="task_drop"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("notices/<int:notice>/", views.notice, name="notice"),
    path("tasks/<int:pk>/act/<slug:word>/", views.act, name="task_act"),
    *projects.urlpatterns,
    *digests.urlpatterns,
    *hours.urlpatterns,
    *alerts.urlpatterns,
    *approvals.urlpatterns,
    *watches.urlpatterns,
    *calendars.urlpatterns,
    *processes.urlpatterns,
]
