/** The cones of force and displacement arrows; their shafts are impostor cylinders. One draw. */
import { ConeGeometry, InstancedMesh, Matrix4, Quaternion, ShaderMaterial, Vector3, type Color, type IUniform } from 'three'
import type { Arrow } from './atom-values'

const VERTEX = /* glsl */ `
  varying vec3 vNormal;
  void main() {
    vNormal = normalize(mat3(modelViewMatrix) * mat3(instanceMatrix) * normal);
    gl_Position = projectionMatrix * modelViewMatrix * instanceMatrix * vec4(position, 1.0);
  }
`
const FRAGMENT = /* glsl */ `
  uniform vec3 accent;
  varying vec3 vNormal;
  void main() {
    gl_FragColor = vec4(accent * (0.62 + 0.38 * max(normalize(vNormal).z, 0.0)), 1.0);
  }
`
export const SHAFT_RADIUS = 0.075
const HEAD_LENGTH = 0.34
export const HEAD_RADIUS = 0.19
const UP = new Vector3(0, 1, 0)

/** How much of an arrow is head: all of a very short one. */
export const headLength = (length: number): number => Math.min(HEAD_LENGTH, 0.6 * length)

/** How wide the head of an arrow of this length is, as a share of a full one. */
export const headScale = (length: number): number => headLength(length) / HEAD_LENGTH

/** A mesh of cones for these arrows; the caller disposes of it. */
export function arrowHeads(arrows: readonly Arrow[], accent: IUniform<Color>): InstancedMesh {
  const mesh = new InstancedMesh(new ConeGeometry(HEAD_RADIUS, 1, 18).translate(0, -0.5, 0), new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms: { accent } }), Math.max(1, arrows.length))
  mesh.count = arrows.length
  mesh.frustumCulled = false
  const matrix = new Matrix4()
  arrows.forEach(({ from, vector }, k) => {
    const v = new Vector3(...vector)
    const length = v.length()
    const head = headLength(length)
    const scale = headScale(length)
    matrix.compose(new Vector3(...from).add(v), new Quaternion().setFromUnitVectors(UP, v.clone().normalize()), new Vector3(scale, head, scale))
    mesh.setMatrixAt(k, matrix)
  })
  return mesh
}
