export { measureTails } from './measure.js';
export { formatTails } from './table.js';
