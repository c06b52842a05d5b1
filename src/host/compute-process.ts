export type { ComputeProcess } from '../platform/process/compute-process'
