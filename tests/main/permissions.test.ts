/** The one permission that pages have: copying, and only for our own page. Electron itself is not needed to say so. */
import { expect, test, vi } from 'vitest'

vi.mock('electron', () => ({ app: {}, session: {} }))
const { isPermitted } = await import('../../src/main/security')

test('our own page may write to the clipboard', () => expect(isPermitted('clipboard-sanitized-write', 'app://adatom/index.html')).toBe(true))

test.each([
  ['clipboard-sanitized-write', 'https://example.org/'],
  ['clipboard-sanitized-write', 'app://another/index.html'],
  ['clipboard-sanitized-write', 'not a url'],
  ['clipboard-sanitized-write', ''],
  ['clipboard-read', 'app://adatom/index.html'],
  ['media', 'app://adatom/index.html'],
  ['geolocation', 'app://adatom/index.html'],
  ['openExternal', 'app://adatom/index.html'],
])('%s for %s is refused', (permission, url) => expect(isPermitted(permission, url)).toBe(false))
