"""Makers of documents: a TableContent written as the paper forms that agencies really send.

paper (what stands where) → word, library, dump, workbook (files) → dialects (what Word and WPS make of them).
Written against the specification, apart from the readers, so that the two can disagree.
"""
