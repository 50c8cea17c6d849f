import { CallExpr, detectRaces, MemoryTracker, ResourceType, TypedData } from 'wgsl_reflect/wgsl_reflect.module.js';
import { type Kernel, packParams } from '../../src/gpu/kernel.js';
import { numbers } from './random.js';
import { forWgslReflect, reflect } from './reflect.js';

/** One small dispatch of a kernel. Every buffer has `WORDS` words: f32 in [−1, 1], u32 in 0 … 3, but for `data`. */
export interface RaceSample {
  readonly params: Readonly<Record<string, number>>;
  readonly groups: readonly [number, number, number];
  readonly overrides: Readonly<Record<string, number>>;
  /** First words of a buffer whose values decide where the kernel goes. */
  readonly data?: Readonly<Record<string, readonly number[]>>;
}

const WORDS = 1024;

// wgsl_reflect 1.6 keeps the value that a called function returned on the call's syntax node, which all invocations share:
// in lockstep every one of them reads what the last one returned. Here each invocation has its own.
let invocation = 0;
Object.defineProperty(MemoryTracker.prototype, 'currentInvocation', {
  get: () => invocation,
  set: (value: number) => {
    invocation = value;
  },
});
const returned = new WeakMap<CallExpr, Map<number, unknown>>();
Object.defineProperty(CallExpr.prototype, 'cachedReturnValue', {
  get(this: CallExpr) {
    return returned.get(this)?.get(invocation) ?? null;
  },
  set(this: CallExpr, value: unknown) {
    returned.set(this, (returned.get(this) ?? new Map()).set(invocation, value));
  },
});

// It also copies the whole buffer when one struct of an array is assigned to another place.
const { setData } = TypedData.prototype;
TypedData.prototype.setData = function (exec, value, typeInfo, offset, context) {
  const whole = !(value instanceof TypedData) || value.buffer.byteLength === typeInfo.size;
  const part = whole
    ? value
    : new TypedData(value.buffer.slice(value.offset, value.offset + typeInfo.size), value.typeInfo, 0, null);
  setData.call(this, exec, part, typeInfo, offset, context);
};

// And it does not know workgroupUniformLoad, which WGSL defines as a load between two barriers.
function spellOutUniformLoads(code: string): string {
  return code.replace(
    /return workgroupUniformLoad\(&(\w+)\);/g,
    'workgroupBarrier(); let loaded = $1; workgroupBarrier(); return loaded;',
  );
}

// And it does not construct values of an alias: the alias gives way to its type.
function spellOutAliases(code: string): string {
  return [...code.matchAll(/^alias (\w+) = (.+);$/gm)].reduce(
    (text, [line, name, type]) => text.replace(line, '').replace(new RegExp(`\\b${name}\\b`, 'g'), type!),
    code,
  );
}

// And it works out overrides that depend on others before it sets those: the values go into the text instead.
function withOverrides(code: string, overrides: RaceSample['overrides']): string {
  return Object.entries(overrides).reduce((text, [name, value]) => {
    const declaration = new RegExp(`override ${name}: u32 = [^;]+;`);
    if (!declaration.test(text)) throw new Error(`no override ${name}`);
    return text.replace(declaration, `override ${name}: u32 = ${value}u;`);
  }, code);
}

/** Every race and every barrier out of step that wgsl_reflect finds in the dispatch, and the buffers that it changed. */
export function findRaces(kernel: Kernel, { params, groups, overrides, data }: RaceSample, code = kernel.code) {
  const bound: Record<string, ArrayBufferView | { uniform: ArrayBuffer }> = {};
  const buffers = new Map<string, { readonly before: string; readonly content: Float32Array | Uint32Array }>();
  for (const variable of reflect(code).groups[0] ?? []) {
    if (variable.resourceType === ResourceType.Uniform) {
      const uniform = new ArrayBuffer(256);
      packParams(kernel, params, new DataView(uniform), 0);
      bound[variable.binding] = { uniform };
      continue;
    }
    const content =
      variable.format?.name === 'u32'
        ? Uint32Array.from({ length: WORDS }, (_, i) => i % 4)
        : Float32Array.from(numbers(variable.binding, WORDS));
    content.set(data?.[variable.name] ?? []);
    buffers.set(variable.name, { before: content.join(), content });
    bound[variable.binding] = content;
  }
  const text = withOverrides(spellOutAliases(spellOutUniformLoads(forWgslReflect(code))), overrides);
  const { races, errors } = detectRaces(text, 'main', [...groups], { 0: bound });
  const written = [...buffers].flatMap(([name, { before, content }]) => (content.join() === before ? [] : [name]));
  return { found: [...races.map((race) => race.message), ...errors], written };
}
