"""Measure: friction cells with intervals, the topics behind them, and how far friction agrees with scores.

Its rooms are opened one by one (`voc.friction.measure`, `voc.friction.score`): whoever reads one file needs the formula alone.
"""
