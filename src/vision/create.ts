import { Turns } from '../backbone/turns.js';
import { KinfoldError } from '../errors.js';
import type { Observation } from '../face/observation.js';
import { type VisionEnvironment, webVisionEnvironment } from './environment.js';
import { type OpenedPipeline, openPipeline } from './open.js';
import { QueuedVision } from './queued-vision.js';
import type { Frame, Vision, VisionInfo, VisionOptions } from './vision.js';

/**
 * Opens a face pipeline in the calling thread, which is busy while a frame is looked at: a page takes {@link connectVision}.
 * @param environment where frames are decoded and models come from. Default: the page or worker itself.
 * @throws KinfoldError `model-missing`, `checksum-mismatch`, `onnx-invalid`, `dependency-missing`; `argument-invalid` for a card of another
 * task and for a detector of boxes without landmarks.
 */
export async function createVision(
  options: VisionOptions,
  environment: VisionEnvironment = webVisionEnvironment,
): Promise<Vision> {
  const open = () => openPipeline(options, environment);
  return new LocalVision(open, await open());
}

/** A face pipeline in this thread. */
class LocalVision extends QueuedVision {
  readonly #open: () => Promise<OpenedPipeline>;
  /** A restart waits for the frame that is looked at, so that its faces keep the numbers of the pipeline that saw them. */
  readonly #turns = new Turns();
  #opened: OpenedPipeline;
  #isClosed = false;

  constructor(open: () => Promise<OpenedPipeline>, opened: OpenedPipeline) {
    super();
    this.#open = open;
    this.#opened = opened;
  }

  async info(): Promise<VisionInfo> {
    this.#refuseClosed('info');
    return this.#opened.info;
  }

  restart(): Promise<void> {
    return this.#turns.take(async () => {
      this.#refuseClosed('restart');
      await this.#opened.release();
      this.#opened = await this.#open();
      this.beginAfresh();
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#turns.take(() => this.#opened.release());
  }

  protected look(frame: Frame, number: number, time: number): Promise<Observation> {
    return this.#turns.take(async () => {
      this.#refuseClosed('observe');
      const observation = await this.#opened.pipeline.look(frame, number, time);
      this.#refuseClosed('observe');
      return observation;
    });
  }

  #refuseClosed(call: string): void {
    if (!this.#isClosed) return;
    throw new KinfoldError('closed', `Vision.${call}: the face pipeline was closed; call createVision() again`);
  }
}
