"""Writes detection_metrics.json: ROC curves, AUROC, AUPR, FPR95 and EER of scikit-learn (1.2 or later) and SciPy.

    /usr/bin/python3 detection_metrics.py

Debian: apt-get install python3-sklearn. The EER is the root of FPR - FNR on the linearly joined curve, found by SciPy's
bracketing root finder, which is another way than the library's.
"""
import json
import pathlib

import numpy as np
import scipy.optimize
import sklearn
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

rng = np.random.default_rng(2018)
samples = {
    "separate": (rng.normal(0, 1, 40), rng.normal(9, 1, 30)),
    "overlapping": (rng.normal(0, 1, 200), rng.normal(1, 2, 150)),
    "worse than chance": (rng.normal(1, 1, 50), rng.normal(0, 1, 60)),
    "many ties": (rng.integers(0, 5, 80).astype(float), rng.integers(1, 7, 70).astype(float)),
    "all equal": (np.zeros(7), np.zeros(3)),
    "one of each": (np.array([0.25]), np.array([0.75])),
    "unbalanced": (rng.exponential(1, 300), rng.exponential(3, 5)),
    "not concave": (np.array([0, 1, 6, 7, 8.0]), np.array([2, 3, 4, 5, 9.0])),
    "95 % met exactly": (np.arange(0, 20) + 0.5, np.arange(1.0, 21)),
    "ties across both": (np.round(rng.normal(0, 1, 400), 1), np.round(rng.normal(1.5, 1, 250), 1)),
}

cases = []
for name, (normal, abnormal) in samples.items():
    labels = np.r_[np.zeros(len(normal)), np.ones(len(abnormal))]
    scores = np.r_[normal, abnormal]
    fpr, tpr, thresholds = roc_curve(labels, scores, drop_intermediate=False)
    # Along the curve's index both rates are linear between neighbours; 1.2 sets the first threshold to max + 1, later
    # releases to infinity, so it is left out here and stands for "nothing is flagged" in the library.
    index = np.arange(len(fpr))
    at = scipy.optimize.brentq(
        lambda i: np.interp(i, index, fpr) - (1 - np.interp(i, index, tpr)), 0, len(fpr) - 1, xtol=1e-14)
    cases.append({
        "name": name,
        "normal": normal.tolist(),
        "abnormal": abnormal.tolist(),
        "fpr": fpr.tolist(),
        "tpr": tpr.tolist(),
        "thresholdsAfterFirst": thresholds[1:].tolist(),
        "auroc": float(roc_auc_score(labels, scores)),
        "eer": float(np.interp(at, index, fpr)),
        "aupr": float(average_precision_score(labels, scores)),
        "fpr95": float(fpr[np.argmax(tpr >= 0.95)]),
    })

target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases}, indent=1) + "\n")
