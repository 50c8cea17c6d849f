"""Golden values and gradients of every operator, from PyTorch in float64.

    /usr/bin/python3 test/golden/ops.py > test/golden/ops.json

Values are multiples of 0.001, the same in every run, so JSON holds them exactly. The operators are PyTorch's own wherever it
has one; where ONNX means something else (running variance, reflection over any axis, uneven pads) the line says so. Tensors
are in Kinfold's layout: rows first, channels last; conv weight [outputs, kh, kw, inputs / groups], depthwise
[kh, kw, channels * multiplier].
"""

import json
import math

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


def over_rows(f, axes):
    """Applies f to [N, ...the last `axes` axes]; the axes in front of those are further rows."""

    def wrapped(x, *rest):
        front = x.shape[: x.dim() - axes]
        y = f(x.reshape(-1, *x.shape[x.dim() - axes :]), *rest)
        return y.reshape(*front, *y.shape[1:])

    return wrapped


# Activations


def activate(x, a, slope=None):
    kind = a.get('activation', 'none')
    if kind == 'none':
        return x
    if kind == 'relu':
        return F.relu(x)
    if kind == 'leakyRelu':
        return F.leaky_relu(x, a.get('alpha', 0.01))
    if kind == 'clip':
        return torch.clamp(x, a['low'], a['high'])
    return prelu(x, slope)


def prelu(x, slope):
    return channels_last(F.prelu(channels_first(x), slope)) if x.dim() > 2 else F.prelu(x, slope)


def hard_sigmoid(x, a):
    return torch.clamp(a.get('alpha', 0.2) * x + a.get('beta', 0.5), 0, 1)


def selu(x, a):
    if not a:
        return F.selu(x)
    alpha, gamma = a.get('alpha', 1.67326319217681884765625), a.get('gamma', 1.05070102214813232421875)
    return gamma * torch.where(x > 0, x, alpha * torch.expm1(x))


ELEMENTWISE = {
    'relu': lambda x, a: F.relu(x),
    'leakyRelu': lambda x, a: F.leaky_relu(x, a.get('alpha', 0.01)),
    'clip': lambda x, a: torch.clamp(x, a['low'], a['high']),
    'elu': lambda x, a: F.elu(x, a.get('alpha', 1.0)),
    'selu': selu,
    'sigmoid': lambda x, a: torch.sigmoid(x),
    'hardSigmoid': hard_sigmoid,
    'hardSwish': lambda x, a: F.hardswish(x),
    'tanh': lambda x, a: torch.tanh(x),
    'softplus': lambda x, a: F.softplus(x),
    'gelu': lambda x, a: F.gelu(x, approximate=a.get('approximate', 'none')),
    'mish': lambda x, a: F.mish(x),
    'sqrt': lambda x, a: torch.sqrt(x),
    'exp': lambda x, a: torch.exp(x),
    'log': lambda x, a: torch.log(x),
    'neg': lambda x, a: -x,
    'abs': lambda x, a: torch.abs(x),
    'reciprocal': lambda x, a: torch.reciprocal(x),
}

BINARY = {
    'add': torch.add,
    'sub': torch.sub,
    'mul': torch.mul,
    'div': torch.div,
    'pow': torch.pow,
}


# Convolutions


def zero_pad(x, pads, value=0.0):
    """x [N, C, spatial...], pads as ONNX orders them."""
    n = len(pads) // 2
    return F.pad(x, [p for axis in reversed(range(n)) for p in (pads[axis], pads[axis + n])], value=value)


def windows_of(a, spatial):
    ones, zeros = [1] * spatial, [0] * (2 * spatial)
    return a.get('strides', ones), a.get('dilations', ones), a.get('pads', zeros)


def conv(x, a, weight, bias=None, slope=None):
    spatial = len(a['kernel'])
    strides, dilations, pads = windows_of(a, spatial)

    def picture(x):
        f = F.conv2d if spatial == 2 else F.conv1d
        y = f(
            zero_pad(channels_first(x), pads),
            channels_first(weight),
            bias,
            stride=tuple(strides),
            dilation=tuple(dilations),
            groups=a.get('groups', 1),
        )
        return activate(channels_last(y), a, slope)

    return over_rows(picture, spatial + 1)(x)


def depthwise(x, a, weight, bias=None, slope=None):
    spatial = len(a['kernel'])
    strides, dilations, pads = windows_of(a, spatial)
    channels = x.shape[-1]

    def picture(x):
        f = F.conv2d if spatial == 2 else F.conv1d
        y = f(
            zero_pad(channels_first(x), pads),
            weight.movedim(-1, 0).unsqueeze(1),
            bias,
            stride=tuple(strides),
            dilation=tuple(dilations),
            groups=channels,
        )
        return activate(channels_last(y), a, slope)

    return over_rows(picture, spatial + 1)(x)


def linear(x, a, weight, bias=None, slope=None):
    return activate(F.linear(x, weight, bias), a, slope)


# Pools


def max_pool(x, a):
    spatial = len(a['kernel'])
    strides, dilations, pads = windows_of(a, spatial)

    def picture(x):
        f = F.max_pool2d if spatial == 2 else F.max_pool1d
        x = zero_pad(channels_first(x), pads, -math.inf)
        return channels_last(f(x, a['kernel'], strides, 0, dilations, bool(a.get('ceil', 0))))

    return over_rows(picture, spatial + 1)(x)


def average_pool(x, a):
    """PyTorch has even pads and no dilation; the others are a sum of the padded picture over a count."""
    spatial = len(a['kernel'])
    strides, dilations, pads = windows_of(a, spatial)
    even = pads[:spatial] == pads[spatial:] and all(d == 1 for d in dilations)
    include = bool(a.get('countPadding', 0))

    def picture(x):
        x = channels_first(x)
        if even:
            f = F.avg_pool2d if spatial == 2 else F.avg_pool1d
            return channels_last(f(x, a['kernel'], strides, pads[:spatial], bool(a.get('ceil', 0)), include))
        assert not a.get('ceil', 0)
        f = F.conv2d if spatial == 2 else F.conv1d
        channels = x.shape[1]
        ones = torch.ones(channels, 1, *a['kernel'], dtype=x.dtype)

        def total(v):
            return f(v, ones, stride=tuple(strides), dilation=tuple(dilations), groups=channels)

        counted = torch.ones_like(x) if not include else None
        sums = total(zero_pad(x, pads))
        counts = math.prod(a['kernel']) if include else total(zero_pad(counted, pads))
        return channels_last(sums / counts)

    return over_rows(picture, spatial + 1)(x)


def global_pool(reduce):
    def f(x, a):
        spatial = a.get('spatial', 2)
        axes = tuple(range(x.dim() - 1 - spatial, x.dim() - 1))
        return reduce(x, axes)

    return f


# Normalisations


def batch_norm(x, a, weight, bias, mean, variance):
    epsilon, momentum = a.get('epsilon', 1e-5), a.get('momentum', 0.9)
    batch = a.get('statistics', 'frozen') == 'batch'
    flat = x.reshape(-1, x.shape[-1])
    y = F.batch_norm(flat, mean.clone(), variance.clone(), weight, bias, batch, 0.1, epsilon)
    after = {}
    if batch:
        # ONNX: running = momentum * running + (1 - momentum) * batch, with the variance over N, not N - 1 as in PyTorch.
        after['mean'] = momentum * mean + (1 - momentum) * flat.mean(0)
        after['variance'] = momentum * variance + (1 - momentum) * flat.var(0, unbiased=False)
    return y.reshape(x.shape), after


def instance_norm(x, a, weight, bias):
    spatial = a.get('spatial', 2)

    def picture(x):
        y = F.instance_norm(channels_first(x), weight=weight, bias=bias, eps=a.get('epsilon', 1e-5))
        return channels_last(y)

    return over_rows(picture, spatial + 1)(x)


def layer_norm(x, a, weight, bias):
    axes = a.get('axes', 1)
    return F.layer_norm(x, x.shape[x.dim() - axes :], weight, bias, a.get('epsilon', 1e-5))


# Shapes


def take(x, axis, places):
    return x.index_select(axis, torch.from_numpy(np.asarray(places).copy()))


def pad(x, a):
    pads, mode = a['pads'], a.get('mode', 'constant')
    n = len(pads) // 2
    for axis in range(n):
        around = (pads[axis], pads[axis + n])
        if mode == 'constant':
            spread = [0, 0] * (x.dim() - 2 - axis) + list(around)
            x = F.pad(x, spread, value=a.get('value', 0))
        else:  # PyTorch reflects its last axes only.
            x = take(x, axis + 1, np.pad(np.arange(x.shape[axis + 1]), around, mode=mode))
    return x


def slice_(x, a):
    for axis, (start, size, step) in enumerate(zip(a['starts'], a['sizes'], a['steps'])):
        x = take(x, axis + 1, start + step * np.arange(size))
    return x


def matmul(left, right, a):
    left = left.transpose(-1, -2) if a.get('transposeA', 0) else left
    right = right.transpose(-1, -2) if a.get('transposeB', 0) else right
    rank = max(left.dim(), right.dim())

    def lift(x):  # The batch axes align at the end, behind the rows.
        return x.reshape(x.shape[0], *[1] * (rank - x.dim()), *x.shape[1:])

    return torch.matmul(lift(left), lift(right))


def binary(f):
    def apply(inputs, parameters, a):
        if 'operandShape' in a:
            pair = [inputs[0], parameters['operand']]
            return f(*(reversed(pair) if a.get('operandFirst', 0) else pair))
        left, right = inputs
        rank = max(left.dim(), right.dim())
        lift = lambda x: x.reshape(x.shape[0], *[1] * (rank - x.dim()), *x.shape[1:])
        return f(lift(left), lift(right))

    return apply


def axes_of(a):
    return tuple(axis + 1 for axis in a['axes'])


def reduce(f):
    return lambda i, p, a: f(i[0], axes_of(a), bool(a.get('keepDims', 1)))


def lp(x, a):
    return F.normalize(x, p=a.get('p', 2), dim=a['axis'] + 1, eps=0)


OPS = {
    **{name: (lambda f: lambda i, p, a: f(i[0], a))(f) for name, f in ELEMENTWISE.items()},
    **{name: binary(f) for name, f in BINARY.items()},
    'conv': lambda i, p, a: conv(i[0], a, **p),
    'depthwiseConv': lambda i, p, a: depthwise(i[0], a, **p),
    'linear': lambda i, p, a: linear(i[0], a, **p),
    'prelu': lambda i, p, a: prelu(i[0], p['slope']),
    'parameter': lambda i, p, a: p['value'].expand(a_rows, *p['value'].shape),
    'softmax': lambda i, p, a: F.softmax(i[0], a['axis'] + 1),
    'reduceMean': reduce(torch.mean),
    'reduceSum': reduce(torch.sum),
    'reduceL2': reduce(lambda x, axes, keep: torch.sqrt((x * x).sum(axes, keep))),
    'lpNormalize': lambda i, p, a: lp(i[0], a),
    'l2Normalize': lambda i, p, a: F.normalize(i[0], dim=-1, eps=0),
    'batchNorm': lambda i, p, a: batch_norm(i[0], a, **p),
    'instanceNorm': lambda i, p, a: instance_norm(i[0], a, **p),
    'layerNorm': lambda i, p, a: layer_norm(i[0], a, **p),
    'averagePool': lambda i, p, a: average_pool(i[0], a),
    'maxPool': lambda i, p, a: max_pool(i[0], a),
    'globalAveragePool': lambda i, p, a: global_pool(lambda x, axes: x.mean(axes, True))(i[0], a),
    'globalMaxPool': lambda i, p, a: global_pool(lambda x, axes: torch.amax(x, axes, True))(i[0], a),
    'pad': lambda i, p, a: pad(i[0], a),
    'transpose': lambda i, p, a: i[0].permute(0, *[axis + 1 for axis in a['permutation']]),
    'concat': lambda i, p, a: torch.cat(i, a['axis'] + 1),
    'slice': lambda i, p, a: slice_(i[0], a),
    'matmul': lambda i, p, a: matmul(*i, a),
}

a_rows = 2


# Values


class Draw:
    """Multiples of 0.001 in [-1, 1], none nearer to zero than 0.02, or as `how` says."""

    def __init__(self, seed):
        self.rng = np.random.RandomState(seed)

    def __call__(self, shape, how='signed'):
        size = int(np.prod(shape))
        if how == 'distinct':  # No ties, for maxima.
            values = self.rng.permutation(size) * 2 - size + 1
            values = np.round(values / size, 3) if size <= 500 else values / 1000
            assert len(set(values.tolist())) == size
        else:
            low, high = {'signed': (20, 1001), 'positive': (300, 1501), 'wide': (50, 4001)}[how]
            values = self.rng.randint(low, high, size) / 1000
            if how != 'positive':
                values *= self.rng.choice([-1, 1], size)
        return torch.tensor(values.reshape(shape), dtype=torch.float64)


def rounded(x):
    return [float(f'{v:.7g}') for v in x.detach().flatten().tolist()]


def run(index, case):
    global a_rows
    op, inputs, roles, attributes, how, rows = case
    a_rows = rows
    draw = Draw(index)
    values = {f'input{i}': draw([rows, *shape], how.get(f'input{i}', how.get('input', 'signed'))) for i, shape in enumerate(inputs)}
    values.update({role: draw(shape, how.get(role, 'signed')) for role, shape in roles.items()})
    learned = [name for name in values if name not in ('mean', 'variance')]
    for name in learned:
        values[name].requires_grad_()
    y = OPS[op]([values[f'input{i}'] for i in range(len(inputs))], {role: values[role] for role in roles}, attributes)
    y, after = y if isinstance(y, tuple) else (y, {})
    d_y = draw(list(y.shape))
    gradients = torch.autograd.grad(y, [values[name] for name in learned], d_y)
    return {
        'op': op,
        'attributes': attributes,
        'rows': rows,
        'inputs': inputs,
        'output': list(y.shape[1:]),
        'values': {name: rounded(value) for name, value in values.items()},
        'd_y': rounded(d_y),
        'y': rounded(y),
        'gradients': {name: rounded(gradient) for name, gradient in zip(learned, gradients)},
        'after': {name: rounded(value) for name, value in after.items()},
    }


CASES = []


def case(op, inputs, roles=None, rows=2, how=None, **attributes):
    CASES.append((op, inputs, roles or {}, attributes, how or {}, rows))


def conv_case(inputs, outputs, kernel, groups=1, bias=1, rows=2, **a):
    roles = {'weight': [outputs, *kernel, inputs[-1] // groups]}
    if bias:
        roles['bias'] = [outputs]
    if a.get('activation') == 'prelu':
        roles['slope'] = [outputs]
    given = {**({'groups': groups} if groups > 1 else {}), **({} if bias else {'bias': 0})}
    case('conv', [inputs], roles, rows=rows, outputs=outputs, kernel=kernel, **given, **a)


def depthwise_case(inputs, kernel, multiplier=1, bias=1, rows=2, **a):
    outputs = inputs[-1] * multiplier
    roles = {'weight': [*kernel, outputs]}
    if bias:
        roles['bias'] = [outputs]
    if a.get('activation') == 'prelu':
        roles['slope'] = [outputs]
    given = {**({'multiplier': multiplier} if multiplier > 1 else {}), **({} if bias else {'bias': 0})}
    case('depthwiseConv', [inputs], roles, rows=rows, kernel=kernel, **given, **a)


# conv: plain; strides and uneven pads; dilations and groups; 1x1; 1-D; rows within a row; every fused activation
conv_case([5, 4, 3], 4, [3, 3])
conv_case([6, 5, 3], 5, [3, 2], strides=[2, 1], pads=[1, 0, 2, 1], activation='relu')
conv_case([7, 7, 4], 6, [3, 3], groups=2, dilations=[2, 3], pads=[2, 3, 2, 3], activation='leakyRelu', alpha=0.1)
conv_case([4, 3, 8], 8, [1, 1], activation='prelu')
conv_case([4, 4, 4], 4, [1, 1], bias=0, strides=[2, 2], activation='clip', low=-0.4, high=0.5)
conv_case([9, 4], 6, [3], groups=2, strides=[2], pads=[1, 2], activation='leakyRelu')
conv_case([2, 4, 4, 3], 2, [2, 2], pads=[0, 1, 0, 0], rows=2)
# depthwise: plain; strides and uneven pads with multiplier; dilation; whole picture; 1-D
depthwise_case([5, 5, 4], [3, 3], pads=[1, 1, 1, 1], activation='prelu')
depthwise_case([6, 5, 3], [3, 2], multiplier=2, strides=[2, 2], pads=[1, 0, 2, 1], activation='relu')
depthwise_case([7, 6, 4], [3, 3], bias=0, dilations=[2, 1], pads=[2, 1, 2, 1], activation='clip', low=-0.3, high=0.4)
depthwise_case([4, 3, 8], [4, 3])
depthwise_case([8, 3], [3], strides=[2], pads=[0, 2], activation='leakyRelu', alpha=0.2)

case('linear', [[5]], {'weight': [4, 5], 'bias': [4]}, rows=3, outputs=4)
case('linear', [[3, 8]], {'weight': [4, 8]}, outputs=4, bias=0, activation='relu')
case('linear', [[8]], {'weight': [8, 8], 'bias': [8], 'slope': [8]}, rows=3, outputs=8, activation='prelu')
case('linear', [[7]], {'weight': [5, 7], 'bias': [5]}, rows=4, outputs=5, activation='clip', low=-0.5, high=0.6)
case('linear', [[7]], {'weight': [5, 7], 'bias': [5]}, rows=4, outputs=5, activation='leakyRelu', alpha=0.3)

WIDE = {'input': 'wide'}
POSITIVE = {'input': 'positive'}
for op in ['relu', 'leakyRelu', 'elu', 'selu', 'sigmoid', 'hardSigmoid', 'hardSwish', 'tanh', 'softplus', 'gelu', 'mish', 'neg', 'abs', 'reciprocal']:
    case(op, [[2, 7]], how=WIDE)
for op in ['sqrt', 'log']:
    case(op, [[2, 7]], how=POSITIVE)
case('exp', [[2, 7]], how=WIDE)
case('clip', [[2, 7]], how=WIDE, low=-1.2345, high=2.3456)
case('leakyRelu', [[2, 7]], how=WIDE, alpha=0.3)
case('elu', [[2, 7]], how=WIDE, alpha=0.7)
case('selu', [[2, 7]], how=WIDE, alpha=1.5, gamma=0.9)
case('hardSigmoid', [[2, 7]], how=WIDE, alpha=0.1234, beta=0.4)
case('gelu', [[2, 7]], how=WIDE, approximate='tanh')

case('prelu', [[3, 5]], {'slope': [5]})
case('prelu', [[2, 3, 4]], {'slope': [4]}, rows=3)

for op in BINARY:
    how = {'input0': 'positive', 'operand': 'positive'} if op == 'pow' else {'input1': 'positive', 'operand': 'positive'}
    first = {**how, 'input': 'positive'} if op == 'div' else how
    case(op, [[2, 3], [2, 3]], how=how)
    case(op, [[2, 1, 4], [3, 1]], how=how)
    case(op, [[3], [2, 2, 3]], how=how)
    case(op, [[2, 3, 4]], {'operand': [3, 1]}, how=how if op != 'pow' else {'input': 'positive'}, operandShape=[3, 1])
    case(op, [[2, 4]], {'operand': [1, 4]}, how=first, operandShape=[1, 4], operandFirst=1)

case('parameter', [], {'value': [2, 3]}, rows=3, shape=[2, 3])
case('parameter', [], {'value': [5]}, shape=[5])

case('softmax', [[7]], how=WIDE, rows=3, axis=0)
case('softmax', [[3, 4, 2]], how=WIDE, axis=1)
case('softmax', [[3, 4]], how=WIDE, axis=0)

for op in ['reduceMean', 'reduceSum', 'reduceL2']:
    case(op, [[3, 4, 2]], axes=[1])
    case(op, [[3, 4, 2]], axes=[0, 2], keepDims=0)
    case(op, [[5]], axes=[0], rows=3)
case('lpNormalize', [[3, 4]], axis=1)
case('lpNormalize', [[3, 4, 2]], axis=0, p=1)
case('lpNormalize', [[3, 4, 2]], axis=1, p=2)
case('l2Normalize', [[3, 5]])
case('l2Normalize', [[8]], rows=3)

NORM = {'weight': 'positive', 'variance': 'positive'}
for shape, a in [([3, 2, 5], {}), ([4], {'epsilon': 0.01})]:
    c = shape[-1]
    case('batchNorm', [shape], {'weight': [c], 'bias': [c], 'mean': [c], 'variance': [c]}, rows=3, how=NORM, **a)
for shape, a in [([3, 3, 4], {}), ([5], {'momentum': 0.7, 'epsilon': 0.01}), ([4, 3], {'momentum': 0.5})]:
    c = shape[-1]
    roles = {'weight': [c], 'bias': [c], 'mean': [c], 'variance': [c]}
    case('batchNorm', [shape], roles, rows=4, how=NORM, statistics='batch', **a)
case('instanceNorm', [[4, 3, 4]], {'weight': [4], 'bias': [4]})
case('instanceNorm', [[6, 3]], {'weight': [3], 'bias': [3]}, spatial=1, epsilon=0.01)
case('instanceNorm', [[2, 3, 3, 2]], {'weight': [2], 'bias': [2]})
case('layerNorm', [[2, 5]], {'weight': [5], 'bias': [5]}, epsilon=0.01)
case('layerNorm', [[3, 2, 4]], {'weight': [2, 4], 'bias': [2, 4]}, axes=2)

case('averagePool', [[5, 6, 2]], kernel=[2, 3], strides=[2, 2], pads=[1, 1, 1, 1])
case('averagePool', [[5, 6, 2]], kernel=[2, 3], strides=[2, 2], pads=[1, 1, 1, 1], ceil=1, countPadding=1)
case('averagePool', [[5, 5, 3]], kernel=[3, 3], strides=[2, 2], pads=[0, 1, 2, 0])
case('averagePool', [[6, 6, 2]], kernel=[2, 2], dilations=[2, 3], pads=[1, 0, 0, 2], countPadding=1)
case('averagePool', [[7, 3]], kernel=[3], strides=[2], ceil=1)
MOST = {'input': 'distinct'}
case('maxPool', [[5, 6, 2]], how=MOST, kernel=[2, 3], strides=[2, 2], pads=[1, 1, 0, 1])
case('maxPool', [[6, 6, 3]], how=MOST, kernel=[3, 3], strides=[2, 2], ceil=1)
case('maxPool', [[7, 6, 2]], how=MOST, kernel=[2, 2], dilations=[3, 2], strides=[1, 2])
case('maxPool', [[8, 3]], how=MOST, kernel=[3], strides=[2], pads=[1, 0])
case('globalAveragePool', [[3, 4, 5]])
case('globalAveragePool', [[6, 3]], spatial=1)
case('globalMaxPool', [[3, 4, 5]], how=MOST)
case('globalMaxPool', [[6, 3]], how=MOST, spatial=1)

case('pad', [[3, 4, 2]], pads=[1, 0, 0, 2, 1, 1], value=0.5)
case('pad', [[4, 5, 2]], pads=[2, 1, 0, 1, 3, 0], mode='reflect')
case('pad', [[3, 4]], pads=[2, 1, 0, 3], mode='edge')
case('transpose', [[3, 4, 2]], permutation=[2, 0, 1])
case('transpose', [[4, 3]], permutation=[1, 0], rows=3)
case('transpose', [[2, 3, 2, 4]], permutation=[1, 3, 0, 2])
case('concat', [[2, 3], [4, 3], [1, 3]], axis=0)
case('concat', [[2, 3, 4], [2, 3, 1]], axis=2)
case('slice', [[5, 6]], starts=[1, 4], sizes=[3, 3], steps=[1, -2])
case('slice', [[4, 3, 4]], starts=[0, 2, 1], sizes=[2, 3, 2], steps=[2, -1, 1])
case('matmul', [[3, 4], [4, 5]])
case('matmul', [[4, 3], [5, 4]], transposeA=1, transposeB=1)
case('matmul', [[2, 1, 3, 4], [3, 4, 2]])
case('matmul', [[3, 4], [2, 5, 4]], transposeB=1)

if __name__ == '__main__':
    lines = [json.dumps(run(i, c), separators=(',', ':')) for i, c in enumerate(CASES)]
    print('[\n' + ',\n'.join(lines) + '\n]')
