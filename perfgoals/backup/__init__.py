"""A copy of the whole database in one file, with a manifest beside it that tells whether the file is what was made."""
