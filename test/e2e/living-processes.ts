import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Living `sleep` processes of a world, by what their environment says. */
export function livingProcesses(world: string): number[] {
  const pids = execFileSync('sh', ['-c', 'ls /proc | grep -E "^[0-9]+$"'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return pids
    .map(Number)
    .filter((pid) => environmentOf(pid).includes(`ISOTHERM_E2E=${world}`) && commandOf(pid) === 'sleep');
}

/** What a process of a world is called. */
export function nameOf(pid: number): string {
  return (
    environmentOf(pid)
      .find((entry) => entry.startsWith('ISOTHERM_NAME='))
      ?.slice('ISOTHERM_NAME='.length) ?? ''
  );
}

export function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${String(pid)}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
