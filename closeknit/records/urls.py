"""Addresses of records of every kind."""

from __future__ import annotations

from django.urls import path

from closeknit.records.many import views as batches
from closeknit.records.relationships import views as relationships
from closeknit.records.views import changes, files, filtering, finding, lists, record
from closeknit.records.workspace.views import saved, side_bar
from closeknit.web import addresses

addresses.register()

urlpatterns = [
    path("", finding.home, name="home"),
    path("search/", finding.search, name="search"),
    path("palette/", finding.palette, name="palette"),
    path("suggest/<slug:key>/", finding.suggest, name="suggest"),
    path("bin/", changes.binned, name="bin"),
    path("bin/restore/", batches.restore, name="batch_restore"),
    path("batches/<int:pk>/", batches.progress, name="batch"),
    path("undo/<uuid:change>/", changes.undo, name="undo"),
    path("settings/relationships/", relationships.type_list, name="relationship_types"),
    path("settings/relationships/new/", relationships.add_type, name="relationship_type_add"),
    path("settings/relationships/<slug:type_key>/", relationships.one_type, name="relationship_type"),
    path("side-bar/", side_bar.arrange, name="side_bar"),
    path("side-bar/pin/", side_bar.pin, name="side_bar_pin"),
    path("<kind:kind>/", lists.listing, name="list"),
    path("<kind:kind>/filter/", lists.filtering, name="filter"),
    path("<kind:kind>/filter/values/", lists.values, name="filter_values"),
    path("<kind:kind>/filter/typed/", filtering.typed, name="filter_typed"),
    path("<kind:kind>/filter/typed/values/", filtering.terms, name="filter_terms"),
    path("<kind:kind>/filter/groups/", filtering.groups, name="filter_groups"),
    path("<kind:kind>/columns/", lists.columns, name="columns"),
    path("<kind:kind>/views/", saved.add, name="view_add"),
    path("<kind:kind>/views/counts/", saved.counts, name="view_counts"),
    path("<kind:kind>/views/<int:view>/", saved.change, name="view"),
    path("<kind:kind>/views/<int:view>/remove/", saved.remove, name="view_remove"),
    path("<kind:kind>/views/<int:view>/restore/", saved.restore, name="view_restore"),
    path("<kind:kind>/export.csv", batches.export_all, {"form": "csv"}, name="export_csv"),
    path("<kind:kind>/export.xlsx", batches.export_all, {"form": "xlsx"}, name="export_xlsx"),
    path("<kind:kind>/selection/", batches.selection, name="selection"),
    path("<kind:kind>/selection/edit/", batches.edit, name="batch_edit"),
    path("<kind:kind>/selection/tags/", batches.tag, name="batch_tag"),
    path("<kind:kind>/selection/bin/", batches.discard, name="batch_discard"),
    path("<kind:kind>/selection/export.<slug:form>", batches.export, name="selection_export"),
    path("<kind:kind>/new/", record.create, name="create"),
    path("<kind:kind>/alike/", record.alike, name="alike"),
    path("<kind:kind>/<int:pk>-<slug:slug>/", record.page, name="record"),
    path("<kind:kind>/<int:pk>/", record.page, name="record_by_id"),
    path("<kind:kind>/<int:pk>/fact/<slug:key>/", record.fact, name="fact"),
    path("<kind:kind>/<int:pk>/files/", files.attach, name="attach"),
    path("<kind:kind>/<int:pk>/files/<int:file>/", files.download, name="file"),
    path("<kind:kind>/<int:pk>/files/<int:file>/remove/", files.remove, name="remove_file"),
    path("<kind:kind>/<int:pk>/relationships/", relationships.shown, name="relationships"),
    path("<kind:kind>/<int:pk>/relationships/new/", relationships.relate, name="relate"),
    path("<kind:kind>/<int:pk>/relationships/suggest/", relationships.suggest, name="relationship_suggest"),
    path("<kind:kind>/<int:pk>/relationships/<int:relationship>/", relationships.one, name="relationship"),
    path("<kind:kind>/<int:pk>/relationships/<int:relationship>/end/", relationships.end, name="relationship_end"),
    path(
        "<kind:kind>/<int:pk>/relationships/<int:relationship>/remove/",
        relationships.remove,
        name="relationship_remove",
    ),
    path("<kind:kind>/<int:pk>/pin/", side_bar.pin_record, name="pin_record"),
    path("<kind:kind>/<int:pk>/bin/", record.discard, name="discard"),
    path("<kind:kind>/<int:pk>/restore/", record.restore, name="restore"),
]
