export { CONDITIONS } from '../kiosk/conditions.js';
export { measureTails } from './measure.js';
export { formatTails } from './table.js';
