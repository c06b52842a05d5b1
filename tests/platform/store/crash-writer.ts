/** Finishes configurations one after the other, tells its parent after each commit, and stands still at the barrier it was given. */
import { encodeTrajectory } from '../../../src/platform/store/blobs'
import { openProject } from '../../../src/platform/store/project-store'
import { at, placed, result, structure, trajectory } from './fixtures'

const [, , path, barrier] = process.argv
const store = openProject(path!, 'open', { name: 'x', at })
const data = await encodeTrajectory(trajectory, structure())
const tell = (commits: number): void => void process.send!(commits)
const stand = (): Promise<never> => new Promise(() => setInterval(() => undefined, 1000))

for (let commits = 0; ; commits++) {
  tell(commits)
  if (String(commits) === barrier) await stand()
  const k = commits % 8
  store.finish('run-1', placed(k).id, { result: result(-k - 1), final: structure(), forces: new Float64Array(9), trajectory: { frames: trajectory.frames, data } })
  await new Promise((resolve) => setImmediate(resolve))
}
