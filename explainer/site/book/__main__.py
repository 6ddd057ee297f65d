"""`python -m explainer.site.book`, which is what `make book` runs."""

from . import main

main()
