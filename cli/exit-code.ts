import { catalogue, IsothermError } from '../lib/errors.js';

/** What the command's exit status says; shown by `isotherm --help`. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** With `--detailed-exitcode`. */
  changes: 2,
  connection: 3,
  notFound: 4,
  conflict: 5,
  interrupted: 130,
} as const;

export const exitCodeHelp = `Exit codes:
  0    it is done
  1    it failed: a stack did not reach its goal, or was rolled back from it; a template has faults
  2    the command line is wrong; of a plan with --detailed-exitcode: there is something to do
  3    the engine cannot be reached, or does not let you in
  4    what was named does not exist
  5    something stands against it: the name is taken, the stack is protected or has changed meanwhile
  130  it was interrupted; a stack's goal stands`;

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof IsothermError)) return exitCodes.failed;
  if (error.code === 'cli.usage' || error.code === 'config.invalid') return exitCodes.usage;
  switch (catalogue[error.code].status) {
    case 401:
    case 403:
    case 503:
      return exitCodes.connection;
    case 404:
      return exitCodes.notFound;
    case 409:
    case 412:
      return exitCodes.conflict;
    default:
      return exitCodes.failed;
  }
}
