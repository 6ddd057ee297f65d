"""Bubble or Build-out? The package behind the book: load, check, format, draw and render the ledger.

A chapter's cells take what they need from `explainer.notebook`.
"""

__version__ = "0.1.0"
