"""Business hours: when each team works, and on which days nobody does."""
