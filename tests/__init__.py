"""What proves the project: the package, the notebooks, and the tools around them."""
