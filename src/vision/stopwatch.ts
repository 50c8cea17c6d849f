import type { VisionStage } from '../face/observation.js';

/** Milliseconds that each stage takes. */
export class Stopwatch {
  readonly stages: Partial<Record<VisionStage, number>> = {};

  /** Runs a stage. */
  async time<Result>(stage: VisionStage, task: () => Result | Promise<Result>): Promise<Result> {
    const start = performance.now();
    const result = await task();
    this.stages[stage] = performance.now() - start;
    return result;
  }
}
