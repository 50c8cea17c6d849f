import { createRandom } from '../src/cpu/random.js';
import type { Gpu } from '../src/gpu/gpu.js';
import { Recorder } from '../src/gpu/recorder.js';
import { tensor } from '../src/gpu/tensor.js';
import * as topK from '../src/ops/top_k.js';
import { place, work } from './kinfold.js';
import { compare, expectSame, type Result } from './measure.js';
import { tf } from './tfjs.js';
import { unitRows } from './unit-rows.js';

const [WIDTH, K] = [128, 5];

/** One probe against the templates of a gallery: the five nearest. */
export async function benchGallery(gpu: Gpu): Promise<Result[]> {
  return [await withTemplates(gpu, 1_000), await withTemplates(gpu, 100_000)];
}

async function withTemplates(gpu: Gpu, templates: number): Promise<Result> {
  const shape = { probes: 1, templates, width: WIDTH, k: K };
  const random = createRandom(templates);
  const gallery = unitRows(random, templates, WIDTH);
  const probe = unitRows(random, 1, WIDTH);
  const s = {
    probes: tensor('probe', WIDTH),
    templates: tensor('templates', templates * WIDTH),
    distances: tensor('nearest distances', K),
    indices: tensor('nearest', K, 'u32'),
    ...topK.scratch(shape),
  };
  const empty = [s.distances, s.indices, s.candidates, s.candidate_indices].map((slice) => [slice] as const);
  place(gpu, [[s.probes, probe], [s.templates, gallery], ...empty]);
  const recorder = new Recorder(gpu);
  topK.forward(recorder, s, shape);
  const program = await gpu.compile('top 5', recorder.commands);

  // On unit vectors the nearest have the largest cosine, and d = 2 − 2 · cos.
  const [row, matrix] = [tf.tensor2d(probe, [1, WIDTH]), tf.tensor2d(gallery, [templates, WIDTH])];
  const peer = async (times: number) => {
    const search = () => tf.topk(tf.matMul(row, matrix, false, true), K).values;
    for (let i = 1; i < times; i++) tf.tidy(() => void search());
    const last = tf.tidy(search);
    const cosines = await last.data();
    last.dispose();
    return cosines;
  };

  const ours = await work(program, s.distances)(1);
  const theirs = Array.from(await peer(1), (cosine) => 2 - 2 * cosine);
  expectSame(`top ${K} of ${templates}`, ours as Float32Array, theirs);
  const result = await compare(
    `gallery top-${K}, ${templates} templates of ${WIDTH}`,
    work(program, s.distances),
    peer,
  );
  program.release();
  gpu.free(Object.values(s).map(({ buffer }) => buffer));
  tf.dispose([row, matrix]);
  return result;
}
