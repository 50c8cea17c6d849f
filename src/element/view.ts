import { styleSheet } from './style.js';

/** How the ring and the sentence look. */
export type Tone = 'calm' | 'looking' | 'good' | 'bad';

/** A button below the picture. */
export interface Action {
  readonly label: string;
  readonly onPress: () => void;
  /** Greys it out; it keeps the focus. */
  readonly isInactive?: boolean;
}

/** What an element shows at one moment. */
export interface Shown {
  readonly tone: Tone;
  /** 0..1 of the ring. */
  readonly progress: number;
  readonly sentence: string;
  /** The first is the one that most people want. */
  readonly actions: readonly Action[];
}

const SVG = 'http://www.w3.org/2000/svg';

/** An oval in a field of 400 × 300, drawn from the top clockwise. */
const OVAL = 'M200 32a88 118 0 0 1 0 236a88 118 0 0 1 0 -236';

/** The shadow tree of an element: the camera's picture like a mirror, a ring round where the face belongs, a sentence, buttons. */
export class View {
  readonly video = part('video', 'video');
  readonly #stage = part('div', 'stage');
  readonly #progress: SVGElement;
  readonly #sentence = part('p', 'sentence');
  readonly #actions = part('div', 'actions');

  constructor(root: ShadowRoot) {
    root.adoptedStyleSheets = [styleSheet()];
    Object.assign(this.video, { muted: true, playsInline: true });
    // Told politely, and once: a sentence that stays is not set again.
    this.#sentence.role = 'status';
    const ring = drawing('svg', 'ring', { viewBox: '0 0 400 300', 'aria-hidden': 'true' });
    this.#progress = drawing('path', 'progress', { d: OVAL, pathLength: '100' });
    ring.append(drawing('path', 'track', { d: OVAL }), this.#progress);
    this.#stage.append(this.video, ring);
    root.append(this.#stage, this.#sentence, this.#actions);
  }

  show({ tone, progress, sentence, actions }: Shown): void {
    this.#stage.dataset['tone'] = tone;
    // A dash of no length still has round ends.
    this.#progress.setAttribute('visibility', progress > 0 ? 'visible' : 'hidden');
    this.#progress.setAttribute('stroke-dasharray', `${Math.min(1, progress) * 100} 100`);
    if (this.#sentence.textContent !== sentence) this.#sentence.textContent = sentence;
    const buttons = this.#actions.querySelectorAll('button');
    for (const [at, action] of actions.entries()) this.#press(buttons[at], action, at);
    for (const button of [...buttons].slice(actions.length)) button.remove();
  }

  /** Buttons are used again, so that whoever has pressed one with a key keeps the focus. */
  #press(button: HTMLButtonElement | undefined, { label, onPress, isInactive = false }: Action, at: number): void {
    const pressed = button ?? part('button', 'button');
    if (!button) this.#actions.append(pressed);
    pressed.type = 'button';
    pressed.classList.toggle('primary', at === 0);
    pressed.part.toggle('primary', at === 0);
    if (pressed.textContent !== label) pressed.textContent = label;
    pressed.ariaDisabled = isInactive ? 'true' : null;
    pressed.onclick = isInactive ? null : onPress;
  }
}

function part<Tag extends 'div' | 'p' | 'video' | 'button'>(tag: Tag, name: string): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.className = name;
  element.part.add(name);
  return element;
}

function drawing(tag: 'svg' | 'path', name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries({ class: name, part: name, ...attributes })) {
    element.setAttribute(key, value);
  }
  return element;
}
