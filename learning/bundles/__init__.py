"""Bundles: a course as one file that needs no internet."""
