"""Whether two sets of times can be told apart, and how small a difference would have been noticed."""

import dataclasses

import numpy
from scipy.stats import mannwhitneyu, norm


@dataclasses.dataclass
class Comparison:
    p: float
    auc: float  # chance that one of the second takes longer than one of the first: 0.5 is a coin
    low: float
    high: float
    difference: float  # of the medians, in seconds
    noticed: float  # the smallest shift that this many samples show in four of five tries, in seconds

    def separable(self, alpha):
        return self.p < alpha

    def __str__(self):
        return (
            f"p {self.p:.3g}, AUC {self.auc:.3f} ({self.low:.3f} to {self.high:.3f}), medians differ by {self.difference * 1e6:+.1f} µs; "
            f"{self.noticed * 1e6:.1f} µs would be seen with 80 % power"
        )


def compare(first, second, alpha):
    """Mann-Whitney's test, two-sided, at `alpha`; no distribution is assumed."""
    first, second = numpy.array(first), numpy.array(second)
    auc, error = area(first, second)
    margin = norm.ppf(0.975) * error
    return Comparison(
        p=p_value(first, second), auc=auc, low=auc - margin, high=auc + margin,
        difference=float(numpy.median(second) - numpy.median(first)), noticed=smallest_shift(first, second, alpha),
    )


def p_value(first, second):
    return float(mannwhitneyu(first, second, alternative="two-sided").pvalue)


def area(first, second):
    """Area under the ROC curve of the best threshold classifier, and its standard error (DeLong)."""
    ordered_first, ordered_second = numpy.sort(first), numpy.sort(second)

    def below(values, ordered):
        return (numpy.searchsorted(ordered, values, "left") + numpy.searchsorted(ordered, values, "right")) / (2 * len(ordered))

    of_second, of_first = below(second, ordered_first), 1 - below(first, ordered_second)
    error = numpy.sqrt(of_second.var(ddof=1) / len(second) + of_first.var(ddof=1) / len(first))
    return float(of_second.mean()), float(error)


def smallest_shift(first, second, alpha, power=0.8, tries=100):
    """By simulation: both samples drawn from what was measured, one shifted."""
    random, pool = numpy.random.default_rng(1), numpy.concatenate([first, second])

    def found(shift):
        return sum(
            p_value(random.choice(pool, len(first)), random.choice(pool, len(second)) + shift) < alpha for _ in range(tries)
        )

    low, high = 0.0, float(numpy.subtract(*numpy.percentile(pool, [75, 25])))
    while found(high) < power * tries:
        low, high = high, high * 2
    for _ in range(6):
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) >= power * tries else (middle, high)
    return high
