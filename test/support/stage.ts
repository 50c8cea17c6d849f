import sharp from 'sharp';
import text from '../../demo/kiosk/text.en.json';
import type { SamplePerson } from '../../demo/samples/people.js';
import type { Portrait, Portrayer } from './portraits.js';
import type { VirtualCamera } from './virtual-camera.js';
import { type Said, Visitor } from './visitor.js';

/** Milliseconds between two frames, and frames between two looks at what the page asks for: it may see no more of them. */
const FRAME = 80;
const LOOK = 2;

/** What stands in front of a virtual camera: one of the people of the sample photographs, who does what the page asks for, or nobody. */
export class Stage {
  #isPlaying = false;
  #play: Promise<void> | undefined;
  readonly #portraits = new Map<SamplePerson, Portrait>();

  /** @param sentence what the page asks for now. */
  constructor(
    readonly camera: VirtualCamera,
    readonly portray: Portrayer,
    readonly sentence: () => Promise<string>,
  ) {}

  /** This person comes, and does what is asked. */
  async enter(person: SamplePerson): Promise<void> {
    await this.clear();
    const visitor = await this.#visitor(person);
    this.#isPlaying = true;
    this.#play = this.#perform(visitor);
  }

  /** Somebody holds up a photograph of this person. */
  async hold(person: SamplePerson): Promise<void> {
    await this.clear();
    this.camera.show((await this.#visitor(person)).look());
  }

  /** Nobody is there any more. */
  async clear(): Promise<void> {
    this.#isPlaying = false;
    await this.#play;
    const { width, height } = this.camera;
    this.camera.show({ width, height, data: new Uint8ClampedArray(4 * width * height).fill(110) });
  }

  async #visitor(person: SamplePerson): Promise<Visitor> {
    const portrait = this.#portraits.get(person) ?? (await portraitOf(person, this.portray));
    this.#portraits.set(person, portrait);
    return new Visitor([portrait]);
  }

  async #perform(visitor: Visitor): Promise<void> {
    let guidance: Said['guidance'] = { kind: 'hold-still' };
    for (let frame = 0; this.#isPlaying; frame++) {
      if (frame % LOOK === 0) {
        guidance = guidanceOf(await this.sentence().catch(() => '')) ?? guidance;
        // How far the page sees the head turned it does not say: the head turns on until something else is asked for.
        visitor.hear({ guidance, taken: 0, yaw: 0 });
      }
      this.camera.show(visitor.look());
      await new Promise((resolve) => setTimeout(resolve, FRAME));
    }
  }
}

/** What the page asks for by a sentence; undefined if it is nothing that can be done. */
function guidanceOf(sentence: string): Said['guidance'] | undefined {
  const kinds = { action: text.actions, pose: text.poses };
  for (const [kind, sentences] of Object.entries(kinds)) {
    const found = Object.entries(sentences).find(([, each]) => each === sentence);
    if (found) return { kind, [kind]: found[0] } as unknown as Said['guidance'];
  }
  return undefined;
}

/** The face of a person, cut out of the photograph with what is around it. */
async function portraitOf({ name, photograph, face }: SamplePerson, portray: Portrayer): Promise<Portrait> {
  const picture = sharp(`models/samples/${photograph}`);
  const whole = await picture.metadata();
  const left = Math.max(0, face.x - face.width);
  const top = Math.max(0, face.y - face.height);
  const width = Math.min(whole.width, face.x + 2 * face.width) - left;
  const height = Math.min(whole.height, face.y + 2 * face.height) - top;
  const data = await picture.extract({ left, top, width, height }).ensureAlpha().raw().toBuffer();
  const portrait = await portray({ width, height, data: new Uint8ClampedArray(data) });
  if (!portrait) throw new Error(`no face was found in the photograph of ${name}`);
  return portrait;
}
