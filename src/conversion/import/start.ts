import type { OnnxNode } from '../../onnx/graph.js';
import type { OnnxModel } from '../../onnx/read.js';
import { splitModel } from '../../onnx/split.js';
import { splitPoints } from '../../onnx/split-points.js';

/**
 * The first tensor behind `failed` behind which the model can be trained: every path goes through it, and all that follows can
 * be imported. Undefined if there is none.
 * @param failure the node of a model that cannot be imported, or undefined.
 */
export function nearestStart(
  model: OnnxModel,
  failed: OnnxNode,
  failure: (model: OnnxModel) => OnnxNode | undefined,
): string | undefined {
  const places = new Map(
    model.graph.nodes.flatMap(({ outputs }, place) => outputs.map((name) => [name, place] as const)),
  );
  const placeOf = ({ outputs }: OnnxNode) => places.get(outputs[0] ?? '') ?? Number.POSITIVE_INFINITY;
  let last = placeOf(failed);
  for (const { tensor } of splitPoints(model)) {
    if (places.get(tensor)! < last) continue;
    const next = failure(splitModel(model, tensor).back);
    if (!next) return tensor;
    last = placeOf(next);
  }
  return undefined;
}
