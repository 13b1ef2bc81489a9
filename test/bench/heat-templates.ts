import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { packageRoot } from '../../lib/package-root.js';

/** What a template costs a real Heat, in a process that does nothing else; CPU in ms. */
export interface HeatTemplateCost {
  readonly resources: number;
  readonly parseMs: number;
  readonly validateMs: number;
  readonly peakMb: number;
}

const SCRIPT = join(packageRoot, 'test/bench/heat-templates.py');
/** How it ends where Heat's packages are not there. */
const NO_HEAT = 3;
/** Debian's has Debian's packages, whatever else comes first in the path. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** Lets the Heat that is installed on this machine validate a template; undefined: there is none. */
export async function heatTemplateCost(
  template: string,
  rounds: number,
): Promise<HeatTemplateCost | undefined> {
  for (const python of PYTHONS) {
    const { code, output, errors } = await run(python, [SCRIPT, String(rounds)], template);
    if (code === 0) return JSON.parse(output) as HeatTemplateCost;
    if (code !== NO_HEAT && code !== undefined)
      throw new Error(`${python} ${SCRIPT} failed: ${errors.slice(-1_000)}`);
  }
  return undefined;
}

/** @returns `code` undefined: there is no such program */
async function run(program: string, args: readonly string[], input: string) {
  const child = spawn(program, args);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  try {
    const [ended, output, errors] = await Promise.all([
      once(child, 'close'),
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code: (ended as [number])[0], output, errors };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { code: undefined, output: '', errors: '' };
  }
}
