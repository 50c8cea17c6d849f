import type { Engine } from 'kinfold';
import { type Evaluation, evaluate, pairDistances } from 'kinfold/core';
import type { Probe } from '../samples/views.js';

/** How well unseen pictures are told apart and recognised; fractions, and squared distances. */
export interface Figures {
  readonly verification: Evaluation;
  readonly meanSame: number;
  readonly meanDifferent: number;
  /** Pictures of enrolled people by what they were called. */
  readonly known: { readonly right: number; readonly wrong: number; readonly unknown: number };
  /** Pictures of strangers that got a name, and all of them. */
  readonly strangers: { readonly named: number; readonly all: number };
}

export async function measure(engine: Engine, probes: readonly Probe[]): Promise<Figures> {
  const known = probes.filter(({ identity }) => identity !== null);
  const embeddings = await engine.embed(known.map(({ pixels }) => pixels));
  const names = [...new Set(known.map(({ identity }) => identity))];
  const labels = Uint32Array.from(known, ({ identity }) => names.indexOf(identity));
  const flat = Float32Array.from(embeddings.flatMap((embedding) => [...embedding]));
  const { genuine, impostor } = pairDistances(flat, labels);
  const answers = await Promise.all(probes.map(({ pixels }) => engine.identify(pixels)));
  const count = (isCounted: (wanted: string | null, got: string | null) => boolean) =>
    answers.filter(({ identity }, index) => isCounted(probes[index]!.identity, identity)).length;
  return {
    verification: evaluate(flat, labels),
    meanSame: mean(genuine),
    meanDifferent: mean(impostor),
    known: {
      right: count((wanted, got) => wanted !== null && got === wanted),
      wrong: count((wanted, got) => wanted !== null && got !== null && got !== wanted),
      unknown: count((wanted, got) => wanted !== null && got === null),
    },
    strangers: {
      named: count((wanted, got) => wanted === null && got !== null),
      all: count((wanted) => wanted === null),
    },
  };
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
