import { Cpu } from '../../src/cpu/backend.js';
import { createRandom } from '../../src/cpu/random.js';
import { twins } from '../../src/cpu/twins.js';
import { type Graph, resolveGraph } from '../../src/encoder/graph.js';
import { Parameters } from '../../src/encoder/parameters.js';
import { planEncoder } from '../../src/encoder/plan.js';
import { Recorder } from '../../src/gpu/recorder.js';

/** An encoder's parameters as its initialisers make them, by name. */
export function startingValues(graph: Graph, seed = 1): (name: string) => Float32Array {
  const parameters = new Parameters(resolveGraph(graph));
  const vector = parameters.initialise(createRandom(seed));
  return (name) => {
    const { offset, length } = parameters.slice(name);
    return vector.slice(offset, offset + length);
  };
}

/** What inference on the f64 twins makes of `rows` rows. */
export async function infer(
  graph: Graph,
  values: (name: string) => Float32Array | Float64Array,
  input: ArrayLike<number>,
  rows: number,
): Promise<Float64Array> {
  const parameters = new Parameters(resolveGraph(graph));
  const plan = planEncoder(parameters, { rows });
  const cpu = new Cpu(twins, 'f64');
  cpu.allocate([...plan.buffers, parameters.buffer]);
  for (const { name } of parameters.graph.parameters) cpu.write(parameters.slice(name), values(name));
  cpu.write(plan.input, Float64Array.from(input));
  const recorder = new Recorder(cpu);
  plan.recordForward(recorder);
  const program = await cpu.compile('infer', recorder.commands);
  program.run();
  return (await cpu.read(plan.output)) as Float64Array;
}
