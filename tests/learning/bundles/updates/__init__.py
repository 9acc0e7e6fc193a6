"""Tests of what checks and updates bundles."""
