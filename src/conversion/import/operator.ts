import type { NodeCall, Value } from './node-call.js';

/** Imports one ONNX operator: adds nodes and gives the node's first output. Throws a `Refusal` for a form that is not supported. */
export type Operator = (call: NodeCall) => Value;

export type Operators = Readonly<Record<string, Operator>>;
