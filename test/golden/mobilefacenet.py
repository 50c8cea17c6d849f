"""Gradients and trajectories of MobileFaceNet from PyTorch in float64, as digests: the weights are not ours to commit.

    /usr/bin/python3 test/golden/mobilefacenet.py ../shared/models/mobilefacenet.onnx > test/golden/mobilefacenet.json

A digest of a tensor in Kinfold's layout (conv weight [outputs, kh, kw, inputs], depthwise [kh, kw, channels]): its L2 norm,
its dot products with two vectors of random signs, and its first values. Random numbers are those of `numbers` in
test/support/random.ts, so the test makes the same pictures and signs. Parameters have the names of the model's initialisers.
"""

import hashlib
import json
import sys

import numpy as np
import onnx
import onnx.numpy_helper
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def numbers(seed, length, low=-1.0, high=1.0):
    """Mulberry32."""
    t = (seed + 0x6D2B79F5 * np.arange(1, length + 1, dtype=np.uint64)).astype(np.uint32)
    with np.errstate(over='ignore'):
        t = (t ^ (t >> 15)) * (t | 1)
        t ^= t + (t ^ (t >> 7)) * (t | 61)
        t ^= t >> 14
    return low + t / 4294967296 * (high - low)


def digest(x):
    x = x.detach().numpy().ravel()
    signs = [np.where(numbers(seed, x.size) < 0, -1, 1) for seed in (1, 2)]
    return {
        'norm': significant(np.linalg.norm(x)),
        'dots': [significant(s @ x) for s in signs],
        'first': [significant(v) for v in x[:4]],
    }


def significant(x):
    return float(f'{float(x):.7g}')


class Network:
    """Conv, Clip, Relu, Add and Reshape of the model, channels first."""

    def __init__(self, path):
        graph = onnx.load(path).graph
        constants = {i.name: onnx.numpy_helper.to_array(i) for i in graph.initializer}
        for node in graph.node:
            if node.op_type == 'Constant':
                constants[node.output[0]] = onnx.numpy_helper.to_array(node.attribute[0].t)
        self.nodes = [n for n in graph.node if n.op_type != 'Constant']
        self.constants = constants
        self.input, self.output = graph.input[0].name, graph.output[0].name
        self.convs = [n for n in self.nodes if n.op_type == 'Conv']
        self.parameters = {}
        for conv in self.convs:
            for name in conv.input[1:]:
                value = torch.from_numpy(constants[name].astype(np.float64)).clone()
                self.parameters[name] = value.requires_grad_()

    def run(self, x, first=0, last=None):
        """The nodes from `first` up to `last`; x [N, C, H, W] stands for what the first node reads."""
        nodes = self.nodes[first:last]
        values = {nodes[0].input[0]: x}
        for node in nodes:
            a = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
            given = [values.get(name) for name in node.input]
            if node.op_type == 'Conv':
                top, left, bottom, right = a['pads']
                assert (top, left) == (bottom, right)
                y = F.conv2d(
                    given[0],
                    *(self.parameters[name] for name in node.input[1:]),
                    a['strides'],
                    (top, left),
                    a['dilations'],
                    a['group'],
                )
            elif node.op_type == 'Clip':
                y = torch.clamp(given[0], *(float(self.constants[name]) for name in node.input[1:]))
            elif node.op_type == 'Relu':
                y = F.relu(given[0])
            elif node.op_type == 'Add':
                y = given[0] + given[1]
            elif node.op_type == 'Reshape':
                y = given[0].flatten(1)
            values[node.output[0]] = y
        return values[nodes[-1].output[0]]


def ours(x):
    if x.dim() == 1:
        return x
    if x.shape[1] == 1:  # Depthwise.
        return x[:, 0].permute(1, 2, 0)
    return x.permute(0, 2, 3, 1)


def digests(parameters, pick):
    return {name: digest(ours(pick(p))) for name, p in parameters.items()}


def channels_first(values, shape):
    return torch.from_numpy(values.reshape(shape)).permute(0, 3, 1, 2).contiguous()


def batch_hard(embeddings, labels, margin):
    """The mean over active triplets of max(d(A,P) - d(A,N) + margin, 0), squared distances."""
    d = ((embeddings[:, None] - embeddings[None]) ** 2).sum(2)
    same = labels[:, None] == labels[None]
    itself = torch.eye(len(labels), dtype=torch.bool)
    positive = d.masked_fill(~same | itself, -1).max(1).values
    negative = d.masked_fill(same, 5).min(1).values
    hinge = F.relu(positive - negative + margin)
    return hinge.sum() / (hinge > 0).sum()


# The block behind the first one: 1x1, depthwise 3x3, 1x1, plus its input.

ROWS, SIDE, CHANNELS = 2, 6, 64


def bottleneck(network):
    names = [n.name for n in network.nodes]
    first = next(i for i, name in enumerate(names) if name.startswith('/features/features.1/'))
    last = names.index('/features/features.1/Add') + 1
    convs = [n for n in network.nodes[first:last] if n.op_type == 'Conv']
    own = {name: network.parameters[name] for conv in convs for name in conv.input[1:]}

    def run(x):
        block = network.nodes[first:last]
        assert block[-1].op_type == 'Add' and block[0].input[0] in block[-1].input
        return network.run(x, first, last)

    return run, own


def bottleneck_gradients(network):
    run, own = bottleneck(network)
    shape = (ROWS, SIDE, SIDE, CHANNELS)
    x = channels_first(numbers(11, int(np.prod(shape)), -3, 3), shape)
    y = run(x)
    d_y = channels_first(numbers(12, y.numel()), shape)
    y.backward(d_y)
    return {
        'output': digest(y.permute(0, 2, 3, 1)),
        'parameters': digests(own, lambda p: p.grad),
    }


def trajectory(path, optimiser, steps=20):
    """The block, its mean over the picture, unit length; four identities of two pictures in every batch."""
    network = Network(path)
    run, own = bottleneck(network)
    start = {name: p.detach().clone() for name, p in own.items()}
    size = SIDE * SIDE * CHANNELS
    pictures = [numbers(20 + row // 2, size, -3, 3) + numbers(30 + row, size, -3, 3) for row in range(8)]
    x = channels_first(np.float32(pictures).astype(np.float64), (8, SIDE, SIDE, CHANNELS))
    labels = torch.tensor([0, 0, 1, 1, 2, 2, 3, 3])
    step = optimiser(list(own.values()))
    losses = []
    for _ in range(steps):
        loss = batch_hard(F.normalize(run(x).mean((2, 3))), labels, 2.0)
        step.zero_grad()
        loss.backward()
        step.step()
        losses.append(significant(loss))
    moved = {name: significant(np.linalg.norm(p.detach() - start[name])) for name, p in own.items()}
    return {'losses': losses, 'moved': moved, 'parameters': digests(own, lambda p: p)}


# The whole network, four pictures of two identities.


def pictures(count, side=112):
    """Smooth patterns with noise on top, [count, side, side, 3].

    Of about 80 seeds this one keeps the activations of the small layers farthest from the kinks of Relu and Clip, as gradient checks
    must: a single one of some 50,000 that float32 puts on the other side moves the gradient of its layer by 0.5 %.
    """
    y, x, c = np.meshgrid(np.arange(side), np.arange(side), np.arange(3), indexing='ij')
    result = []
    for row in range(count):
        a, b, p = numbers(1620 + row, 3)
        smooth = np.sin(0.2 * a * x + 0.2 * b * y + 3 * p + c)
        result.append(smooth + 0.5 * numbers(1630 + row, smooth.size).reshape(smooth.shape))
    return np.float32(result).astype(np.float64)


def whole(network):
    for p in network.parameters.values():
        p.grad = None
    x = torch.from_numpy(pictures(4)).permute(0, 3, 1, 2).contiguous()
    raw = network.run(x)
    loss = batch_hard(F.normalize(raw), torch.tensor([0, 0, 1, 1]), 1.0)
    loss.backward()
    return {
        'embeddings': digest(F.normalize(raw)),
        'loss': significant(loss),
        'parameters': digests(network.parameters, lambda p: p.grad),
    }


if __name__ == '__main__':
    path = sys.argv[1]
    network = Network(path)
    result = {
        'sha256': hashlib.sha256(open(path, 'rb').read()).hexdigest(),
        'bottleneck': bottleneck_gradients(network),
        'whole': whole(network),
        'sgd': trajectory(path, lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.9)),
        'adamw': trajectory(path, lambda p: torch.optim.AdamW(p, lr=3e-4, weight_decay=0.01)),
    }
    json.dump(result, sys.stdout, indent=1)
    print()
