"""Projects: what belongs together for a customer or a branch, with a manager, members and tasks."""
