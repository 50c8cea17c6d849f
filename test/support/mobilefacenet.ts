import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { importEncoder } from '../../src/conversion/import.js';
import type { ImportedEncoder } from '../../src/conversion/imported.js';
import { type Graph, type ResolvedGraph, resolveGraph } from '../../src/encoder/graph.js';
import { Parameters } from '../../src/encoder/parameters.js';
import { readOnnx } from '../../src/onnx/read.js';
import type { Shape } from '../../src/ops/node.js';
import type { Digest } from './digest.js';
import { numbers } from './random.js';

type Digests = Readonly<Record<string, Digest>>;

interface Trajectory {
  readonly losses: readonly number[];
  /** ‖after − before‖ of each parameter. */
  readonly moved: Readonly<Record<string, number>>;
  readonly parameters: Digests;
}

/** test/golden/mobilefacenet.json; parameters by the names of the model's initialisers. */
export interface Golden {
  readonly sha256: string;
  readonly bottleneck: { readonly output: Digest; readonly parameters: Digests };
  readonly whole: { readonly embeddings: Digest; readonly loss: number; readonly parameters: Digests };
  readonly sgd: Trajectory;
  readonly adamw: Trajectory;
}

/** A network, or a part of one, with the values to start from. */
export interface Network {
  readonly graph: ResolvedGraph;
  readonly parameters: Parameters;
  readonly start: Float32Array;
  /** The model's initialiser that a parameter came from. */
  initialiser(parameter: string): string;
}

export function readGolden(): Golden {
  return JSON.parse(readFileSync(new URL('../golden/mobilefacenet.json', import.meta.url), 'utf8'));
}

/** Reads the model that the golden values were made of. */
export function readMobileFaceNet(path: string, { sha256 }: Golden): ImportedEncoder {
  const bytes = readFileSync(path);
  const got = createHash('sha256').update(bytes).digest('hex');
  if (got !== sha256) throw new Error(`${path}: SHA-256 is ${got}, but the golden values are of ${sha256}`);
  return importEncoder(readOnnx(bytes));
}

/** The whole network with its embeddings made unit vectors. */
export function wholeNetwork(imported: ImportedEncoder): Network {
  const { graph } = imported;
  return network(imported, {
    ...graph,
    nodes: [...graph.nodes, { name: 'embedding', op: 'l2Normalize', inputs: [graph.output] }],
    output: 'embedding',
  });
}

/** The residual block whose parameters are `initialisers`: from the node that has the first of them up to the sum. */
export function bottleneck(imported: ImportedEncoder, initialisers: readonly string[], shape: Shape): Network {
  const { nodes } = imported.graph;
  const first = nodes.findIndex(({ name }) => originOf(imported, `${name}.weight`) === initialisers[0]);
  const sum = nodes.findIndex(({ op }, at) => at > first && op === 'add');
  const input = nodes[first]!.inputs[0]!;
  return network(imported, {
    input: { name: input, shape },
    nodes: nodes.slice(first, sum + 1),
    output: nodes[sum]!.name,
  });
}

/** The same with the mean over the picture as a unit vector behind it. */
export function embeddingBottleneck(imported: ImportedEncoder, initialisers: readonly string[], shape: Shape): Network {
  const { graph } = bottleneck(imported, initialisers, shape).graph;
  return network(imported, {
    ...graph,
    nodes: [
      ...graph.nodes,
      { name: 'mean', op: 'globalAveragePool', inputs: [graph.output] },
      { name: 'flat', op: 'reshape', inputs: ['mean'], attributes: { shape: [shape.at(-1)!] } },
      { name: 'embedding', op: 'l2Normalize', inputs: ['flat'] },
    ],
    output: 'embedding',
  });
}

/** The pictures of test/golden/mobilefacenet.py, [count, 3, side, side] in ONNX's order. */
export function pictures(count: number, side: number): Float32Array {
  const result = new Float32Array(count * 3 * side * side);
  for (let row = 0; row < count; row++) {
    const [a = 0, b = 0, phase = 0] = numbers(1620 + row, 3);
    const noise = numbers(1630 + row, side * side * 3);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        for (let c = 0; c < 3; c++) {
          const smooth = Math.sin(0.2 * a * x + 0.2 * b * y + 3 * phase + c);
          result[((row * 3 + c) * side + y) * side + x] = smooth + 0.5 * noise[(y * side + x) * 3 + c]!;
        }
      }
    }
  }
  return result;
}

function network(imported: ImportedEncoder, graph: Graph): Network {
  const resolved = resolveGraph(graph);
  const parameters = new Parameters(resolved);
  const start = new Float32Array(parameters.layout.length);
  for (const { name } of resolved.parameters) {
    start.set(imported.values.get(name)!, parameters.layout.offsets.get(name)!.offset);
  }
  return { graph: resolved, parameters, start, initialiser: (parameter) => originOf(imported, parameter)! };
}

function originOf({ origins }: ImportedEncoder, parameter: string): string | undefined {
  const origin = origins.get(parameter);
  return origin && 'initialiser' in origin ? origin.initialiser : undefined;
}
