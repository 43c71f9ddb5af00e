"""Processes: what happens one after the other with a record, drawn by the company and carried out by the worker."""
