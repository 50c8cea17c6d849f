export { CONDITIONS } from './conditions.js';
export { measureKiosk } from './measure.js';
export { formatKiosk } from './table.js';
