"""The HTTP door: pages and their twins for programs."""
