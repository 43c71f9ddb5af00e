"""What is done to many records at once: bulk changes, batches of a selection, exports."""
