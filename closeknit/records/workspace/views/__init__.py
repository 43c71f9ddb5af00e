"""Pages of saved views and of the side bar."""
