"""Figures in words: read from a source's phrase, written as the book prints them, and not typed by hand."""
