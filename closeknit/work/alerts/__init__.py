"""Alerts: what is late climbs a ladder until somebody answers."""
