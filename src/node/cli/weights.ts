import { createRandom } from '../../cpu/random.js';
import { resolveGraph } from '../../encoder/graph.js';
import { Parameters } from '../../encoder/parameters.js';
import { readSafetensors } from '../../encoder/safetensors.js';
import { decodeDelta, divisionFrom } from '../../engine/delta.js';
import { Machine } from '../../engine/machine.js';
import { type Division, startingWeights } from '../../engine/network.js';
import type { Parts } from '../../engine/parts.js';
import { decodeState } from '../../engine/state.js';
import { noStrangers, type TaughtWeights } from '../../engine/taught-strangers.js';
import { KinfoldError } from '../../errors.js';

/** How the network was divided that a file of weights belongs to: what `save()`, `exportDelta()` or `kinfold teach --delta` wrote. */
export function divisionOfWeights(file: Uint8Array): Pick<Division, 'trainable' | 'camera'> {
  const saved = readSafetensors(file);
  const format = saved.metadata.get('format');
  if (format === 'kinfold' || format === 'kinfold-delta') return divisionFrom(saved);
  throw new KinfoldError(
    'save-invalid',
    'weights: this safetensors file was not written by kinfold; pass one from save(), exportDelta() or kinfold teach --delta',
  );
}

/** A machine with the weights of a file, or, without one, with those that nobody has taught yet. */
export async function startWith(
  parts: Parts,
  file: Uint8Array | undefined,
): Promise<TaughtWeights & { machine: Machine }> {
  const { network } = parts;
  const parameters = new Parameters(resolveGraph(network.graph));
  const start = startingWeights(network, parameters, createRandom(0));
  const owner = { network: network.identity, trainable: network.trainable };
  const isDelta = file && readSafetensors(file).metadata.get('format') === 'kinfold-delta';
  const { weights, strangers } = !file
    ? { weights: start, strangers: noStrangers }
    : isDelta
      ? await decodeDelta(file, owner, start, parameters)
      : await decodeState(file, owner, parameters);
  return { machine: await Machine.start(parts, parameters, weights), weights, strangers };
}
