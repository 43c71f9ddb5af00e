"""What people arrange for themselves: saved views, columns, the side bar and the palette."""
