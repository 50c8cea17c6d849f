import { readFile } from 'node:fs/promises';
import { KinfoldError } from '../../errors.js';
import { inspectModel } from '../../onnx/inspect.js';
import type { SplitPoint } from '../../onnx/split-points.js';
import { parse } from './usage.js';

/** `kinfold inspect model.onnx`: what is in an ONNX file, without running it. */
export async function inspect(args: string[]): Promise<void> {
  const { values, positionals } = parse(args, { json: { type: 'boolean', default: false } }, ['FILE']);
  const file = positionals[0]!;
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new KinfoldError('model-missing', `${file}: cannot be read; check the path`, { cause });
  });
  const summary = inspectModel(bytes);
  if (values.json) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const value = ({ name, type, shape }: (typeof summary.inputs)[number]) =>
    `${name} ${type} [${shape?.join(', ') ?? '?'}]`;
  const lines = [
    ['bytes', summary.bytes],
    ['producer', summary.producer || 'not stated'],
    ['opset', summary.opset],
    ['inputs', summary.inputs.map(value).join('; ')],
    ['outputs', summary.outputs.map(value).join('; ')],
    ['nodes', summary.nodes],
    ['parameters', summary.parameters],
    ['subnormal weights', summary.subnormals],
    [
      'operators',
      Object.entries(summary.operators)
        .map(([op, count]) => `${op} ${count}`)
        .join(', '),
    ],
  ];
  for (const [name, text] of lines) process.stdout.write(`${String(name).padEnd(18)} ${text}\n`);
  if (summary.splits.length > 0) process.stdout.write(`\n${splitTable(summary.splits)}`);
}

/** The tensors at which the network can be cut, and what stands behind each. */
function splitTable(splits: readonly SplitPoint[]): string {
  const rows = splits.map(({ tensor, shape, op, parameters, multiplications }) => [
    tensor,
    `[${shape.join(', ')}]`,
    op,
    parameters.toLocaleString('en'),
    multiplications === undefined ? '?' : multiplications.toLocaleString('en'),
  ]);
  const all = [['split points', 'row', 'made by', 'parameters behind', 'multiply-accumulates behind'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  // Numbers stand on the right.
  const cell = (text: string, column: number) =>
    column < 3 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
  return all.map((row) => `${row.map(cell).join('  ')}\n`).join('');
}
