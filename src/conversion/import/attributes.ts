import type { OnnxAttribute } from '../../onnx/attribute.js';
import type { OnnxTensor } from '../../onnx/tensor.js';
import { refuse } from './refusal.js';

type Named = ReadonlyMap<string, OnnxAttribute>;

/** The kinds that the operators here have. */
interface Values {
  readonly int: number;
  readonly float: number;
  readonly string: string;
  readonly ints: readonly number[];
  readonly floats: readonly number[];
  readonly tensor: OnnxTensor;
}

/** Reads a node's attributes. One of another kind than ONNX says is refused. */
export class OnnxAttributes {
  constructor(private readonly attributes: Named) {}

  has(name: string): boolean {
    return this.attributes.has(name);
  }

  integer<Fallback>(name: string, fallback: Fallback): number | Fallback {
    return this.#read(name, 'int') ?? fallback;
  }

  float<Fallback>(name: string, fallback: Fallback): number | Fallback {
    return this.#read(name, 'float') ?? fallback;
  }

  text<Fallback>(name: string, fallback: Fallback): string | Fallback {
    return this.#read(name, 'string') ?? fallback;
  }

  integers<Fallback>(name: string, fallback: Fallback): readonly number[] | Fallback {
    return this.#read(name, 'ints') ?? fallback;
  }

  floats<Fallback>(name: string, fallback: Fallback): readonly number[] | Fallback {
    return this.#read(name, 'floats') ?? fallback;
  }

  tensor<Fallback>(name: string, fallback: Fallback): OnnxTensor | Fallback {
    return this.#read(name, 'tensor') ?? fallback;
  }

  #read<Kind extends keyof Values>(name: string, kind: Kind): Values[Kind] | undefined {
    const attribute = this.attributes.get(name);
    if (attribute === undefined) return undefined;
    if (attribute.kind !== kind) refuse(`has an attribute ${name} of the kind ${attribute.kind}, expected ${kind}`);
    return attribute.value as Values[Kind];
  }
}
