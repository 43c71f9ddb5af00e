"""Addresses of records of every kind."""

from __future__ import annotations

from django.urls import path

from closeknit.records.views import changes, files, finding, lists, record
from closeknit.web import addresses

addresses.register()

urlpatterns = [
    path("", finding.home, name="home"),
    path("search/", finding.search, name="search"),
    path("suggest/<slug:key>/", finding.suggest, name="suggest"),
    path("bin/", changes.binned, name="bin"),
    path("undo/<uuid:change>/", changes.undo, name="undo"),
    path("<kind:kind>/", lists.listing, name="list"),
    path("<kind:kind>/filter/", lists.filtering, name="filter"),
    path("<kind:kind>/filter/values/", lists.values, name="filter_values"),
    path("<kind:kind>/columns/", lists.columns, name="columns"),
    path("<kind:kind>/export.csv", lists.export, {"form": "csv"}, name="export_csv"),
    path("<kind:kind>/export.xlsx", lists.export, {"form": "xlsx"}, name="export_xlsx"),
    path("<kind:kind>/new/", record.create, name="create"),
    path("<kind:kind>/alike/", record.alike, name="alike"),
    path("<kind:kind>/<int:pk>-<slug:slug>/", record.page, name="record"),
    path("<kind:kind>/<int:pk>/", record.page, name="record_by_id"),
    path("<kind:kind>/<int:pk>/fact/<slug:key>/", record.fact, name="fact"),
    path("<kind:kind>/<int:pk>/files/", files.attach, name="attach"),
    path("<kind:kind>/<int:pk>/files/<int:file>/", files.download, name="file"),
    path("<kind:kind>/<int:pk>/files/<int:file>/remove/", files.remove, name="remove_file"),
    path("<kind:kind>/<int:pk>/bin/", record.discard, name="discard"),
    path("<kind:kind>/<int:pk>/restore/", record.restore, name="restore"),
]
