export { MAX_FILE_BYTES, type ReadFileOptions, readStructureBytes, readStructureFile } from './read-structures'
