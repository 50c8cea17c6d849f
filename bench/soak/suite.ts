export { grown } from './holdings.js';
export { formatSoak, soakHtml } from './report.js';
export { sampleDoor } from './sample-door.js';
export { soak } from './soak.js';
export { measureStages } from './stages.js';
export { formatStages } from './stages-table.js';
export { stubDoor } from './stub-door.js';
