"""Approvals: who may let what pass, up to which amount, and what became of it."""
