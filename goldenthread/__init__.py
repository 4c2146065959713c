"""Golden Thread: where the thread from a policy goal to a teacher's training holds, thins or breaks."""

__version__ = "0.1.0"
