"""How far voc agrees with people who read the same comments, beside how far they agree with each other."""

from voc.evaluation.measure import Evaluation, evaluate, write_evaluation
from voc.evaluation.report import readme_table

__all__ = ["Evaluation", "evaluate", "readme_table", "write_evaluation"]
