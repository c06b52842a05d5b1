/** The colour of an element for the style of a page element. */
import { cssColour, elementColour } from '../scene/element-colours'

export const elementColourCss = (z: number): string => cssColour(elementColour(z))
