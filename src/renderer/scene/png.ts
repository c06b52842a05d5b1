/** A picture of the scene: four times the resolution of the screen, on a transparent ground. */
import type { Camera, Scene, WebGLRenderer } from 'three'
import type { SceneModel } from './scene-model'

/** Largest side that every WebGL 2 machine can be expected to draw. */
const MAX_SIDE = 8192

/** Renders at twice the wanted size and halves it: edges are smooth with a true alpha. */
export async function renderPng(gl: WebGLRenderer, scene: Scene, camera: Camera, model: SceneModel, factor = 4): Promise<Blob> {
  const ratio = gl.getPixelRatio()
  const { width, height } = gl.domElement.getBoundingClientRect()
  const limit = Math.min(MAX_SIDE, gl.capabilities.maxTextureSize)
  const scale = Math.min(2 * factor, limit / Math.max(width, height))
  const { smoothEdges, cue } = model.uniforms
  const before = { smooth: smoothEdges.value, cue: cue.value, alpha: gl.getClearAlpha() }
  try {
    model.settle()
    smoothEdges.value = false
    cue.value = 0
    gl.setClearAlpha(0)
    gl.setPixelRatio(scale)
    gl.render(scene, camera)
    const out = document.createElement('canvas')
    out.width = Math.round((width * scale) / 2)
    out.height = Math.round((height * scale) / 2)
    const context = out.getContext('2d')
    if (!context) throw new Error('The picture could not be drawn')
    context.imageSmoothingQuality = 'high'
    context.drawImage(gl.domElement, 0, 0, out.width, out.height)
    return await new Promise<Blob>((resolve, reject) => out.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be written'))), 'image/png'))
  } finally {
    smoothEdges.value = before.smooth
    cue.value = before.cue
    gl.setClearAlpha(before.alpha)
    gl.setPixelRatio(ratio)
    gl.render(scene, camera)
  }
}

/** Two views beside each other as one picture, the second to the right of the first. */
export async function joinPictures(pictures: readonly Promise<Blob>[]): Promise<Blob> {
  const bitmaps = await Promise.all(pictures.map(async (picture) => createImageBitmap(await picture)))
  const canvas = document.createElement('canvas')
  canvas.width = bitmaps.reduce((sum, b) => sum + b.width, 0)
  canvas.height = bitmaps.reduce((most, b) => Math.max(most, b.height), 0)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('The picture could not be drawn')
  let x = 0
  for (const bitmap of bitmaps) {
    context.drawImage(bitmap, x, 0)
    x += bitmap.width
    bitmap.close()
  }
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be written'))), 'image/png'))
}
