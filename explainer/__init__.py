"""The engine of an explainer whose figures open their evidence: it knows no topic, no source and no page.

A chapter's cells take what they need from `explainer.notebook`.
"""

__version__ = "1.0.0"
