import type { Page } from 'playwright-core';
import sharp from 'sharp';
import text from '../../demo/kiosk/text.en.json';
import type { SamplePerson } from '../../demo/samples/people.js';
import { onLooks } from './looks.js';
import type { Portrait, Portrayer } from './portraits.js';
import type { VirtualCamera } from './virtual-camera.js';
import { type Said, Visitor } from './visitor.js';

/** Milliseconds between two frames. */
const FRAME = 80;

/** What somebody hears who is asked for nothing. */
const NOTHING: Said['guidance'] = { kind: 'hold-still' };

/** What stands in front of a page's virtual camera: one of the people of the sample photographs, who does what the page asks for, or nobody. */
export class Stage {
  #visitor: Visitor | undefined;
  #play: Promise<void> | undefined;
  #guidance = NOTHING;
  #isReading = false;
  readonly #portraits = new Map<SamplePerson, Portrait>();

  private constructor(
    readonly camera: VirtualCamera,
    readonly portray: Portrayer,
    readonly sentence: () => Promise<string>,
  ) {}

  /**
   * Call it before the page is opened.
   * @param sentence what the page asks for now.
   */
  static async before(
    page: Page,
    camera: VirtualCamera,
    portray: Portrayer,
    sentence: () => Promise<string>,
  ): Promise<Stage> {
    const stage = new Stage(camera, portray, sentence);
    await onLooks(page, (yaw) => stage.#hear(yaw));
    return stage;
  }

  /** This person comes, and does what is asked. */
  async enter(person: SamplePerson): Promise<void> {
    await this.clear();
    this.#guidance = NOTHING;
    this.#visitor = await this.#visitorFor(person);
    this.#play = this.#perform(this.#visitor);
  }

  /** Somebody holds up a photograph of this person. */
  async hold(person: SamplePerson): Promise<void> {
    await this.clear();
    this.camera.show((await this.#visitorFor(person)).look());
  }

  /** Nobody is there any more. */
  async clear(): Promise<void> {
    this.#visitor = undefined;
    await this.#play;
    const { width, height } = this.camera;
    this.camera.show({ width, height, data: new Uint8ClampedArray(4 * width * height).fill(110) });
  }

  async #visitorFor(person: SamplePerson): Promise<Visitor> {
    const portrait = this.#portraits.get(person) ?? (await portraitOf(person, this.portray));
    this.#portraits.set(person, portrait);
    return new Visitor([portrait]);
  }

  /** Once for each frame that the page has looked at: on a slow machine a person is as slow. */
  async #hear(yaw: number | null): Promise<void> {
    const visitor = this.#visitor;
    if (!visitor || this.#isReading) return;
    this.#isReading = true;
    this.#guidance = guidanceOf(await this.sentence().catch(() => '')) ?? this.#guidance;
    this.#isReading = false;
    visitor.hear({ guidance: this.#guidance, taken: 0, yaw });
  }

  async #perform(visitor: Visitor): Promise<void> {
    while (this.#visitor === visitor) {
      this.camera.show(visitor.look(), true);
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
