import type { Engine } from '../../src/engine/types.js';
import { KinfoldError } from '../../src/errors.js';
import type { Pixels } from '../../src/image/picture.js';
import { type ConnectOptions, connect } from '../../src/worker/client.js';
import { createProbe } from './probe.js';

/** The tiny backbone that the test serves beside the page, and onnxruntime's files. */
export const options: ConnectOptions = { backbone: 'models/tiny.json', wasmPaths: '/ort/' };

const SIDE = 8;

/** A picture of one colour with a little noise of its own. */
export function picture(red: number, green: number, blue: number, seed: number) {
  const data = new Uint8Array(SIDE * SIDE * 4);
  let state = seed + 1;
  for (let i = 0; i < data.length; i++) {
    state = (state * 48271) % 2147483647;
    data[i] = [red, green, blue, 255][i % 4]! - (state % 24);
  }
  return { width: SIDE, height: SIDE, data };
}

const reddish = (seed: number) => picture(220, 60, 90, seed);
const bluish = (seed: number) => picture(70, 80, 200, seed);

/** An engine in a worker of its own that can be probed, two identities enrolled. */
export async function startTwoIdentities() {
  const probe = createProbe();
  const engine = await connect({ ...options, workerUrl: probe.url });
  await engine.enrol('red', [1, 2, 3].map(reddish));
  await engine.enrol('blue', [4, 5, 6].map(bluish));
  return { engine, probe, unseen: { red: reddish(7), blue: bluish(8) } };
}

/** Options of a teach that is short, but not over before a test can interfere. */
export const teaching = { steps: 12, identities: 2, pictures: 2, every: 2, patience: 4 };

/** Code and message of the `KinfoldError` that a promise rejects with, or what happened instead. */
export async function refusalOf(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await promise;
    return { code: 'none', message: 'resolved' };
  } catch (error) {
    if (error instanceof KinfoldError) return { code: error.code, message: error.message };
    return { code: 'other', message: String(error) };
  }
}

/** Bytes as text, to compare them across the border of the browser. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const whoAre = async (engine: Engine, unseen: { red: Pixels; blue: Pixels }) => {
  const red = await engine.identify(unseen.red);
  const blue = await engine.identify(unseen.blue);
  return [red.identity, blue.identity];
};
