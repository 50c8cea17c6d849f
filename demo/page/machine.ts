import { connect, type Engine, type EngineOptions, KinfoldError, type ModelCard, parseCard } from 'kinfold';
import { byId, create } from './dom.js';

const CARDS = {
  backbone: 'models/fr_feature.json',
  detector: 'models/fr_detect.json',
  landmarks: 'models/fr_landmark.json',
};

const TASKS: Record<ModelCard['task'], string> = {
  detector: 'Finds faces',
  landmarks: 'Aligns them',
  backbone: 'Extracts features',
  liveness: 'Tells living faces from pictures',
};

/** Starts the engine in its worker; without WebGPU the encoder runs on the processor, slowly. */
export async function openEngine(): Promise<Engine> {
  const options: EngineOptions = {
    backbone: CARDS.backbone,
    faces: { detector: CARDS.detector, landmarks: CARDS.landmarks },
    wasmPaths: 'ort/',
  };
  try {
    return await connect(options);
  } catch (error) {
    if (!(error instanceof KinfoldError && error.code === 'adapter-missing')) throw error;
    return connect({ ...options, backend: 'cpu' });
  }
}

/** Shows where the networks run. */
export async function showMachine(engine: Engine): Promise<void> {
  const { backend, adapter, provider, backbone, featureWidth, embeddingWidth } = await engine.info();
  byId('machine-encoder').textContent = `${backend === 'webgpu' ? 'WebGPU' : 'CPU, slow'} · ${adapter}`;
  byId('machine-backbone').textContent = `${backbone} · onnxruntime on ${provider}`;
  byId('machine-embedding').textContent = `${featureWidth} features → ${embeddingWidth} numbers of length 1`;
}

/** Shows each model with its licence and origin. */
export async function showCards(): Promise<void> {
  const paths = [CARDS.detector, CARDS.landmarks, CARDS.backbone];
  const cards = await Promise.all(paths.map(async (path) => parseCard(await (await fetch(path)).json())));
  byId('cards').replaceChildren(...cards.map(showCard));
}

function showCard({ name, task, licence, origin, note }: ModelCard): HTMLLIElement {
  const fact = (title: string, ...text: (Node | string)[]) =>
    create('div', {}, create('dt', {}, title), create('dd', {}, ...text));
  return create(
    'li',
    {},
    create('p', { className: 'task' }, TASKS[task]),
    create('h3', {}, name),
    create(
      'dl',
      {},
      fact('Licence', licence),
      fact('Origin', origin),
      ...(note ? [fact('Note', ...withCode(note))] : []),
    ),
  );
}

/** What stands between backticks, as code. */
function withCode(text: string): (Node | string)[] {
  return text.split('`').map((part, index) => (index % 2 ? create('code', {}, part) : part));
}
