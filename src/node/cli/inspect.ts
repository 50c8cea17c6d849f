import { readFile } from 'node:fs/promises';
import { KinfoldError } from '../../errors.js';
import { inspectModel } from '../../onnx/inspect.js';
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
}
