import { readFileSync } from 'node:fs';
import type { Attributes, Shape } from '../../src/ops/node.js';
import { nodeOps } from '../../src/ops/nodes.js';
import type { runOnTwin } from './both.js';
import { expectClose, type Tolerance } from './compare.js';
import { runNode } from './node-case.js';

/** One case of test/golden/ops.json, which PyTorch computed in f64: see test/golden/ops.py. */
export interface GoldenCase {
  readonly op: string;
  readonly attributes: Attributes;
  readonly rows: number;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** Inputs (`input0` …) and parameters by role. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  readonly d_y: readonly number[];
  readonly y: readonly number[];
  /** Of every input and learned parameter. */
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  /** State after the step: running averages. */
  readonly after: Readonly<Record<string, readonly number[]>>;
}

export const goldenCases: readonly GoldenCase[] = JSON.parse(
  readFileSync(new URL('../golden/ops.json', import.meta.url), 'utf8'),
);

export const goldenOps: readonly string[] = [...new Set(goldenCases.map(({ op }) => op))];

/** Fails unless the node's shapes, output, gradients and state are PyTorch's. */
export async function expectGolden(golden: GoldenCase, tolerance: Tolerance, run: typeof runOnTwin): Promise<void> {
  const { op, attributes, rows, inputs, values, gradients, after } = golden;
  const what = `${op} ${JSON.stringify(attributes)} of ${JSON.stringify(inputs)}`;
  const node = nodeOps[op]!;
  const shape = node.shape(op, inputs, attributes);
  if (shape.join() !== golden.output.join()) throw new Error(`${what}: shape is ${shape}, expected ${golden.output}`);
  for (const [role, size] of Object.entries(node.parameters(inputs, attributes))) {
    if (!values[role]) throw new Error(`${what}: has no golden value for parameter ${role} ${size}`);
  }
  const got = await runNode({ op, attributes, rows, inputs, dOutput: golden.d_y }, values, run);
  expectClose(`${what}: y`, got['y']!, golden.y, tolerance);
  for (const [name, expected] of Object.entries(gradients)) {
    expectClose(`${what}: d_${name}`, got[`d_${name}`]!, expected, tolerance);
  }
  for (const [name, expected] of Object.entries(after)) {
    expectClose(`${what}: ${name} after the step`, got[name]!, expected, tolerance);
  }
}
