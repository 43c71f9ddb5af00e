"""Alerts that people set: on a record, or on what comes to fit a saved view."""
