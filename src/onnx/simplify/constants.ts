import type { OnnxAttribute } from '../attribute.js';
import { floatTensor, int64Tensor } from '../build.js';
import type { OnnxGraph, OnnxNode } from '../graph.js';
import type { OnnxTensor } from '../tensor.js';

/** Makes initialisers of Constant nodes, but for those that are outputs of the graph and those that hold text. */
export function liftConstants(graph: OnnxGraph): OnnxGraph {
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const lifted: OnnxTensor[] = [];
  const nodes = graph.nodes.filter((node) => {
    const tensor = constantOf(node);
    if (!tensor || outputs.has(tensor.name)) return true;
    lifted.push(tensor);
    return false;
  });
  return { ...graph, nodes, initialisers: [...graph.initialisers, ...lifted] };
}

function constantOf({ op, domain, outputs, attributes }: OnnxNode): OnnxTensor | undefined {
  const name = outputs[0];
  if (op !== 'Constant' || domain !== '' || outputs.length !== 1 || !name || attributes.size !== 1) return undefined;
  const [[key, attribute]] = attributes as unknown as [[string, OnnxAttribute]];
  if (key === 'value' && attribute.kind === 'tensor') return { ...attribute.value, name };
  if (key === 'value_float' && attribute.kind === 'float') return floatTensor(name, [], [attribute.value]);
  if (key === 'value_floats' && attribute.kind === 'floats') {
    return floatTensor(name, [attribute.value.length], attribute.value);
  }
  const integers = key === 'value_int' || key === 'value_ints' ? attribute : undefined;
  // Larger ones have been rounded when they were read.
  if (integers?.kind === 'int' && Number.isSafeInteger(integers.value)) return int64Tensor(name, [], [integers.value]);
  if (integers?.kind === 'ints' && integers.value.every(Number.isSafeInteger)) {
    return int64Tensor(name, [integers.value.length], integers.value);
  }
  return undefined;
}
