import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a program is; undefined: nowhere. */
export function findProgram(name: string): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  return directories.map((directory) => join(directory, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Skips the suite, and says so: under CI that is a failure. */
export function skipWithout(suite: Mocha.Context, what: string): never {
  console.error(`SKIPPED: there is no ${what} on this machine; install it to test what Heat's clients do`);
  return suite.skip();
}

/** Runs a program to its end, with nothing of this process's environment but where programs are. */
export async function run(
  program: string,
  args: readonly string[],
  { input = '', environment }: { readonly input?: string; readonly environment: NodeJS.ProcessEnv },
): Promise<Outcome> {
  const { process: child, said, code } = start(program, args, environment);
  child.stdin.end(input);
  return { code: await code, ...said };
}

/** Starts it, for those who do not wait for its end: what it has said so far, and its exit code in the end. */
export function start(program: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, LC_ALL: 'C.UTF-8', NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1', ...environment };
  const child = spawn(program, args, { env, stdio: 'pipe' });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (part: string) => (said[stream] += part));
  const code = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  return { process: child, said, code };
}
