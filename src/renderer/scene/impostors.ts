/** The two impostor meshes: all spheres in one draw, all cylinders in another. Buffers only grow. */
import { BoxGeometry, CustomBlending, Color, FrontSide, InstancedBufferAttribute, InstancedBufferGeometry, Mesh, OneFactor, PlaneGeometry, ShaderMaterial, Vector2, ZeroFactor, type BufferGeometry, type IUniform } from 'three'
import { CYLINDER_FRAGMENT, CYLINDER_VERTEX, SPHERE_FRAGMENT, SPHERE_VERTEX } from './impostor-shaders'
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
})

/** A ghost is blended over what lies behind it, and hides no other ghost. */
function ghostMaterial(vertexShader: string, fragmentShader: string, uniforms: SceneUniforms): ShaderMaterial {
  return new ShaderMaterial({ vertexShader, fragmentShader, uniforms: { ...uniforms, outline: { value: 0 } }, defines: { GHOST: '' }, transparent: true, depthWrite: false })
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

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}

export class Cylinders {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>

  constructor(uniforms: SceneUniforms, ghost = false) {
    const box = new BoxGeometry(2, 2, 1).translate(0, 0, 0.5)
    this.mesh = new Mesh(instanced(box), ghost ? ghostMaterial(CYLINDER_VERTEX, CYLINDER_FRAGMENT, uniforms) : material(CYLINDER_VERTEX, CYLINDER_FRAGMENT, uniforms, false))
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
    this.mesh.geometry.instanceCount = count
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}
