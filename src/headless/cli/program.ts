/** All commands in one program, and the one place where their errors become text and exit codes. */
import { Command, CommanderError } from 'commander'
import { findInstallation } from '../paths'
import * as anomalies from '../commands/anomalies'
import * as bench from '../commands/bench'
import * as calibrate from '../commands/calibrate'
import * as doctor from '../commands/doctor'
import * as exportProject from '../commands/export'
import * as evaluate from '../commands/evaluate'
import * as importDft from '../commands/import-dft'
import * as models from '../commands/models'
import * as neighbours from '../commands/neighbours'
import * as place from '../commands/place'
import * as rank from '../commands/rank'
import * as relax from '../commands/relax'
import * as replay from '../commands/replay'
import * as screen from '../commands/screen'
import * as selftest from '../commands/selftest'
import * as serve from '../commands/serve'
import * as slabs from '../commands/slabs'
import * as uqReport from '../commands/uq-report'
import { describeError, errorRecord, EXIT, exitCodeOf } from './exit-codes'
import { note, printJson } from './output'

const COMMANDS = [screen, rank, exportProject, importDft, relax, evaluate, slabs, place, anomalies, neighbours, models, uqReport, calibrate, replay, bench, selftest, doctor, serve]

export function createProgram(): Command {
  const program = new Command('adatom')
    .description('Catalyst discovery on your own machine: surfaces, adsorbates, relaxations, ranked configurations.')
    .version(findInstallation().version)
    .showHelpAfterError('(adatom --help lists the commands)')
    .exitOverride()
  for (const command of COMMANDS) command.register(program)
  return program
}

/** Runs one command; returns the exit code. Never throws. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(argv)
    return Number(process.exitCode ?? EXIT.ok)
  } catch (error) {
    // commander has printed its own message, or the help or version that was asked for
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.invalid
    if (argv.includes('--json')) printJson(errorRecord(error))
    note(describeError(error))
    return exitCodeOf(error)
  }
}
