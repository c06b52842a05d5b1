/** The command line `adatom`. */
import { runProgram } from './program'

process.exitCode = await runProgram(process.argv)
