// Runs in Deno, whose WebGPU is wgpu with the naga compiler, as in Firefox. Reads [{ name, code }] as JSON from standard
// input; writes { adapter, shaders: [{ name, messages }] } where messages is every complaint about module or pipeline.
const shaders = await new Response(Deno.stdin.readable).json();
const adapter = await navigator.gpu.requestAdapter();
if (!adapter) throw new Error('Deno found no WebGPU adapter');
const device = await adapter.requestDevice();
const results = [];
for (const { name, code } of shaders) {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: name, code });
  const { messages } = await module.getCompilationInfo();
  device.createComputePipeline({ label: name, layout: 'auto', compute: { module, entryPoint: 'main' } });
  const refused = await device.popErrorScope();
  const told = messages.map((message) => `${message.type} ${message.lineNum}:${message.linePos} ${message.message}`);
  results.push({ name, messages: refused ? [...told, refused.message] : told });
}
console.log(JSON.stringify({ adapter: adapter.info.description, shaders: results }));
Deno.exit(0);
