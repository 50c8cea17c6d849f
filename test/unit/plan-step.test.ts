import { describe, expect, it } from 'vitest';
import { type Graph, resolveGraph } from '../../src/encoder/graph.js';
import { perceptron, residualHead } from '../../src/encoder/heads.js';
import { Parameters } from '../../src/encoder/parameters.js';
import { dryRun, formatDryRun } from '../../src/encoder/report.js';
import { defaultLimits, type Target } from '../../src/gpu/backend.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { bufferSpec } from '../../src/gpu/tensor.js';
import { planBatch } from '../../src/train/batch.js';
import { planStep } from '../../src/train/step.js';

const target: Target = { features: new Set(), limits: defaultLimits, isFallbackAdapter: false };
const head = residualHead({ width: 512, hidden: 256, noise: 0.04 });

describe('dry run of the training step', () => {
  const options = {
    rows: 64,
    bankRows: 160,
    margin: 0.4,
    miner: 'batch-hard',
    reducer: 'activeMean',
    maxGradientNorm: 1,
    optimiser: { name: 'adamw', learningRates: { backbone: 1e-3, head: 1e-3 }, weightDecay: 0.01 },
    slots: 10,
    memory: 2 ** 30,
    recompute: false,
  } as const;

  it('says every dispatch and byte before anything is allocated', () => {
    const plan = planStep(resolveGraph(head), options, target);
    const dry = dryRun(plan.parameters.graph, options.rows, plan.commands, plan.buffers);
    expect(dry.nodes.at(-1)).toEqual({ name: 'embedding', op: 'l2Normalize', shape: [64, 512] });
    expect(dry.bytes).toBe(plan.buffers.reduce((sum, { length }) => sum + length * 4, 0));
    expect(dry.dispatches.length).toBe(plan.commands.filter(({ type }) => type === 'dispatch').length);
    // Parameters, gradients and two moments of 263,168 numbers, the bank, and little else.
    expect(dry.bytes).toBeLessThan(6 * 2 ** 20);
    expect(formatDryRun(dry)).toContain('adamw.update');
  });

  it('leaves a feature bank that no binding holds on the host', () => {
    const { batch, bytes } = planStep(resolveGraph(head), { ...options, bankRows: 70_000 }, target);
    expect(batch.bank).toBeUndefined();
    expect(batch.sent).toEqual([batch.encoder.input]);
    expect(bytes).toBeLessThan(6 * 2 ** 20);
  });

  it('cuts the batch into pieces until it fits', () => {
    const whole = planStep(resolveGraph(head), options, target);
    const cut = planStep(resolveGraph(head), { ...options, memory: whole.bytes - 300_000 }, target);
    expect(whole.pieces).toBe(1);
    expect(cut.pieces).toBeGreaterThan(1);
    expect(cut.bytes).toBeLessThanOrEqual(whole.bytes - 300_000);
    expect(cut.batch.encoder.rows).toBe(64 / cut.pieces);
  });

  it.each([5, 6, 12])('cuts %i rows so that no piece is empty and every row is in one', (rows) => {
    const parameters = new Parameters(resolveGraph(perceptron([8, 6, 4])));
    const gradients = bufferSpec('gradients', parameters.learningLength);
    for (let pieces = 2; pieces <= rows; pieces++) {
      const batch = planBatch(parameters, gradients, { rows, pieces, bankRows: 0, recompute: false });
      const recorder = new Recorder(target);
      batch.recordForward(recorder);
      const parts = recorder.commands.flatMap((command) =>
        command.type === 'copy' && command.to.buffer === batch.embeddings.buffer ? [command.to] : [],
      );
      expect(parts.map(({ offset }) => offset / 4)).toEqual(parts.map((_, piece) => piece * batch.encoder.rows));
      expect(Math.min(...parts.map(({ length }) => length))).toBeGreaterThan(0);
      expect(parts.reduce((sum, { length }) => sum + length, 0)).toBe(rows * 4);
      expect(batch.sent.length).toBe(parts.length);
    }
  });

  it('refuses, with the bytes, what does not fit even picture by picture', () => {
    expect(() => planStep(resolveGraph(head), { ...options, memory: 2 ** 21 }, target)).toThrow(
      expect.objectContaining({ code: 'limit-exceeded', message: expect.stringMatching(/takes \d+ bytes.*2097152/) }),
    );
  });

  it('needs less memory when activations are made once more', () => {
    const deep: Graph = {
      input: { name: 'features', shape: [64] },
      nodes: Array.from({ length: 16 }, (_, i) => ({
        name: `layer${i}`,
        op: 'linear',
        inputs: [i === 0 ? 'features' : `layer${i - 1}`],
        attributes: { outputs: 64 },
      })),
      output: 'layer15',
    };
    const bytes = (recompute: boolean) => planStep(resolveGraph(deep), { ...options, rows: 512, recompute }, target);
    const [kept, again] = [bytes(false), bytes(true)];
    const activations = ({ batch }: typeof kept) => batch.encoder.buffers.length;
    expect(activations(again)).toBeLessThan(activations(kept) * 0.6);
  });
});
