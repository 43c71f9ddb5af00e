"""Addresses of what a company adds to the kinds."""

from __future__ import annotations

from django.urls import path

from closeknit.profiles import kind_views, segment_views, views
from closeknit.web import addresses

addresses.register()

urlpatterns = [
    path("settings/kinds/", kind_views.listed, name="kinds"),
    path("settings/kinds/new/", kind_views.add, name="kind_add"),
    path("settings/kinds/<slug:key>/", kind_views.one, name="kind"),
    path("settings/kinds/<slug:key>/remove/", kind_views.remove, name="kind_remove"),
    path("settings/fields/", views.home, name="fields_home"),
    path("settings/fields/<kind:kind>/", views.listed, name="fields"),
    path("settings/fields/<kind:kind>/new/", views.add, name="field_add"),
    path("settings/fields/<kind:kind>/segments/new/", segment_views.save, name="segment_add"),
    path("settings/segments/", segment_views.home, name="segments_home"),
    path("settings/segments/<kind:kind>/", segment_views.listed, name="segments"),
    path("settings/segments/<kind:kind>/<int:segment>/name/", segment_views.rename, name="segment_rename"),
    path("settings/segments/<kind:kind>/<int:segment>/retire/", segment_views.retire, name="segment_retire"),
    path("settings/segments/<kind:kind>/<int:segment>/reinstate/", segment_views.reinstate, name="segment_reinstate"),
    path("settings/fields/<kind:kind>/groups/<int:group>/", views.group, name="field_group"),
    path("settings/fields/<kind:kind>/<int:definition>/", views.one, name="field"),
    path("settings/fields/<kind:kind>/<int:definition>/name/", views.rename, name="field_rename"),
    path("settings/fields/<kind:kind>/<int:definition>/move/", views.move, name="field_move"),
    path("settings/fields/<kind:kind>/<int:definition>/type/", views.retype, name="field_retype"),
    path("settings/fields/<kind:kind>/<int:definition>/retire/", views.retire, name="field_retire"),
    path("settings/fields/<kind:kind>/<int:definition>/reinstate/", views.reinstate, name="field_reinstate"),
    path("settings/fields/<kind:kind>/<int:definition>/promote/", views.promote, name="field_promote"),
]
