"""Golden values and gradients of the losses of pairs, from PyTorch in float64.

    /usr/bin/python3 test/golden/pair_losses.py > test/golden/pair_losses.json

Definitions and reducers are pytorch-metric-learning's (ContrastiveLoss, MultiSimilarityLoss, SupConLoss on a distance that is
no similarity; SumReducer, MeanReducer, AvgNonZeroReducer, PerAnchorReducer), written out on a matrix of distances. `pairs` says
how often a pair counts: losses of single pairs take it that often, losses of anchors once. Cross-entropy is PyTorch's own.
"""

import json

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def listed(matrix, counts):
    """The entries that count, each as often as it counts, and their rows."""
    at = [(i, j) for i in range(len(counts)) for j in range(len(counts[0])) for _ in range(counts[i][j])]
    rows = torch.tensor([i for i, _ in at], dtype=torch.long)
    values = torch.stack([matrix[i, j] for i, j in at]) if at else matrix.new_zeros(0)
    return values, rows


def reduced(losses, rows, anchors, reducer):
    if len(losses) == 0:
        return losses.sum()
    if reducer == 'sum':
        return losses.sum()
    if reducer == 'mean':
        return losses.mean()
    if reducer == 'activeMean':
        active = losses > 0
        return losses[active].mean() if active.any() else losses.sum() * 0
    means = [losses[rows == i].mean() for i in range(anchors) if (rows == i).any()]
    return torch.stack(means).sum() / anchors


def of_pairs(loss):
    """A loss of single pairs: positive and negative ones are reduced apart and added."""

    def total(matrix, positive, pairs, reducer, o):
        parts = []
        for kind in (True, False):
            values, rows = listed(matrix, (pairs * (positive == kind)).tolist())
            parts.append(reduced(loss(values, kind, o), rows, len(matrix), reducer))
        return sum(parts)

    return total


def of_anchors(loss):
    def total(matrix, positive, pairs, reducer, o):
        counts = torch.tensor(pairs > 0)
        same = torch.tensor(positive)
        losses = torch.stack([loss(d, c & s, c & ~s, o) for d, c, s in zip(matrix, counts, same)])
        return reduced(losses, torch.arange(len(matrix)), len(matrix), reducer)

    return total


def multi_similarity(d, positive, negative, o):
    def log(x):
        return torch.logsumexp(torch.cat([x.new_zeros(1), x]), 0)

    alpha, beta, base = o['alpha'], o['beta'], o['base']
    return log(alpha * (d[positive] - base)) / alpha + log(beta * (base - d[negative])) / beta


def supervised_contrastive(d, positive, negative, o):
    if not positive.any():
        return d.sum() * 0
    x = -d / o['temperature']
    return -(x[positive] - torch.logsumexp(x[positive | negative], 0)).mean()


LOSSES = {
    'contrastive': of_pairs(
        lambda d, positive, o: torch.relu(d - o['positiveMargin'] if positive else o['margin'] - d)
    ),
    'multi_similarity': of_anchors(multi_similarity),
    'supervised_contrastive': of_anchors(supervised_contrastive),
    'cross_entropy': of_pairs(
        lambda z, positive, o: F.binary_cross_entropy_with_logits(
            z, torch.full_like(z, float(positive)), reduction='none'
        )
    ),
}

CASES = [
    ('contrastive', {'positiveMargin': 0, 'margin': 1}),
    ('contrastive', {'positiveMargin': 0.4, 'margin': 1.5}),
    ('multi_similarity', {'alpha': 2, 'beta': 50, 'base': 0.5}),
    ('multi_similarity', {'alpha': 3, 'beta': 4, 'base': 1.25}),
    ('supervised_contrastive', {'temperature': 0.1}),
    ('supervised_contrastive', {'temperature': 0.9}),
    ('cross_entropy', {}),
]


def case(name, options, reducer, seed):
    random = np.random.default_rng(seed)
    rows, columns = 6, 8
    labels = np.array([0, 1, 0, 2, 1, 0, 1, 3])
    values = random.integers(0, 2000, (rows, columns)) / 1000
    if name == 'cross_entropy':
        values = values * 8 - 8
    # All pairs once, or some of them, some twice.
    pairs = np.ones((rows, columns), int) if seed % 2 else random.integers(0, 3, (rows, columns))
    pairs[np.arange(rows), np.arange(rows)] = 0
    matrix = torch.tensor(values, requires_grad=True)
    loss = LOSSES[name](matrix, labels[:rows, None] == labels[None], pairs, reducer, options)
    loss.backward()
    return {
        'loss': name,
        'options': options,
        'reducer': reducer,
        'labels': labels.tolist(),
        'values': values.ravel().round(3).tolist(),
        'pairs': pairs.ravel().tolist(),
        'expected': loss.item(),
        'gradient': [float(f'{g:.12g}') for g in matrix.grad.numpy().ravel()],
    }


REDUCERS = ['sum', 'mean', 'activeMean', 'perAnchor']

if __name__ == '__main__':
    cases = [
        case(name, options, reducer, 5 * place + turn)
        for place, (name, options) in enumerate(CASES)
        for turn, reducer in enumerate(REDUCERS)
    ]
    lines = [json.dumps(one, separators=(',', ':')) for one in cases]
    print('[\n' + ',\n'.join(lines) + '\n]')
