// What a package must hold, and must not: run by electron-builder after it has packed (`npm run pack:check`).
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)

/** paths inside app.asar; natives are unpacked beside it */
const INSIDE = ['out/main/index.js', 'out/main/host.js', 'out/main/compute.js', 'out/preload/index.cjs', 'out/renderer/index.html', 'package.json', 'models/adatom-s.onnx', 'models/adatom-s.json', 'resources/adsorbates.json', 'resources/bulks/Cu.cif']
const UNPACKED = [/^models\/adatom-s\.onnx$/, /better-sqlite3\/prebuilds\/[\w-]+\.node$/, /onnxruntime-node\/bin\/napi-v6\/\w+\/\w+\/onnxruntime_binding\.node$/]
const NOWHERE = [/^src\//, /^tests\//, /^training\//, /^bench\//, /\.map$/, /better-sqlite3\/deps\//, /napi-v6\/(?!linux)/]

/** electron-builder's afterPack hook: throws where the package is not what it should be. */
export default function checkPackage({ appOutDir }) {
  const { listPackage } = require('@electron/asar')
  const archive = join(appOutDir, 'resources', 'app.asar')
  const inside = listPackage(archive, { isPack: false }).map((path) => path.replace(/^[\\/]/, '').replaceAll('\\', '/'))
  const loose = existsSync(`${archive}.unpacked`) ? readdirSync(`${archive}.unpacked`, { recursive: true }).map((path) => path.replaceAll('\\', '/')) : []
  const problems = [
    ...INSIDE.filter((path) => !inside.includes(path)).map((path) => `${path} is missing`),
    ...UNPACKED.filter((pattern) => !loose.some((path) => pattern.test(path))).map((pattern) => `nothing like ${pattern} is unpacked`),
    ...inside.filter((path) => NOWHERE.some((pattern) => pattern.test(path))).slice(0, 5).map((path) => `${path} does not belong in a package`),
  ]
  const megabytes = (path) => Math.round(statSync(path).size / 1e6)
  console.log(`  app.asar ${megabytes(archive)} MB, ${inside.length} entries; ${loose.length} unpacked`)
  if (problems.length > 0) throw new Error(`The package is not right:\n  ${problems.join('\n  ')}`)
}
