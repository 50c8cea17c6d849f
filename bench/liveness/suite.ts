export { formatMotion, measureMotion } from './motion.js';
export { formatPassive, measurePassive } from './passive.js';
export { formatPresentations, measurePresentations } from './presentations.js';
