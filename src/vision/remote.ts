import type { Observation } from '../face/observation.js';
import type { WorkerPort } from '../worker/connection.js';
import { handOver } from '../worker/envelope.js';
import { Lifeline } from '../worker/lifeline.js';
import { frameTransfers } from './frame.js';
import type { VisionServer } from './protocol.js';
import { QueuedVision } from './queued-vision.js';
import type { Frame, Vision, VisionInfo, VisionOptions } from './vision.js';

/** A face pipeline in a worker. The queue stands on this side: never more than one frame is on its way. */
export class RemoteVision extends QueuedVision {
  #life!: Lifeline<VisionServer>;

  /** @param timeout longest silence of the worker while a frame is looked at, in ms. */
  static async connect(start: () => WorkerPort, options: VisionOptions, timeout: number): Promise<Vision> {
    const vision = new RemoteVision();
    vision.#life = await Lifeline.begin<VisionServer>({
      name: 'vision worker',
      closed: 'the face pipeline was closed; call connectVision() again',
      timeout,
      start,
      open: (connection) => {
        vision.beginAfresh();
        return connection.call('connectVision', (server) => server.open(options));
      },
    });
    return vision;
  }

  async info(): Promise<VisionInfo> {
    return (await this.#life.connection.call('Vision.info', (server) => server.info())).value;
  }

  restart(): Promise<void> {
    return this.#life.restart();
  }

  async close(): Promise<void> {
    this.#life.close();
  }

  protected async look(frame: Frame, number: number, time: number): Promise<Observation> {
    // A worker that has not opened its pipeline yet could not answer.
    await this.#life.settled();
    const sent = handOver(frame, frameTransfers(frame));
    const { value } = await this.#life.connection.call('Vision.observe', (server) => server.look(sent, number, time));
    return value;
  }
}
