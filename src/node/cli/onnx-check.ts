import { nodeEnvironment } from '../environment.js';
import { findCases } from '../onnx-check/cases.js';
import { TOLERANCE } from '../onnx-check/compare.js';
import { count, countByOperator, formatReport } from '../onnx-check/report.js';
import { type CaseResult, runCase } from '../onnx-check/run.js';
import { backendOption, parse } from './usage.js';

/**
 * `kinfold onnx-check DIR`: runs the ONNX project's node test cases through import and forward.
 * @returns the exit code: 1 if a case failed.
 */
export async function onnxCheck(args: string[]): Promise<number> {
  const { values, positionals } = parse(
    args,
    { json: { type: 'boolean', default: false }, backend: { type: 'string', default: 'webgpu' } },
    ['DIR'],
  );
  const kind = backendOption(values.backend);
  const cases = await findCases(positionals[0]!);
  const backend = await nodeEnvironment.openBackend(kind);
  const results: CaseResult[] = [];
  for (const one of cases) results.push(await runCase(backend, one));
  const counts = count(results);
  if (values.json) {
    const report = { adapter: backend.adapter, tolerance: TOLERANCE, ...counts, operators: countByOperator(results) };
    process.stdout.write(`${JSON.stringify({ ...report, cases: results })}\n`);
  } else {
    const allowed = `|got − expected| ≤ ${TOLERANCE.relative} · |expected| + ${TOLERANCE.absolute} · max |expected|`;
    process.stdout.write(`${formatReport(results)}\n\non ${backend.adapter}; allowed ${allowed}; first outputs only\n`);
  }
  backend.destroy();
  return counts.failed > 0 ? 1 : 0;
}
