import { KinfoldError } from '../errors.js';
import type { Observation } from '../face/observation.js';
import { answer, type Endpoint, serve } from '../worker/envelope.js';
import { closeFrame } from './frame.js';
import type { OpenedPipeline } from './open.js';
import type { VisionServer } from './protocol.js';
import type { VisionOptions } from './vision.js';

/**
 * Serves a face pipeline to another thread.
 * @param open makes the pipeline when the other thread opens it.
 * @param endpoint where the messages come in. Default: this worker's own.
 */
export function serveVision(
  open: (options: VisionOptions) => Promise<Pick<OpenedPipeline, 'pipeline' | 'info'>>,
  endpoint?: Endpoint,
): void {
  let opened: Pick<OpenedPipeline, 'pipeline' | 'info'> | undefined;
  const mustBeOpen = () => {
    if (opened) return opened;
    throw new KinfoldError('closed', 'vision worker: no pipeline is open; call open first');
  };
  serve<VisionServer>(
    {
      open: (options) =>
        answer(async () => {
          opened = await open(options);
          return { value: undefined };
        }),

      info: () => answer(async () => ({ value: mustBeOpen().info })),

      look: (frame, number, time) =>
        answer(async () => {
          try {
            return { value: await mustBeOpen().pipeline.look(frame, number, time) };
          } finally {
            closeFrame(frame);
          }
        }, cropTransfers),
    },
    endpoint,
  );
}

/** Crops are handed over, not copied. */
function cropTransfers({ faces }: Observation): Transferable[] {
  return faces.flatMap(({ crop }) => (crop ? [crop.data.buffer as ArrayBuffer] : []));
}
