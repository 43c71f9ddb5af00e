"""Addresses of processes."""

from __future__ import annotations

from django.urls import path

from closeknit.web import addresses
from closeknit.work.processes import views

addresses.register()

urlpatterns = [
    path("processes/", views.listed, name="processes"),
    path("processes/new/", views.add, name="process_add"),
    path("processes/<int:process>/", views.page, name="process"),
    path("processes/<int:process>/draw/", views.draw, name="process_draw"),
    path("processes/<int:process>/retire/", views.retire, name="process_retire"),
    path("processes/<int:process>/reinstate/", views.reinstate, name="process_reinstate"),
    path("processes/start/<kind:kind>/<int:pk>/", views.start, name="process_start"),
    path("processes/runs/<int:run>/skip/<int:position>/", views.skip, name="run_skip"),
    path("processes/runs/<int:run>/cancel/", views.cancel, name="run_cancel"),
    path("processes/runs/<int:run>/<slug:word>/", views.act, name="run_act"),
]
