/** adatom rank PROJECT: the ranking and the answers of a run that is there, narrowed to the candidates asked for. Computes nothing anew. */
import { Option, type Command } from 'commander'
import { checkFilter } from '../../domain/adsorbml/candidate-filter'
import { filterOf, shownCandidates, withCandidates, type CandidateOptions } from '../cli/candidates'
import { withJson, type JsonOption } from '../cli/options'
import { note, print, printJson } from '../cli/output'
import { whole } from '../cli/parse'
import { openRun } from '../cli/project'
import { rankingText } from '../cli/ranking'
import { withSession } from '../cli/session'

interface RankOptions extends JsonOption, CandidateOptions {
  readonly run?: string
  readonly top: number
}

export function register(program: Command): void {
  const command = program
    .command('rank <project>')
    .description('Show the ranking of a project (project.adatom, or the folder of `adatom screen`), of all candidates or of some')
    .addOption(new Option('--top <n>', 'configurations shown per surface and adsorbate').default(5).argParser(whole('--top', 1, 2000)))
    .option('--run <id>', 'which run (default: the last)')
  withCandidates(withJson(command)).action(rank)
}

async function rank(path: string, options: RankOptions): Promise<void> {
  checkFilter(filterOf(options))
  await withSession({}, async (session) => {
    const opened = await openRun(session, path, options.run)
    const [results, answers] = await Promise.all([session.handlers.results(opened, session.signal), session.handlers.answers(opened, session.signal)])
    const shown = shownCandidates(results, answers, filterOf(options))
    if (options.json) return printJson({ run: results.run, provenance: results.provenance, answers: shown.answers, rows: shown.results.rows })
    print(rankingText(shown.results, options.top, shown.answers))
    if (shown.note !== null) note(shown.note)
  })
}
