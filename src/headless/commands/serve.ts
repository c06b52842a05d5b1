/** adatom serve */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { AdatomError } from '../../domain/errors'
import { startServer } from '../serve/server'
import type { JsonOption } from '../cli/options'
import { withJson } from '../cli/options'
import { note, print, printJson } from '../cli/output'
import { whole } from '../cli/parse'
import { withSession } from '../cli/session'

interface Options extends JsonOption {
  readonly port: number
  readonly project?: string
  readonly provider?: string
  readonly processes?: number
}

export function register(program: Command): void {
  withJson(
    program
      .command('serve')
      .description('Serve the app to a browser on this machine: 127.0.0.1 only, with a secret in the address')
      .addOption(new Option('--port <n>', '0: any free port').default(0).argParser(whole('--port', 0, 65535)))
      .addOption(new Option('--processes <n>', 'compute processes of a run (default: as in the preferences, else the cores less one)').argParser(whole('--processes', 1, 64)))
      .option('--provider <name>', 'ONNX Runtime provider: cpu, auto, cuda, webgpu, ... (default: as in the preferences)')
      .option('--project <file>', 'open this project file'),
  ).action(serve)
}

async function serve(options: Options): Promise<void> {
  await withSession({ ...options, remembers: true }, async ({ host, installation, handlers, signal }) => {
    const pages = installation.rendererDir
    if (!existsSync(join(pages, 'index.html'))) throw new AdatomError('StoreFailure', 'The page of the app is not built', { path: pages, reason: 'out/renderer/index.html is missing; build with: npm run build' })
    const project = options.project === undefined ? undefined : (await handlers.openProject({ path: resolve(options.project) }, signal)).path
    const served = await startServer({ host, pages, port: options.port, ...(project === undefined ? {} : { query: { project } }) })
    if (options.json) printJson({ url: served.url, port: served.port })
    else print(served.url)
    note('Open this address in a browser on this machine; from another one, forward the port (ssh -L). Whoever has the address has the app. Ctrl-C ends it')
    await interrupted()
    note('Closing; runs are paused and can be resumed')
    await served.close()
  })
}

const interrupted = (): Promise<void> =>
  new Promise((done) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => done())
  })
