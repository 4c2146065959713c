"""Measurements side by side, and the generator of test data."""
