import { nodeEnvironment } from '../../src/node/environment.js';
import { type Course, type Rival, runCourse, type Task } from './contest.js';
import { digitsTask } from './digits.js';
import { facesTask } from './faces.js';
import { type Rescue, type Risk, runRescue } from './guard.js';

export { beyondTasks } from './beyond.js';
export { formatRescues } from './guard.js';
export { drawContests } from './plot.js';
export { formatTable } from './summary.js';
export { searchWholeSet } from './whole-set.js';

export const FACES = ['../shared/faces/kiosk40-aligned', 'models/fr_feature.json'] as const;

export const tasks = {
  faces: () => facesTask(...FACES),
  digits: async () => digitsTask(),
};

/** What was measured of a task, as plain data. */
export interface Contest extends Omit<Task, 'graph' | 'lesson'> {
  readonly adapter: string;
  readonly courses: readonly Course[];
}

/** Every rival with every seed. One after another: a course has the machine for itself, as far as we can say. */
export async function runContest(
  task: Task,
  rivals: readonly Rival[],
  seeds: readonly number[],
  say: (line: string) => void,
): Promise<Contest> {
  const backend = await nodeEnvironment.openBackend('webgpu');
  const courses: Course[] = [];
  // Seed by seed, so that a load that comes and goes falls on all rivals.
  for (const seed of seeds) {
    for (const rival of rivals) {
      const course = await runCourse(backend, task, rival, seed);
      courses.push(course);
      const { figure, processorSeconds, seconds } = course.measurements.at(-1)!;
      const spent = `${processorSeconds.toFixed(0)} s of processor time, ${seconds.toFixed(0)} s`;
      say(`${task.name}, seed ${seed}, ${rival.name}: ${task.figure} ${(figure * 100).toFixed(1)} %, ${spent}`);
    }
  }
  const { adapter } = backend;
  backend.destroy();
  const { graph: _, lesson: __, ...described } = task;
  return { ...described, adapter, courses };
}

/** Each of some trainings that may go wrong, with every seed. */
export async function runRescues(
  risks: readonly (Risk & { readonly task: keyof typeof tasks })[],
  seeds: readonly number[],
  say: (line: string) => void,
): Promise<{ readonly adapter: string; readonly rescues: readonly Rescue[] }> {
  const backend = await nodeEnvironment.openBackend('webgpu');
  const rescues: Rescue[] = [];
  for (const risk of risks) {
    const task = await tasks[risk.task]();
    for (const seed of seeds) {
      const rescue = await runRescue(backend, task, risk, seed);
      rescues.push(rescue);
      say(JSON.stringify(rescue));
    }
  }
  const { adapter } = backend;
  backend.destroy();
  return { adapter, rescues };
}
