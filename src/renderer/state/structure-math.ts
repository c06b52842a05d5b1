/** Short texts about structures. */
import { norm, row } from '../../domain/math/vec3'
import type { Structure } from '../../domain/structure/structure'
import { fixed } from '../ui/format'

/** 'a 3.61, b 3.61, c 3.61 Å' */
export const cellText = (s: Structure): string => `${['a', 'b', 'c'].map((name, i) => `${name} ${fixed(norm(row(s.cell, i)), 2)}`).join(', ')} Å`
