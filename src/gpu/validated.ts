import { KinfoldError } from '../errors.js';

/**
 * Runs `make`, which calls the device and waits for nothing, in a validation scope of its own. The scope leaves the device's
 * stack whatever happens. Rejects with what `make` throws, and with `shader-invalid` if the device refuses what was asked.
 */
export async function validated<T>(device: GPUDevice, subject: string, make: () => T): Promise<T> {
  device.pushErrorScope('validation');
  let made: T;
  try {
    made = make();
  } catch (error) {
    // What was thrown says more than the scope, or a device that was lost before it could answer.
    await device.popErrorScope().catch(() => {});
    throw error;
  }
  const refused = await device.popErrorScope().catch((cause: unknown) => {
    throw new KinfoldError('device-lost', `${subject}: the device was lost; call restart()`, { cause });
  });
  if (refused) throw new KinfoldError('shader-invalid', `${subject}: ${refused.message}`, { cause: refused });
  return made;
}
