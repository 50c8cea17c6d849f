import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../../src');

/** The way the data goes. A folder imports from itself and from folders before it. */
const order =
  'gpu cpu image face onnx backbone ops encoder conversion metric train gallery report engine worker vision store access kiosk postgres react element node'.split(
    ' ',
  );

/** The parts of `metric`, in their order. */
const metricOrder = 'comparisons statistics evaluation calibration objective mining sampling verifier'.split(' ');

/** Packages, and the one folder that may import each. */
const packages: [RegExp, string][] = [
  [/^onnxruntime-web(\/|$)/, 'backbone'],
  [/^comlink$/, 'worker'],
  [/^idb$/, 'store'],
  [/^react$/, 'react'],
  [/^node:/, 'node'],
  [/^(sharp|webgpu)$/, 'node'],
];

/** Type-only imports, `export … from`, `import()` and `typeof import()` count like any other. */
function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      names.push((node.moduleSpecifier as ts.StringLiteral).text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [name] = node.arguments;
      names.push(name && ts.isStringLiteralLike(name) ? name.text : `import(${name?.getText()})`);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      names.push((node.argument.literal as ts.StringLiteral).text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return names;
}

/** Why a file of one part of `metric` may not import a file of another, both relative to src. */
function refusalWithinMetric(path: string, target: string): string | undefined {
  const [here, there] = [path, target].map((name) => metricOrder.indexOf(name.split(sep)[1]!)) as [number, number];
  if (here === -1) return `src/${path} is in no part of metric`;
  return there !== -1 && there <= here ? undefined : `metric/${metricOrder[here]} stands before ${target}`;
}

/** Why `name` may not be imported in the file at `path` (relative to src), or undefined. */
function refusal(path: string, name: string): string | undefined {
  const folder = path.split(sep)[0]!;
  if (!name.startsWith('.')) {
    const owner = packages.find(([pattern]) => pattern.test(name))?.[1];
    return owner === folder ? undefined : `only src/${owner ?? '(nothing)'} imports ${name}`;
  }
  if (name.endsWith('.wgsl')) return undefined;
  if (folder === path) return path === 'errors.ts' ? 'errors.ts imports nothing' : undefined;
  const target = relative(source, resolve(source, dirname(path), name));
  if (target === 'errors.js') return undefined;
  const [here, there] = [order.indexOf(folder), order.indexOf(target.split(sep)[0]!)];
  if (here === -1) return `src/${folder} is not a folder of the design`;
  if (there === -1) return `${target} lies outside the folders`;
  if (there > here) return `src/${folder} stands before src/${order[there]}`;
  return folder === 'metric' && there === here ? refusalWithinMetric(path, target) : undefined;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .sort();

describe('imports go one way', () => {
  test.each(files)('%s', (path) => {
    const refusals = importsOf(join(source, path)).flatMap((name) => {
      const reason = refusal(path, name);
      return reason ? [`${name}: ${reason}`] : [];
    });
    expect(refusals).toEqual([]);
  });

  test('the rule refuses what it should', () => {
    expect(refusal('gpu/gpu.ts', '../ops/linear.js')).toBe('src/gpu stands before src/ops');
    expect(refusal('face/detect.ts', '../index.js')).toBe('index.js lies outside the folders');
    expect(refusal('extra/extra.ts', '../gpu/gpu.js')).toBe('src/extra is not a folder of the design');
    expect(refusal('engine/engine.ts', 'node:fs')).toBe('only src/node imports node:fs');
    expect(refusal('engine/engine.ts', 'onnxruntime-web/wasm')).toBe('only src/backbone imports onnxruntime-web/wasm');
    expect(refusal('train/step.ts', 'lodash')).toBe('only src/(nothing) imports lodash');
    expect(refusal('metric/statistics/folds.ts', '../evaluation/roc.js')).toBe(
      'metric/statistics stands before metric/evaluation/roc.js',
    );
    expect(refusal('metric/folds.ts', './comparisons/pairs.js')).toBe('src/metric/folds.ts is in no part of metric');
    expect(refusal('metric/evaluation/roc.ts', '../statistics/estimate.js')).toBeUndefined();
    expect(refusal('train/step.ts', '../ops/linear.js')).toBeUndefined();
    expect(refusal('train/step.ts', '../errors.js')).toBeUndefined();
    expect(refusal('index.ts', './worker/client.js')).toBeUndefined();
  });
});
