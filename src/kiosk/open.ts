import { openStore } from '../store/open.js';
import { connectVision } from '../vision/client.js';
import { connect } from '../worker/client.js';
import type { Kiosk } from './kiosk.js';
import { LocalKiosk } from './local-kiosk.js';
import type { KioskOptions } from './options.js';

/**
 * Opens a kiosk: the store, the engine and the face pipeline in a worker each, and everybody who is kept. Whose consent has ended is taken
 * out.
 * @throws KinfoldError what `openStore`, `connect` and `connectVision` throw; `argument-invalid` for a policy that makes no sense.
 */
export async function openKiosk({ engine, vision, store, liveness = [], policy = {} }: KioskOptions): Promise<Kiosk> {
  const opening: Promise<{ close(): Promise<void> }>[] = [];
  const open = <Part extends { close(): Promise<void> }>(part: Promise<Part>): Promise<Part> => {
    opening.push(part);
    return part;
  };
  try {
    // The store first: what cannot be trusted should not wait for models.
    const kept = await open(openStore(store));
    const { backbone, wasmPaths } = engine;
    const [learning, seeing] = await Promise.all([
      open(connect(engine)),
      open(connectVision({ ...(wasmPaths !== undefined && { wasmPaths }), ...vision, backbone })),
    ]);
    const parts = { engine: learning, vision: seeing, store: kept, now: store.now ?? Date.now };
    return await LocalKiosk.open(parts, { liveness, policy });
  } catch (error) {
    // Whatever is still on its way has to end, too.
    await Promise.allSettled(opening.map(async (part) => (await part).close()));
    throw error;
  }
}
