import { KinfoldError } from '../../src/errors.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { type Allocations, countAllocations } from './allocations.js';
import { damage } from './bytes.js';
import { editHeader } from './header.js';
import { editMessage } from './protobuf.js';
import { type Choice, choices } from './random.js';
import type { Sources } from './sources.js';
import { inspectFile, MODEL_STAGES, readModel, readTensors } from './stages.js';

/** No call takes longer. */
const MAX_MILLISECONDS = 1000;

/** What a call may allocate beside twice the file. */
const SPARE_BYTES = 65_536;

/** What one case came to: stage and 'result' or the code of the refusal, e.g. `read onnx-invalid`. */
export type Outcome = string;

/** One of this many cases damages a real file. */
const REAL = 12;

/** The damaged file of a case. */
export function damagedFile(
  { onnx, safetensors }: Sources,
  seed: number,
  index: number,
): { kind: 'onnx' | 'safetensors'; bytes: Uint8Array } {
  const choose = choices(seed, index);
  const kind = choose(5) === 0 ? 'safetensors' : 'onnx';
  const { small, real } = kind === 'onnx' ? onnx : safetensors;
  const files = choose(REAL) === 0 ? real : small;
  const donor = small[choose(small.length)]!;
  const edit = kind === 'onnx' ? editMessage : editHeader;
  let bytes: Uint8Array = files[choose(files.length)]!;
  for (let count = 1 + choose(2) * choose(3); count > 0 && bytes.length > 0; count--)
    bytes = mutated(bytes, choose, donor, edit);
  return { kind, bytes };
}

function mutated(bytes: Uint8Array, choose: Choice, donor: Uint8Array, edit: typeof editMessage): Uint8Array {
  return choose(8) === 0 ? damage(bytes, choose, donor) : edit(bytes, choose, donor);
}

/**
 * Damages a file and hands it to everything that takes it. @returns what each stage came to.
 * @throws what is not a `KinfoldError`, and an Error if a call takes over a second or allocates over twice the file.
 */
export function runCase(files: Sources, seed: number, index: number): Outcome[] {
  const { kind, bytes } = damagedFile(files, seed, index);
  const outcomes: Outcome[] = [];
  const call = <T>(name: string, run: () => T): T | undefined => {
    const [result, outcome] = guarded(`case ${index} of seed ${seed}, ${name}`, bytes.length, run);
    outcomes.push(`${name} ${outcome}`);
    return result;
  };
  if (kind === 'safetensors') {
    call('safetensors', () => readTensors(bytes));
    return outcomes;
  }
  let model = call('read', () => readModel(bytes));
  if (!model) return outcomes;
  call('inspect', () => inspectFile(bytes));
  for (const stage of MODEL_STAGES) {
    const given: OnnxModel = model;
    model = call(stage.name, () => stage.run(given)) ?? given;
  }
  return outcomes;
}

/**
 * Runs a call within its limits. @returns its result, or the code of its refusal.
 * @throws Error for any other error, a call of over a second, and more memory than twice the file.
 */
export function guarded<T>(subject: string, fileBytes: number, run: () => T): [result: T | undefined, outcome: string] {
  let result: T | undefined;
  let outcome = 'result';
  const [began, beganUsage] = [performance.now(), process.cpuUsage()];
  const allocations = countAllocations(() => {
    try {
      result = run();
    } catch (error) {
      if (!(error instanceof KinfoldError)) throw new Error(`${subject}: no KinfoldError`, { cause: error });
      outcome = error.code;
    }
  });
  // A machine with other work takes longer by the clock, collecting garbage in other threads longer by processor time.
  const { user, system } = process.cpuUsage(beganUsage);
  const took = Math.min(performance.now() - began, (user + system) / 1000);
  if (took > MAX_MILLISECONDS) throw new Error(`${subject}: took ${Math.round(took)} ms`);
  checkAllocations(subject, fileBytes, allocations);
  return [result, outcome];
}

function checkAllocations(subject: string, fileBytes: number, { largest, total }: Allocations): void {
  const limit = 2 * fileBytes + SPARE_BYTES;
  if (largest > limit) throw new Error(`${subject}: allocated ${largest} bytes at once for a file of ${fileBytes}`);
  // A stage that makes a new file builds its parts first.
  if (total > 2 * limit) throw new Error(`${subject}: allocated ${total} bytes in all for a file of ${fileBytes}`);
}
