import { afterEach, expect } from 'vitest';
import type { EngineOptions, Environment } from '../../src/engine/options.js';
import type { Engine } from '../../src/engine/types.js';
import { Gpu } from '../../src/gpu/gpu.js';
import { nodeEnvironment } from '../../src/node/environment.js';
import type { TeachOptions } from '../../src/train/options.js';
import { colours, openTinyEngine, picturesOf, tinyModel } from './tiny-engine.js';

/** An engine on a tiny backbone whose identities are colours, closed after the test. */
export interface EngineUnderTest {
  readonly engine: Engine;
  /** Takes the device away. */
  loseDevice(): void;
}

const opened: Engine[] = [];
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close();
});

export async function openEngine(
  options: Partial<EngineOptions> = {},
  environment: Partial<Environment> = {},
): Promise<EngineUnderTest> {
  let gpu: Gpu | undefined;
  const engine = await openTinyEngine(
    { backbone: await tinyModel(), threshold: 0.1, ...options },
    {
      openBackend: async (kind) => {
        const backend = await nodeEnvironment.openBackend(kind);
        if (backend instanceof Gpu) gpu = backend;
        return backend;
      },
      ...environment,
    },
  );
  opened.push(engine);
  return { engine, loseDevice: () => gpu!.device.destroy() };
}

/** Enrols Ada, Bo and Cy. */
export async function enrolEveryone(engine: Engine, count = 4): Promise<void> {
  for (const identity of Object.keys(colours) as (keyof typeof colours)[]) {
    await engine.enrol(identity, picturesOf(identity, 0, count));
  }
}

/** An engine with Ada, Bo and Cy, calibrated for a FAR of 10 %. */
export async function openCalibrated(cohort: Uint8Array, backend: 'webgpu' | 'cpu' = 'cpu') {
  const { engine } = await openEngine({ backend, threshold: 0.5 });
  await enrolEveryone(engine);
  return { engine, calibration: await engine.calibrate({ far: 0.1, cohort }) };
}

/** Teaches to the end; the numbers of the steps that were reported, and the report. */
export async function teach(engine: Engine, options: TeachOptions = {}) {
  const steps: number[] = [];
  const teaching = engine.teach({ steps: 12, every: 4, pictures: 3, ...options });
  let next = await teaching.next();
  for (; !next.done; next = await teaching.next()) steps.push(next.value.step);
  return { steps, report: next.value };
}

export const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });
