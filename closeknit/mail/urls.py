"""Addresses of mail."""

from __future__ import annotations

from django.urls import path

from closeknit.mail.views import letters, messages, patterns, settings
from closeknit.web import addresses

addresses.register()

urlpatterns = [
    path("settings/mail/", settings.account, name="mail_account"),
    path("settings/mail/try/", settings.try_out, name="mail_try"),
    path("settings/mail/release/", settings.release, name="mail_release"),
    path("settings/mail/suppressed/", settings.suppressed, name="mail_suppressed"),
    path("settings/mail/suppressed/new/", settings.suppress, name="mail_suppress"),
    path("settings/mail/suppressed/<int:pk>/allow/", settings.allow, name="mail_allow"),
    path("settings/mail/templates/", patterns.listed, name="mail_templates"),
    path("settings/mail/templates/new/", patterns.add, name="mail_template_add"),
    path("settings/mail/templates/<int:pk>/", patterns.one, name="mail_template"),
    path("settings/mail/templates/<int:pk>/retire/", patterns.retire, name="mail_template_retire"),
    path("settings/signature/", letters.signature, name="mail_signature"),
    path("<kind:kind>/<int:pk>/mail/", letters.write, name="mail_write"),
    path("mail/", messages.listed, name="mail_messages"),
    path("mail/<int:pk>/", messages.one, name="mail_message"),
    path("mail/<int:pk>/html/", messages.shown, name="mail_shown"),
    path("mail/<int:pk>/<slug:word>/", messages.act, name="mail_act"),
]
