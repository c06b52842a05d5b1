/** A plot as a file that stands alone: the computed styles are written into it. */

const PROPERTIES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'fill-opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'opacity'] as const

/** The SVG document as text, with the look it has on screen. */
export function svgText(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const [from, to] = [svg.querySelectorAll('*'), copy.querySelectorAll('*')]
  from.forEach((element, i) => {
    const computed = getComputedStyle(element)
    for (const property of PROPERTIES) {
      const value = computed.getPropertyValue(property)
      if (value) to[i]!.setAttribute(property, value)
    }
    to[i]!.removeAttribute('style')
    to[i]!.removeAttribute('class')
  })
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`
}

export async function svgToPng(svg: SVGSVGElement, factor: number): Promise<Uint8Array> {
  const image = new Image()
  const url = URL.createObjectURL(new Blob([svgText(svg)], { type: 'image/svg+xml' }))
  try {
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = svg.clientWidth * factor
    canvas.height = svg.clientHeight * factor
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (!blob) throw new Error('The picture could not be written')
    return new Uint8Array(await blob.arrayBuffer())
  } finally {
    URL.revokeObjectURL(url)
  }
}
