"""How far voc agrees with people who read the same comments, beside how far they agree with each other."""

from voc.evaluation.measure import Evaluation, evaluate, read_evaluation, write_evaluation
from voc.evaluation.report import compared, readme_table

__all__ = ["Evaluation", "compared", "evaluate", "read_evaluation", "readme_table", "write_evaluation"]
