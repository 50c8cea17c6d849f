import { KinfoldError } from '../errors.js';

/** Nodes, tensors and stated shapes of one file together: several times those of the largest networks that are run in a browser. */
const MAX_ITEMS = 32_768;

/** Axes of a tensor; runtimes take fewer. */
const MAX_RANK = 32;

/** Small files may unpack to more than twice their size. */
const SPARE_BYTES = 65_536;

/** Bytes of one number in a list. */
const NUMBER_BYTES = 8;

/**
 * What reading one file may take, so that no file costs more memory than twice its size: packed integers of one byte would unpack
 * to eight, and an empty message of two bytes to an object of hundreds.
 */
export class Limits {
  private bytes: number;
  private items = MAX_ITEMS;

  constructor(fileBytes: number) {
    this.bytes = 2 * fileBytes + SPARE_BYTES;
  }

  /** Takes `bytes` of what the file may unpack to. @throws `onnx-unsupported` if it is more than is left. */
  allocate(bytes: number): void {
    this.bytes -= bytes;
    if (this.bytes < 0) {
      throw unsupported('the file unpacks to more than twice its size', 'save its tensors as raw data');
    }
  }

  /** Takes room for `count` numbers or names of a list. */
  list(count: number): void {
    this.allocate(NUMBER_BYTES * count);
  }

  /** Takes one node, tensor or stated shape. */
  item(): void {
    this.items--;
    if (this.items < 0) throw unsupported(`the file has more than ${MAX_ITEMS} nodes and tensors`, 'split the model');
  }

  /** Refuses a shape of more axes than any tensor has. */
  static rank(axes: number): void {
    if (axes > MAX_RANK) throw unsupported(`a tensor has more than ${MAX_RANK} axes`, 'export it with fewer');
  }
}

const unsupported = (got: string, cure: string) =>
  new KinfoldError('onnx-unsupported', `readOnnx: ${got}, which Kinfold does not read; ${cure}`);
