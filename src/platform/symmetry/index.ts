export { loadSymmetryFinder } from './finder'
export { loadSpaceGroups } from './space-groups'
