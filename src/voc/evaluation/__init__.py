"""How far voc agrees with people who read the same comments, beside how far they agree with each other."""

from voc.evaluation.by_mention import evaluate_mentions, is_cut, read_mentions, since, write_by_mention
from voc.evaluation.measure import Evaluation, evaluate, read_evaluation, write_evaluation
from voc.evaluation.report import changes, compared, readme_table

__all__ = [
    "Evaluation",
    "changes",
    "compared",
    "evaluate",
    "evaluate_mentions",
    "is_cut",
    "read_evaluation",
    "read_mentions",
    "readme_table",
    "since",
    "write_by_mention",
    "write_evaluation",
]
