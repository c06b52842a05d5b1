/** What can be made of the view for a paper or a talk: pictures, scenes for other programs, films of the relaxation. */
import { unsupported } from '../../domain/errors'
import { attempt, useView } from '../state/view-store'
import { blobBytes, saveFiles, textBytes } from '../ui/save'
import type { Movie } from './film'
import { glbScene } from './glb'
import { povScene } from './pov'
import type { StageHandle } from './stage'
import { encodesVideo } from './webm'

export interface Figure {
  readonly id: 'copy' | 'png' | 'glb' | 'pov' | 'gif' | 'webm'
  readonly title: string
  readonly hint: string
  /** why it cannot be had now; null when it can */
  readonly missing: string | null
  readonly run: () => Promise<void>
}

export type FigureSource = Pick<StageHandle, 'png' | 'gif' | 'webm' | 'shapes' | 'sight'>

/** `name`: of the files, without extension. `movie`: the relaxation, where there is one to play. */
export function figures(source: FigureSource, name: string, movie: Movie | null): readonly Figure[] {
  const film = movie && movie.frames > 1 ? movie : null
  const save = async (doing: string, extension: string, bytes: () => Promise<Uint8Array>): Promise<void> => {
    const file = `${name}.${extension}`
    const where = await attempt(doing, async () => saveFiles([{ name: file, bytes: await bytes() }], name))
    if (where) useView.getState().notify({ text: `${file} was saved to ${where}` })
  }
  return [
    { id: 'copy', title: 'Copy the picture', hint: 'to the clipboard, 4×', missing: null, run: () => copyPicture(source) },
    { id: 'png', title: 'Picture', hint: 'PNG, 4×, transparent', missing: null, run: () => save('Saving the picture', 'png', async () => blobBytes(await source.png())) },
    { id: 'glb', title: '3D model', hint: 'glTF binary, for Blender and slides', missing: null, run: () => save('Saving the 3D model', 'glb', async () => glbScene(source.shapes(), name)) },
    { id: 'pov', title: 'Ray-traced scene', hint: 'POV-Ray, from this view', missing: null, run: () => save('Saving the scene', 'pov', async () => textBytes(povScene(source.shapes(), source.sight(), name))) },
    ...(film
      ? ([
          { id: 'gif', title: 'Relaxation', hint: 'animated GIF', missing: null, run: () => save('Saving the relaxation', 'gif', () => source.gif(film)) },
          { id: 'webm', title: 'Relaxation', hint: 'WebM video', missing: encodesVideo() ? null : 'This machine encodes no WebM video; the GIF holds the same frames', run: () => save('Saving the relaxation', 'webm', () => source.webm(film)) },
        ] as const)
      : []),
  ]
}

/** The clipboard takes PNG from every system's programs. */
async function copyPicture({ png }: FigureSource): Promise<void> {
  const done = await attempt('Copying the picture', async () => {
    if (typeof ClipboardItem === 'undefined') throw unsupported('This browser does not let a page put pictures on the clipboard. Save the picture instead.', { what: 'copying a picture' })
    // the promise goes in unresolved: the right to write lasts only as long as the user's click
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png() })])
    return true
  })
  if (done) useView.getState().notify({ text: 'The picture is on the clipboard' })
}
