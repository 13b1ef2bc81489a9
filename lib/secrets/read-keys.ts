import { spawnSync } from 'node:child_process';
import type { Sealer } from '../secrets.js';
import { openKeyFile } from './key-file.js';
import { invalid, sealerOf } from './key-text.js';

/** Where the keys are: the first of these that is set. */
export interface KeyPlaces {
  /** Name of an environment variable. */
  readonly keyVariable?: string | undefined;
  /** A program and its arguments. */
  readonly keyCommand?: readonly string[] | undefined;
  readonly keyCommandMs: number;
  readonly keyFile: string;
}

const LONGEST_OUTPUT = 65_536;

/**
 * Reads the keys, one a line, and makes the key file if that is where they are and it is missing.
 * @throws IsothermError `config.invalid`: they are not there, or none
 */
export function readKeys(places: KeyPlaces, environment: NodeJS.ProcessEnv): Sealer {
  const { keyVariable, keyCommand, keyCommandMs, keyFile } = places;
  if (keyVariable !== undefined && keyCommand !== undefined)
    throw invalid('secrets.keyVariable and secrets.keyCommand are both set: keep one of them');
  if (keyVariable !== undefined) {
    const text = environment[keyVariable];
    if (text === undefined)
      throw invalid(`the environment has no variable ${keyVariable}, which is to hold the keys`);
    return sealerOf(text, `environment variable ${keyVariable}`);
  }
  if (keyCommand !== undefined)
    return sealerOf(outputOf(keyCommand, keyCommandMs), `the output of ${named(keyCommand)}`);
  return openKeyFile(keyFile, { createIfMissing: true });
}

/** Without a shell. Nothing that it says is repeated: it may be the keys. */
function outputOf(command: readonly string[], timeLimitMs: number): string {
  const [program = '', ...args] = command;
  const { status, signal, error, stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
    maxBuffer: LONGEST_OUTPUT,
  });
  if (status === 0) return stdout;
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  throw invalid(`the key command ${named(command)} ${whyNot(status, signal, code, timeLimitMs)}`);
}

function whyNot(
  status: number | null,
  signal: string | null,
  code: string | undefined,
  timeLimitMs: number,
): string {
  if (code === 'ETIMEDOUT') return `did not end within ${String(timeLimitMs)} ms`;
  if (code === 'ENOBUFS') return `says more than ${String(LONGEST_OUTPUT)} bytes`;
  if (code !== undefined) return `cannot be run: ${code}`;
  return status === null ? `was ended by ${signal ?? 'a signal'}` : `ended with ${String(status)}`;
}

function named([program = '']: readonly string[]): string {
  return `"${program}"`;
}
