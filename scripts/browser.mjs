// Which browser and which Electron the end-to-end tests can use here.
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ROOT } from './lib.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Path of a Chromium or Chrome on this machine, or undefined. `ADATOM_CHROMIUM` names another one. */
export function findChromium() {
  const named = process.env.ADATOM_CHROMIUM
  if (named) return isExecutable(named) ? named : undefined
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  const usual = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe']
  return [...onPath, ...usual].find(isExecutable)
}

/** Whether the npm package electron has its binary. */
export const hasElectron = () => existsSync(join(ROOT, 'node_modules', 'electron', 'path.txt'))
