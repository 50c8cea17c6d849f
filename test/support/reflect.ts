import { Var, type VariableInfo, WgslParser, WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';

export interface Reflected {
  readonly workgroupSize: readonly number[];
  /** Everything bound, by group and binding. */
  readonly groups: readonly (readonly VariableInfo[])[];
  /** Bytes of all `var<workgroup>` together. */
  readonly workgroupBytes: number;
}

/** wgsl_reflect 1.6 takes `block` for a keyword; WGSL does not reserve it. */
export function forWgslReflect(code: string): string {
  return code.replace(/\bblock\b/g, 'block_');
}

/** What wgsl_reflect reads out of a shader, at the overrides' defaults. */
export function reflect(code: string): Reflected {
  const text = forWgslReflect(code);
  const shader = new WgslReflect(text);
  const entries = shader.entry.compute;
  const [entry] = entries;
  if (entries.length !== 1 || entry?.name !== 'main') throw new Error(`expected one entry point named main`);
  let workgroupBytes = 0;
  for (const statement of new WgslParser().parse(text)) {
    if (!(statement instanceof Var) || statement.storage !== 'workgroup') continue;
    const bytes = statement.type ? shader.getTypeInfo(statement.type, null).size : 0;
    if (!(bytes > 0)) throw new Error(`${statement.name}: no size`);
    workgroupBytes += bytes;
  }
  return { workgroupSize: entry.workgroupSize ?? [], groups: shader.getBindGroups(), workgroupBytes };
}
