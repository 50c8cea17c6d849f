// No such index: a pair without a triplet, a place without a template.
const NONE = 0xffffffffu;
