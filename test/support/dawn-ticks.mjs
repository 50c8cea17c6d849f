// While a promise of Dawn is pending, it queues its look for news with `setImmediate` again and again, which takes a whole core. The
// workers of the tests share the cores with each other and with the software adapters, so in them that look comes once a millisecond.
const { setImmediate } = globalThis;
const isNative = (callback) => callback.name === '' && String(callback) === 'function () { [native code] }';

globalThis.setImmediate = Object.defineProperties(
  (callback, ...rest) => (isNative(callback) ? setTimeout(callback, 1) : setImmediate(callback, ...rest)),
  Object.getOwnPropertyDescriptors(setImmediate),
);
