import { connect } from '../../src/worker/client.js';
import { hex, options, picture, teaching } from './setting.js';

const red = picture(220, 60, 90, 1);

/** A whole network learns in the worker, and what it learned leaves it as files. */
export async function wholeNetwork() {
  const conv = { ...options, backbone: 'models/tiny-conv.json', trainable: 'all' } as const;
  const engine = await connect(conv);
  await engine.enrol('red', [red, picture(220, 60, 90, 8)]);
  await engine.enrol('blue', [picture(70, 80, 200, 2), picture(70, 80, 200, 9)]);
  const losses: number[] = [];
  for await (const { loss } of engine.teach({ ...teaching, steps: 4 })) losses.push(loss);
  const { provider, trainable } = await engine.info();
  const [taught] = await engine.embed([red]);
  const [onnx, delta] = [await engine.exportOnnx(), await engine.exportDelta()];
  await engine.close();
  const other = await connect(conv);
  const [plain] = await other.embed([red]);
  await other.applyDelta(delta);
  const [applied] = await other.embed([red]);
  await other.close();
  return {
    provider,
    trainable,
    losses,
    onnx: hex(onnx),
    taught: [...taught!],
    plain: [...plain!],
    applied: [...applied!],
  };
}
