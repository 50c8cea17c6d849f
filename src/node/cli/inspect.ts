import { readFile } from 'node:fs/promises';
import { KinfoldError } from '../../errors.js';
import { inspectModel, type ModelSummary } from '../../onnx/inspect.js';
import { readOnnx } from '../../onnx/read.js';
import { simplifyModel } from '../../onnx/simplify.js';
import type { SplitPoint } from '../../onnx/split-points.js';
import { nodeEnvironment } from '../environment.js';
import { estimateSteps, measureRate, PASSES, type StepEstimate } from './estimate.js';
import { parse } from './usage.js';

/** A split point with what a training step of everything behind it takes. */
type Cut = SplitPoint & { readonly step: StepEstimate & { readonly seconds?: number } };

interface Machine {
  readonly adapter: string;
  /** Multiply-accumulates a second. */
  readonly rate: number;
}

/** `kinfold inspect model.onnx`: what is in an ONNX file, and where training can begin, without running it. */
export async function inspect(args: string[]): Promise<void> {
  const { values, positionals } = parse(args, { json: { type: 'boolean', default: false } }, ['FILE']);
  const file = positionals[0]!;
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new KinfoldError('model-missing', `${file}: cannot be read; check the path`, { cause });
  });
  const summary = inspectModel(bytes);
  const machine = summary.splits.length > 0 ? await thisMachine() : undefined;
  const splits = cutsOf(bytes, summary.splits, machine);
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ ...summary, splits, machine: machine ?? null })}\n`);
    return;
  }
  process.stdout.write(summaryTable(summary));
  if (splits.length > 0) process.stdout.write(`\n${splitTable(splits)}\n${note(machine)}\n`);
}

/** Undefined without an adapter. */
async function thisMachine(): Promise<Machine | undefined> {
  try {
    const backend = await nodeEnvironment.openBackend('webgpu');
    const rate = await measureRate(backend);
    backend.destroy();
    return { adapter: backend.adapter, rate };
  } catch (error) {
    if (error instanceof KinfoldError) return undefined;
    throw error;
  }
}

function cutsOf(bytes: Uint8Array, splits: readonly SplitPoint[], machine: Machine | undefined): Cut[] {
  if (splits.length === 0) return [];
  const steps = estimateSteps(
    simplifyModel(readOnnx(bytes)),
    splits.map(({ tensor }) => tensor),
  );
  return splits.map((split, at) => {
    const step = steps[at]!;
    if ('refused' in step || !machine || split.multiplications === undefined) return { ...split, step };
    return { ...split, step: { ...step, seconds: (PASSES * step.rows * split.multiplications) / machine.rate } };
  });
}

function summaryTable(summary: ModelSummary): string {
  const value = ({ name, type, shape }: ModelSummary['inputs'][number]) =>
    `${name} ${type} [${shape?.join(', ') ?? '?'}]`;
  const operators = Object.entries(summary.operators).map(([op, count]) => `${op} ${count}`);
  const lines = [
    ['bytes', summary.bytes],
    ['producer', summary.producer || 'not stated'],
    ['opset', summary.opset],
    ['inputs', summary.inputs.map(value).join('; ')],
    ['outputs', summary.outputs.map(value).join('; ')],
    ['nodes', summary.nodes],
    ['parameters', summary.parameters],
    ['subnormal weights', summary.subnormals],
    ['operators', operators.join(', ')],
  ];
  return lines.map(([name, text]) => `${String(name).padEnd(18)} ${text}\n`).join('');
}

/** The tensors at which the network can be cut, what stands behind each, and what a training step of that takes. */
function splitTable(splits: readonly Cut[]): string {
  const count = (number: number | undefined) => (number === undefined ? '?' : number.toLocaleString('en'));
  const rows = splits.map(({ tensor, shape, op, parameters, multiplications, step }) => [
    tensor,
    `[${shape.join(', ')}]`,
    op,
    count(parameters),
    count(multiplications),
    ...('refused' in step
      ? ['not trainable', '']
      : [`${count(Math.ceil(step.bytes / 2 ** 20))} MiB`, step.seconds === undefined ? '?' : duration(step.seconds)]),
  ]);
  const head = [
    'split points',
    'row',
    'made by',
    'parameters behind',
    'multiply-accumulates behind',
    'a step takes',
    'about',
  ];
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  // Numbers stand on the right.
  const cell = (text: string, column: number) =>
    column < 3 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
  return all.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`).join('');
}

const duration = (seconds: number) => (seconds < 1 ? `${Math.ceil(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`);

function note(machine: Machine | undefined): string {
  const batch = 'A step: 64 pictures forward and backward through everything behind the split point and a head.';
  if (!machine) return `${batch} No adapter was found, so there is no estimate of time.`;
  return `${batch} Time from ${(machine.rate / 1e9).toFixed(1)} G multiply-accumulates a second, measured on ${machine.adapter}.`;
}
