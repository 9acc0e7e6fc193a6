"""Certificates: issued once for a completed course, checked by anyone."""
