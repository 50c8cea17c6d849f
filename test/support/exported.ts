import { expect } from 'vitest';
import { openSession } from '../../src/backbone/session.js';
import { type Graph, resolveGraph } from '../../src/encoder/graph.js';
import * as build from '../../src/onnx/build.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { elements } from '../../src/ops/node.js';
import { expectClose } from './compare.js';
import { infer } from './encoder.js';
import { checkWithOnnx } from './onnx-checker.js';
import { numbers } from './random.js';

/** Numbers for every parameter, none of them what it starts as; variances, and what may be a base or a divisor, above 0. */
export function valuesOf(graph: Graph): (name: string) => Float32Array {
  const { parameters } = resolveGraph(graph);
  const values = new Map(
    parameters.map(({ name, role, length }, i) => {
      const above = role === 'variance' || role === 'operand';
      return [name, Float32Array.from(numbers(i + 1, length, above ? 0.5 : -1, above ? 2 : 1))];
    }),
  );
  return (name) => values.get(name)!;
}

/** Fails unless onnxruntime makes of the model what the f64 twins make of the graph, for batches of 1 and 3. */
export async function expectSame(
  model: OnnxModel,
  graph: Graph,
  range: readonly [number, number] = [-2, 2],
): Promise<void> {
  const session = await openSession(writeOnnx(model), { provider: 'wasm' });
  const { shape } = graph.input;
  for (const rows of [1, 3]) {
    const input = Float32Array.from(numbers(rows, rows * elements(shape), ...range));
    const expected = await infer(graph, valuesOf(graph), input, rows);
    const { embedding } = await session.run(input, [rows, ...shape]);
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expectClose(`${rows} rows`, embedding!, expected, { relative: 1e-4, absolute: 1e-5 * scale });
  }
  await session.release();
}

/** Fails unless ONNX's own library takes the models and infers the shape of each output from its nodes. */
export function expectValid(models: readonly (readonly [OnnxModel, Graph])[]): void {
  // With outputs that say no size, so that the sizes are inferred and not read.
  const bare = models.map(([model]) => {
    const outputs = model.graph.outputs.map(({ name, shape }) =>
      build.value(
        name,
        shape!.map((_, axis) => `side ${axis}`),
      ),
    );
    return { ...model, graph: { ...model.graph, outputs } };
  });
  const verdicts = checkWithOnnx([...models.map(([model]) => model), ...bare]);
  for (const [i, [model, graph]] of models.entries()) {
    const name = model.graph.nodes.map(({ op }) => op).join(' ');
    const [given, inferred] = [verdicts[i]!, verdicts[models.length + i]!];
    expect(given, name).not.toHaveProperty('error');
    const shape = resolveGraph(graph).nodes.at(-1)!.shape;
    expect('shapes' in inferred && inferred.shapes['embedding'], name).toEqual(['side 0', ...shape]);
  }
}

/** A backbone that hands its input on. */
export function backboneOf(opset: number, { input }: Graph): OnnxModel {
  const shape = ['N', ...input.shape];
  return build.model(
    {
      nodes: [build.node('Identity', ['data'], ['features'])],
      inputs: [build.value('data', shape)],
      outputs: [build.value('features', shape)],
    },
    { opsets: new Map([['', opset]]) },
  );
}
