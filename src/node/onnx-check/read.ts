import { type OnnxModel, readOnnx } from '../../onnx/read.js';

/** Operators that mean the same in the operator sets from 1 or 6 to 9. Their test cases state the set that brought them. */
const UNCHANGED = new Set(
  'Elu GlobalAveragePool GlobalMaxPool HardSigmoid InstanceNormalization Selu Softplus'.split(' '),
);

/** A `ModelProto` with nothing but operator set 9. Two messages behind one another are one, and the later one counts. */
const OPSET_9 = [0x42, 2, 0x10, 9];

/** Reads a case's model. One of an older operator set is read as of 9 where that makes no difference. */
export function readCaseModel(bytes: Uint8Array): OnnxModel {
  try {
    return readOnnx(bytes);
  } catch (error) {
    const raised = readOnnx(Uint8Array.from([...bytes, ...OPSET_9]));
    if (raised.graph.nodes.every(({ op }) => UNCHANGED.has(op))) return raised;
    throw error;
  }
}
