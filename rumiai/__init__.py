"""RumiAI: batch analysis of short social videos.

Every number is measured, or null with a reason.
"""

__version__ = "0.1.0"
