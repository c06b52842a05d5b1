/** What the machine can draw: a software renderer gets no multisampling and no more than one pixel per CSS pixel. */
export interface GlSupport {
  readonly available: boolean
  readonly software: boolean
  readonly renderer: string
}

let known: GlSupport | undefined

export function glSupport(): GlSupport {
  known ??= probe()
  return known
}

function probe(): GlSupport {
  const gl = document.createElement('canvas').getContext('webgl2')
  if (!gl) return { available: false, software: true, renderer: 'none' }
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return { available: true, software: isSoftware(renderer), renderer }
}

export const isSoftware = (renderer: string): boolean => /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer)
