import type { ResolvedNode } from '../../encoder/graph.js';
import type { Order, Writer } from './writer.js';

/** Writes one node of ours; returns the ONNX tensor that holds its output, and in which order. */
export type Exporter = (writer: Writer, node: ResolvedNode) => readonly [tensor: string, order: Order];

export type Exporters = Readonly<Record<string, Exporter>>;
