"""Addresses of approvals."""

from __future__ import annotations

from django.urls import path

from closeknit.work.approvals import views

urlpatterns = [
    path("approvals/", views.listed, name="approvals"),
    path("approvals/<int:pk>/approve/", views.approve, name="approval_approve"),
    path("approvals/<int:pk>/refuse/", views.refuse, name="approval_refuse"),
    path("approvals/<int:pk>/withdraw/", views.withdraw, name="approval_withdraw"),
    path("settings/approvals/", views.approvers, name="approvers"),
    path("settings/approvals/rules/", views.rule_add, name="approval_rule_add"),
    path("settings/approvals/rules/<int:rule>/remove/", views.rule_remove, name="approval_rule_remove"),
    path("settings/approvals/deputies/", views.deputy_add, name="deputy_add"),
    path("settings/approvals/deputies/<int:deputy>/remove/", views.deputy_remove, name="deputy_remove"),
]
