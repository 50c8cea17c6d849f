import { onTestFinished } from 'vitest';
import type { PipelineParts } from '../../src/vision/pipeline.js';
import { RemoteVision } from '../../src/vision/remote.js';
import { serveVision } from '../../src/vision/serve.js';
import type { VisionOptions } from '../../src/vision/vision.js';
import { ChannelWorker } from './channel-worker.js';
import { fakePipeline } from './fake-vision.js';
import { tinyCard } from './tiny-card.js';
import { tinyBackbone } from './tiny-onnx.js';

/** A supervised pipeline on fake networks. `workers` and `fakes` grow by one with every worker that is started. */
export async function superviseVision({
  timeout = 2000,
  change = (parts: PipelineParts, _worker: number): PipelineParts => parts,
} = {}) {
  const workers: ChannelWorker[] = [];
  const fakes: ReturnType<typeof fakePipeline>[] = [];
  const start = () => {
    const open = async () => {
      const fake = fakePipeline((parts) => change(parts, fakes.length));
      fakes.push(fake);
      return fake;
    };
    const worker = new ChannelWorker((endpoint) => serveVision(open, endpoint));
    workers.push(worker);
    return worker;
  };
  const options: VisionOptions = {
    detector: 'https://kinfold.test/detector.json',
    backbone: { card: await tinyCard(tinyBackbone()) },
  };
  const vision = await RemoteVision.connect(start, options, timeout);
  onTestFinished(() => vision.close());
  return { vision, workers, fakes };
}
