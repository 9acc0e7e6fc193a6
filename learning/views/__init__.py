"""Learners' pages. Views translate HTTP and decide nothing."""
