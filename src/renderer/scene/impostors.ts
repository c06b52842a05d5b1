/** The two impostor meshes: all spheres in one draw, all cylinders in another. Buffers only grow. */
import { BoxGeometry, CustomBlending, Color, FrontSide, InstancedBufferAttribute, InstancedBufferGeometry, InstancedInterleavedBuffer, InterleavedBufferAttribute, Mesh, OneFactor, PlaneGeometry, ShaderMaterial, Vector2, ZeroFactor, type BufferGeometry, type IUniform } from 'three'
import { CYLINDER_FRAGMENT, CYLINDER_VERTEX, SPHERE_FRAGMENT, SPHERE_VERTEX } from './impostor-shaders'
import { OCCLUSION_SIZE } from './occlusion'
import type { BondPack } from './pack'

export interface SceneUniforms {
  readonly background: IUniform<Color>
  readonly accent: IUniform<Color>
  readonly alarm: IUniform<Color>
  readonly cueRange: IUniform<Vector2>
  readonly cue: IUniform<number>
  readonly smoothEdges: IUniform<boolean>
  /** Å; 0 draws none */
  readonly outline: IUniform<number>
  readonly ink: IUniform<Color>
  /** strength of ambient occlusion; 0 draws none */
  readonly occlusion: IUniform<number>
}

/** One set shared by all impostors of a scene. Colours are sRGB as given: the shaders write them unconverted. */
export const sceneUniforms = (): SceneUniforms => ({
  background: { value: new Color(1, 1, 1) },
  accent: { value: new Color(0, 0.5, 0.5) },
  alarm: { value: new Color(0.85, 0.3, 0) },
  cueRange: { value: new Vector2(0, 1) },
  cue: { value: 0.3 },
  smoothEdges: { value: false },
  outline: { value: 0 },
  ink: { value: new Color(0, 0, 0) },
  occlusion: { value: 0 },
})

/** A ghost is blended over what lies behind it, and hides no other ghost. */
function ghostMaterial(vertexShader: string, fragmentShader: string, uniforms: SceneUniforms): ShaderMaterial {
  return new ShaderMaterial({ vertexShader, fragmentShader, uniforms: { ...uniforms, outline: { value: 0 }, occlusion: { value: 0 } }, defines: { GHOST: '' }, transparent: true, depthWrite: false })
}

function material(vertexShader: string, fragmentShader: string, uniforms: SceneUniforms, smooth: boolean): ShaderMaterial {
  // With alpha to coverage the alpha of an edge is its share of samples: the canvas's own alpha must stay what it was.
  const edges = smooth ? { alphaToCoverage: true, blending: CustomBlending, blendSrc: OneFactor, blendDst: ZeroFactor, blendSrcAlpha: ZeroFactor, blendDstAlpha: OneFactor } : {}
  return new ShaderMaterial({ vertexShader, fragmentShader, uniforms: { ...uniforms }, ...edges })
}

/** A geometry whose instances are read from `base`'s vertices and the attributes set later. */
function instanced(base: BufferGeometry): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry()
  geometry.index = base.index
  geometry.setAttribute('position', base.getAttribute('position'))
  geometry.instanceCount = 0
  return geometry
}

/** Copies data into an instance attribute, making a longer one only when it does not fit. */
function put(geometry: InstancedBufferGeometry, name: string, data: Float32Array | Uint8Array, itemSize: number): void {
  const have = geometry.getAttribute(name) as InstancedBufferAttribute | undefined
  if (have && have.array.length >= data.length) {
    have.array.set(data)
    have.clearUpdateRanges()
    have.addUpdateRange(0, data.length)
    have.needsUpdate = true
    return
  }
  const room = Math.ceil((data.length * 1.5) / itemSize) * itemSize
  const array = data instanceof Uint8Array ? new Uint8Array(room) : new Float32Array(room)
  array.set(data)
  geometry.setAttribute(name, new InstancedBufferAttribute(array, itemSize, data instanceof Uint8Array))
  // three.js remembers how many instances the first attribute had room for, and would draw no more
  Object.assign(geometry, { _maxInstanceCount: undefined })
}

/** [12m] what neighbours take from each instance (scene/occlusion.ts), as three vec4. */
function putOcclusion(geometry: InstancedBufferGeometry, taken: Float32Array): void {
  const have = geometry.getAttribute('takenA') as InterleavedBufferAttribute | undefined
  if (have && have.data.array.length >= taken.length) {
    have.data.array.set(taken)
    have.data.clearUpdateRanges()
    have.data.addUpdateRange(0, taken.length)
    have.data.needsUpdate = true
    return
  }
  const array = new Float32Array(Math.ceil((taken.length * 1.5) / OCCLUSION_SIZE) * OCCLUSION_SIZE)
  array.set(taken)
  const data = new InstancedInterleavedBuffer(array, OCCLUSION_SIZE)
  for (const [k, name] of ['takenA', 'takenB', 'takenC'].entries()) geometry.setAttribute(name, new InterleavedBufferAttribute(data, 4, 4 * k))
  Object.assign(geometry, { _maxInstanceCount: undefined })
}

export class Spheres {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>

  constructor(uniforms: SceneUniforms, smooth: boolean, ghost = false) {
    this.mesh = new Mesh(instanced(new PlaneGeometry(2, 2)), ghost ? ghostMaterial(SPHERE_VERTEX, SPHERE_FRAGMENT, uniforms) : material(SPHERE_VERTEX, SPHERE_FRAGMENT, uniforms, smooth))
    this.mesh.frustumCulled = false
  }

  /** [4m] centres and radii */
  setSpheres(spheres: Float32Array, count: number): void {
    put(this.mesh.geometry, 'sphere', spheres.subarray(0, 4 * count), 4)
    this.mesh.geometry.instanceCount = count
  }

  /** [4m] colours and flags */
  setTints(tints: Uint8Array): void {
    put(this.mesh.geometry, 'tint', tints, 4)
  }

  /** [12m], where the scene's occlusion is on */
  setOcclusion(taken: Float32Array): void {
    putOcclusion(this.mesh.geometry, taken)
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}

export class Cylinders {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>

  /** `lit`: in full light wherever it lies, as arrows and lines of measurement are */
  constructor(uniforms: SceneUniforms, { ghost = false, lit = false } = {}) {
    const own = lit ? { ...uniforms, occlusion: { value: 0 } } : uniforms
    const box = new BoxGeometry(2, 2, 1).translate(0, 0, 0.5)
    this.mesh = new Mesh(instanced(box), ghost ? ghostMaterial(CYLINDER_VERTEX, CYLINDER_FRAGMENT, own) : material(CYLINDER_VERTEX, CYLINDER_FRAGMENT, own, false))
    this.mesh.material.side = FrontSide
    this.mesh.frustumCulled = false
  }

  set({ ends, tints }: BondPack): void {
    const count = ends.length / 8
    const half = <T extends Float32Array | Uint8Array>(data: T, make: (n: number) => T, side: 0 | 1): T => {
      const out = make(4 * count)
      for (let q = 0; q < count; q++) out.set(data.subarray(8 * q + 4 * side, 8 * q + 4 * side + 4), 4 * q)
      return out
    }
    put(this.mesh.geometry, 'start', half(ends, (n) => new Float32Array(n), 0), 4)
    put(this.mesh.geometry, 'finish', half(ends, (n) => new Float32Array(n), 1), 4)
    put(this.mesh.geometry, 'tintA', half(tints, (n) => new Uint8Array(n), 0), 4)
    put(this.mesh.geometry, 'tintB', half(tints, (n) => new Uint8Array(n), 1), 4)
    // bonds that came while the occlusion of the others is shown are in full light until theirs is known
    const taken = this.mesh.geometry.getAttribute('takenA') as InterleavedBufferAttribute | undefined
    if (taken && taken.data.count < count) putOcclusion(this.mesh.geometry, new Float32Array(OCCLUSION_SIZE * count))
    this.mesh.geometry.instanceCount = count
  }

  /** [12m], where the scene's occlusion is on */
  setOcclusion(taken: Float32Array): void {
    putOcclusion(this.mesh.geometry, taken)
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}
