"""Documents: contracts, drawings, reports, each a record with a profile, a history and its files."""
