"""Contact points: calls, meetings, letters, messages and enquiries that people enter through forms."""
