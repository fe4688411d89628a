"""Writers: TableContent → bytes, one file a format. What the readers of importers/ read back is what was written."""
