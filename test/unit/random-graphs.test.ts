import { expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { createRandom } from '../../src/cpu/random.js';
import { twins } from '../../src/cpu/twins.js';
import { type Graph, type GraphNode, resolveGraph } from '../../src/encoder/graph.js';
import { Parameters } from '../../src/encoder/parameters.js';
import { planEncoder } from '../../src/encoder/plan.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { bufferSpec, whole } from '../../src/gpu/tensor.js';
import type { Attributes, Shape } from '../../src/ops/node.js';
import { infer } from '../support/encoder.js';
import { numbers } from '../support/random.js';

const ROWS = 3;

/** Nodes that read any earlier tensor, some frozen: shared tensors, aliases, sums of gradients, dead ends, any node the output. */
function randomGraph(seed: number): Graph {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]) => list[random.integer(list.length)]!;
  const nodes: GraphNode[] = [];
  const tensors: { name: string; shape: Shape }[] = [{ name: 'x', shape: [4] }];
  const count = 4 + random.integer(14);
  while (nodes.length < count) {
    const { name: from, shape } = random.integer(2) ? tensors.at(-1)! : pick(tensors);
    const width = shape.at(-1)!;
    const equal = pick(tensors.filter((other) => other.shape.join() === shape.join())).name;
    const [op, inputs, made, attributes] = pick<() => [string, string[], Shape, Attributes?]>([
      () => ['linear', [from], [...shape.slice(0, -1), 4], { outputs: 4 }],
      () => [pick(['tanh', 'sigmoid', 'prelu', 'layerNorm']), [from], shape],
      () => [pick(['add', 'mul', 'sub']), [from, equal], shape],
      () => ['add', [from, equal], shape],
      () => ['add', [from], shape, { operandShape: [width] }],
      () => ['reduceMean', [from], [...shape.slice(0, -1), 1], { axes: [shape.length - 1] }],
      () => {
        const turned = shape.length === 1 ? [1, width] : [shape.reduce((product, size) => product * size, 1)];
        return ['reshape', [from], turned, { shape: turned }];
      },
      () => ['concat', [from, equal], [...shape.slice(0, -1), 2 * width], { axis: shape.length - 1 }],
    ])();
    const name = `${op}${nodes.length}`;
    nodes.push({
      name,
      op,
      inputs,
      ...(attributes && { attributes }),
      ...(random.integer(4) === 0 && { frozen: true }),
    });
    tensors.push({ name, shape: made });
  }
  return { input: { name: 'x', shape: [4] }, nodes, output: random.integer(3) ? nodes.at(-1)!.name : pick(nodes).name };
}

/** Gradient of Σ direction · embedding on the f64 twins, in memory that was full of NaN. */
async function gradientOf(graph: Graph, vector: Float64Array, seed: number, recompute: boolean) {
  const parameters = new Parameters(resolveGraph(graph));
  const gradients = bufferSpec('gradients', parameters.learningLength);
  const plan = planEncoder(parameters, { rows: ROWS, gradients, recompute });
  const cpu = new Cpu(twins, 'f64');
  cpu.allocate([...plan.buffers, parameters.buffer, gradients]);
  for (const buffer of plan.buffers) cpu.write(whole(buffer), new Float64Array(buffer.length).fill(Number.NaN));
  cpu.write(whole(gradients), new Float64Array(gradients.length));
  cpu.write(whole(parameters.buffer), vector);
  cpu.write(plan.input, Float64Array.from(numbers(seed, plan.input.length)));
  for (const part of ['recordForward', 'recordBackward'] as const) {
    const recorder = new Recorder(cpu);
    plan[part](recorder);
    (await cpu.compile(part, recorder.commands)).run();
    if (part === 'recordForward') {
      cpu.write(plan.dOutput, Float64Array.from(numbers(seed + 1, plan.dOutput.length)));
    }
  }
  return Float64Array.from(await cpu.read(whole(gradients)));
}

it.each(Array.from({ length: 40 }, (_, i) => i + 1))(
  'random graph %i: central differences, recomputed too',
  async (seed) => {
    const graph = randomGraph(seed);
    const parameters = new Parameters(resolveGraph(graph));
    const vector = Float64Array.from(numbers(seed + 2, parameters.buffer.length));
    const gradient = await gradientOf(graph, vector, seed, false);
    expect(await gradientOf(graph, vector, seed, true)).toEqual(gradient);
    const lossAt = async (at: number, step: number) => {
      const moved = vector.map((value, i) => (i === at ? value + step : value));
      const values = (name: string) => {
        const { offset, length } = parameters.slice(name);
        return moved.subarray(offset, offset + length);
      };
      const output = await infer(graph, values, numbers(seed, ROWS * 4), ROWS);
      const direction = numbers(seed + 1, output.length);
      return output.reduce((sum, value, i) => sum + value * direction[i]!, 0);
    };
    for (const { name, trainable } of parameters.graph.parameters) {
      if (!trainable) continue;
      const { offset, length } = parameters.slice(name);
      const at = offset + (seed % length);
      const difference = ((await lossAt(at, 1e-6)) - (await lossAt(at, -1e-6))) / 2e-6;
      expect(Math.abs(gradient[at]! - difference), name).toBeLessThan(1e-4 * (1 + Math.abs(difference)));
    }
  },
);
