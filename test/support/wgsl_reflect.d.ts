// The package's own entry for Node is CommonJS under an ESM package.json and cannot be imported; this one can.
declare module 'wgsl_reflect/wgsl_reflect.module.js' {
  export * from 'wgsl_reflect';
}
