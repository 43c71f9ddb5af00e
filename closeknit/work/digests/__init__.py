"""How people hear of notices beside the bell: in the morning's mail, at once by mail, or not at all."""
