/**
 * Golden embeddings of dlib's face network, as @vladmandic/face-api computes them with TensorFlow.js. In an empty folder:
 *
 *     npm install @vladmandic/face-api@1.7.15 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 --ignore-scripts
 *     node <here>/test/golden/dlib-face.mjs > <here>/test/golden/dlib-face.json
 *
 * The pictures are patterns of 150×150 pixels, RGB: `noise` is ((3·(150·y + x) + c) · 7919) mod 256 and `rings` is
 * ⌊((x − 75)² + (y − 75)²) / (16·(c + 2))⌋ mod 256 in column x, row y, channel c.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const SIDE = 150;
const patterns = {
  noise: (x, y, c) => ((3 * (SIDE * y + x) + c) * 7919) % 256,
  rings: (x, y, c) => Math.floor(((x - 75) ** 2 + (y - 75) ** 2) / (16 * (c + 2))) % 256,
};

const require = createRequire(join(process.cwd(), 'package.json'));
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
await tf.setBackend('wasm');

const folder = join(process.cwd(), 'node_modules/@vladmandic/face-api/model');
const [{ weights }] = JSON.parse(readFileSync(join(folder, 'face_recognition_model-weights_manifest.json'), 'utf8'));
const network = new faceapi.FaceRecognitionNet();
network.loadFromWeightMap(
  tf.io.decodeWeights(Uint8Array.from(readFileSync(join(folder, 'face_recognition_model.bin'))).buffer, weights),
);

const golden = {};
for (const [name, pattern] of Object.entries(patterns)) {
  const pixels = Float32Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return pattern(pixel % SIDE, Math.floor(pixel / SIDE), at % 3);
  });
  const embedding = await network.computeFaceDescriptor(tf.tensor3d(pixels, [SIDE, SIDE, 3]));
  golden[name] = Array.from(embedding, (value) => Number(value.toFixed(7)));
}
process.stdout.write(`${JSON.stringify(golden)}\n`);
