import { expect, test } from 'vitest';
import { importEncoder } from '../../src/conversion/import.js';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import { resolveGraph } from '../../src/encoder/graph.js';
import { Parameters } from '../../src/encoder/parameters.js';
import { planEncoder } from '../../src/encoder/plan.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { bufferSpec, whole } from '../../src/gpu/tensor.js';
import { floatTensor, int, int64Tensor, ints, node } from '../../src/onnx/build.js';
import { expectClose } from '../support/compare.js';
import { centralDifferences, dot } from '../support/gradient.js';
import { modelOf, random } from '../support/imported.js';
import { numbers } from '../support/random.js';

// What the importer makes of one ONNX node can be several of ours that read one tensor; gradients must come through all the same.

const ROWS = 2;

const model = modelOf({
  row: [2, 4, 3],
  nodes: [
    node('Conv', ['x', 'kernel'], ['a'], { pads: ints(1, 1, 1, 1) }),
    // One slope for all channels: several nodes.
    node('PRelu', ['a', 'slope'], ['b']),
    node('GlobalAveragePool', ['b'], ['pool']),
    node('Sigmoid', ['pool'], ['gate']),
    node('Mul', ['b', 'gate'], ['c']),
    // A square: one tensor twice.
    node('Pow', ['c', 'two'], ['d']),
    node('Transpose', ['d'], ['e'], { perm: ints(0, 2, 1, 3) }),
    node('Add', ['e', 'position'], ['f']),
    node('Concat', ['f', 'token'], ['g'], { axis: int(2) }),
    node('Reshape', ['g', 'flat'], ['h']),
    node('Gemm', ['h', 'dense'], ['y'], { alpha: { kind: 'float', value: 0.5 } }),
  ],
  initialisers: [
    random('kernel', [3, 2, 3, 3]),
    floatTensor('slope', [1], [0.3]),
    floatTensor('two', [], [2]),
    random('position', [1, 4, 3, 1]),
    random('token', [1, 4, 1, 3]),
    int64Tensor('flat', [2], [-1, 48]),
    random('dense', [48, 2]),
  ],
});

test('gradients of an imported network equal central differences', async () => {
  const imported = importEncoder(model);
  const graph = resolveGraph(imported.graph);
  const parameters = new Parameters(graph);
  const gradients = bufferSpec('gradients', parameters.learningLength);
  const plan = planEncoder(parameters, { rows: ROWS, gradients });
  const cpu = new Cpu(twins, 'f64');
  cpu.allocate([...plan.buffers, parameters.buffer, gradients]);
  for (const [name, values] of imported.values) cpu.write(parameters.slice(name), values);
  const [forward, backward] = [new Recorder(cpu), new Recorder(cpu)];
  plan.recordForward(forward);
  plan.recordBackward(backward);
  const [ahead, back] = [
    await cpu.compile('forward', forward.commands),
    await cpu.compile('backward', backward.commands),
  ];
  const input = numbers(4, ROWS * graph.inputWidth);
  const dOutput = numbers(3, ROWS * graph.outputWidth);
  const run = () => {
    cpu.write(plan.input, input);
    return ahead.runAndRead(plan.output);
  };

  await run();
  cpu.write(plan.dOutput, dOutput);
  const got = await back.runAndRead(whole(gradients));
  const learned = graph.parameters.filter(({ trainable }) => trainable);
  expect(learned.map(({ name }) => name)).toEqual(
    ['a.weight', 'b:scaled.operand', 'f.operand', 'token.value', 'y.weight'].map((name) =>
      expect.stringContaining(name),
    ),
  );
  for (const { name } of learned) {
    const slice = parameters.slice(name);
    const loss = async (moved: Float64Array) => {
      cpu.write(slice, moved);
      return dot(await run(), dOutput);
    };
    const values = Float64Array.from(imported.values.get(name)!);
    const expected = await centralDifferences(loss, values);
    cpu.write(slice, values);
    expectClose(name, got.subarray(slice.offset, slice.offset + slice.length), expected, {
      relative: 1e-6,
      absolute: 1e-8,
    });
  }
});
