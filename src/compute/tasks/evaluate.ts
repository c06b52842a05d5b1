/** Energy, forces and, when asked for, latents of one structure. */
import type { EvaluationData } from '../../contract/compute-api'
import type { Potential } from '../../domain/potentials/potential'
import type { Structure } from '../../domain/structure/structure'

export async function evaluate(potential: Potential, { structure, latents }: { readonly structure: Structure; readonly latents: boolean }): Promise<EvaluationData> {
  const [evaluation] = await potential.evaluate([structure], { latents })
  return { energy: evaluation!.energy, forces: evaluation!.forces, latents: (latents && evaluation!.latents) || new Float32Array(0), latentDim: latents ? potential.latentDim : 0 }
}
