"""The sweep: proof that nobody gets in. A package, so that its world is gone when its last test is done."""
