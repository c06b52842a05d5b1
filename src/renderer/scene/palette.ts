/** Colours of the scene per theme: the canvas cannot read the style sheet's custom properties. Kept equal to ui/theme.css. */
export type Theme = 'light' | 'dark'

export interface ScenePalette {
  readonly background: string
  readonly line: string
  readonly accent: string
  readonly alarm: string
  /** of outlines */
  readonly ink: string
}

export const PALETTES: Readonly<Record<Theme, ScenePalette>> = {
  light: { background: '#f4f6f8', line: '#8b97a3', accent: '#0a726d', alarm: '#c2410c', ink: '#17202a' },
  dark: { background: '#0e1217', line: '#596673', accent: '#3cc4b4', alarm: '#fb8c4a', ink: '#000000' },
}
