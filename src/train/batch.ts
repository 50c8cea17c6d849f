import type { Parameters } from '../encoder/parameters.js';
import { type EncoderPlan, planEncoder } from '../encoder/plan.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import { aligned, type BufferSpec, bufferSpec, type Slice, tensor } from '../gpu/tensor.js';
import * as gather from '../ops/gather.js';

export interface BatchOptions {
  /** Pictures in a batch. */
  readonly rows: number;
  /** Most pieces in which it goes through the encoder; fewer where pieces of ⌈rows / pieces⌉ rows cover the batch earlier. */
  readonly pieces: number;
  /** Pictures in the feature bank on the device; 0: the host sends the features of each batch. */
  readonly bankRows: number;
  readonly recompute: boolean;
  /** Rows at the end of the batch that are to stay near a target; default 0. */
  readonly targeted?: number;
}

/**
 * A batch on its way through the encoder. Triplets need the embeddings of the whole batch, but its activations need not be
 * in memory together: with several pieces the first forward leaves only embeddings, and each piece goes forward once more
 * right before its backward; gradients add up (L. Gao et al., 2021, arXiv:2101.06983). With one piece nothing is done twice.
 */
export interface BatchPlan {
  readonly encoder: EncoderPlan;
  /** Features of all pictures, [bankRows, width]; undefined without a bank. */
  readonly bank: Slice | undefined;
  /** Without a bank: where the features of each piece go, [rows of a piece, width]. */
  readonly sent: readonly Slice[];
  /** Rows of the bank that make up the batch, piece by piece from `indices[piece].offset` on, then the labels and the targets: one write a step. */
  readonly batch: BufferSpec;
  readonly indices: readonly Slice[];
  readonly labels: Slice;
  /** [targeted] which target belongs to each of the last rows; empty without any. */
  readonly targets: Slice;
  /** [rows, width] */
  readonly embeddings: Slice;
  readonly dEmbeddings: Slice;
  readonly buffers: readonly BufferSpec[];
  recordForward(recorder: Recorder): void;
  recordBackward(recorder: Recorder): void;
  /** Dispatches that draw random numbers, and the piece for which they do. */
  readonly drawing: ReadonlyMap<Dispatch, number>;
}

export function planBatch(
  parameters: Parameters,
  gradients: BufferSpec,
  { rows, pieces: most, bankRows, recompute, targeted = 0 }: BatchOptions,
): BatchPlan {
  const { inputWidth, outputWidth } = parameters.graph;
  const pieceRows = Math.ceil(rows / most);
  const pieces = Math.ceil(rows / pieceRows);
  const encoder = planEncoder(parameters, { rows: pieceRows, gradients, recompute });
  const whole = pieces === 1;
  const bank = bankRows > 0 ? tensor('feature bank', bankRows * inputWidth) : undefined;
  const each = Array.from({ length: pieces }, (_, piece) => piece);
  const firstLabel = pieces * aligned(pieceRows);
  const firstTarget = firstLabel + aligned(rows);
  const batch = bufferSpec('batch', firstTarget + aligned(targeted), 'u32');
  const indices = each.map((piece) => ({ buffer: batch, offset: piece * aligned(pieceRows), length: pieceRows }));
  const labels = { buffer: batch, offset: firstLabel, length: rows };
  const targets = { buffer: batch, offset: firstTarget, length: targeted };
  const ownInputs = !bank && !whole;
  const sent = bank
    ? []
    : each.map((piece) => (whole ? encoder.input : tensor(`features of piece ${piece}`, pieceRows * inputWidth)));
  const embeddings = whole ? encoder.output : tensor('embeddings', rows * outputWidth);
  const dEmbeddings = whole ? encoder.dOutput : tensor('d embeddings', rows * outputWidth);
  const drawing = new Map<Dispatch, number>();

  const recordPiece = (recorder: Recorder, piece: number) => {
    const first = recorder.commands.length;
    if (bank) {
      const buffers = { bank, indices: indices[piece]!, y: encoder.input };
      gather.forward(recorder, buffers, { rows: pieceRows, width: inputWidth, count: bankRows });
    } else if (ownInputs) recorder.copy(sent[piece]!, encoder.input);
    encoder.recordForward(recorder);
    noteDrawing(recorder, first, piece);
  };
  const noteDrawing = (recorder: Recorder, first: number, piece: number) => {
    for (const command of recorder.commands.slice(first)) {
      if (command.type === 'dispatch' && 'seed' in command.kernel.params) drawing.set(command, piece);
    }
  };
  /** The rows of a piece, in the batch and in the encoder; the last piece may be short. */
  const partOf = (piece: number, ofBatch: Slice, ofEncoder: Slice) => {
    const count = Math.min(pieceRows, rows - piece * pieceRows);
    const length = count * outputWidth;
    return [
      { ...ofBatch, offset: ofBatch.offset + piece * pieceRows * outputWidth, length },
      { ...ofEncoder, length },
    ] as const;
  };

  return {
    encoder,
    bank,
    sent,
    batch,
    indices,
    labels,
    targets,
    embeddings,
    dEmbeddings,
    drawing,
    buffers: [
      batch,
      ...encoder.buffers,
      ...(bank ? [bank.buffer] : []),
      ...(ownInputs ? sent.map(({ buffer }) => buffer) : []),
      ...(whole ? [] : [embeddings.buffer, dEmbeddings.buffer]),
    ],
    recordForward(recorder) {
      for (const piece of each) {
        recordPiece(recorder, piece);
        if (whole) continue;
        const [inBatch, inEncoder] = partOf(piece, embeddings, encoder.output);
        recorder.copy(inEncoder, inBatch);
      }
    },
    recordBackward(recorder) {
      for (const piece of each) {
        if (!whole) {
          recordPiece(recorder, piece);
          const [inBatch, inEncoder] = partOf(piece, dEmbeddings, encoder.dOutput);
          // Rows that fill up the last piece have no gradient.
          if (inEncoder.length < encoder.dOutput.length) recorder.clear(encoder.dOutput);
          recorder.copy(inBatch, inEncoder);
        }
        const first = recorder.commands.length;
        encoder.recordBackward(recorder);
        noteDrawing(recorder, first, piece);
      }
    },
  };
}
