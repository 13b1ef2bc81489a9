import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { livingProcesses, nameOf } from '../e2e/living-processes.js';
import type { Wanted } from './goals.js';

/** What is really there for a stack, as text that two of which can be compared. */
export function realityOf(world: string, stack: string, living = namesOf(world)): readonly string[] {
  const home = join(world, stack);
  const names = namesIn(home);
  const files = names ? ['home', ...names.map((name) => fileLine(home, name))] : [];
  return [...files, ...living.filter((name) => name.startsWith(`${stack}/`))].sort();
}

/** What shall be there. */
export function goalOf(stack: string, wanted: Wanted | undefined): readonly string[] {
  if (!wanted) return [];
  return [
    'home',
    ...Object.entries(wanted.files).map(([name, content]) => `${name}: ${JSON.stringify(content)}`),
    ...Object.entries(wanted.processes).map(([name, version]) => `${stack}/${name}/${version}`),
  ].sort();
}

/** The names of all processes that live in the world. */
export function namesOf(world: string): string[] {
  return livingProcesses(world).map(nameOf);
}

function fileLine(home: string, name: string): string {
  try {
    return `${name}: ${JSON.stringify(readFileSync(join(home, name), 'utf8'))}`;
  } catch {
    return `${name}: gone`;
  }
}

/** Somebody else kills, edits or removes something. Answers what; undefined: there was nothing. */
export function drift(world: string, random: () => number): string | undefined {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  if (random() < 0.5) {
    const pid = pick(livingProcesses(world));
    if (pid === undefined) return undefined;
    const name = nameOf(pid);
    return happens(() => {
      process.kill(pid, 'SIGKILL');
      return `killed process ${name}`;
    });
  }
  const stack = pick(namesIn(world) ?? []);
  const name = stack && pick(namesIn(join(world, stack)) ?? []);
  if (stack === undefined || name === undefined) return undefined;
  const path = join(world, stack, name);
  if (random() < 0.5)
    return happens(() => {
      rmSync(path);
      return `removed ${stack}/${name}`;
    });
  return happens(() => {
    writeFileSync(path, 'edited by hand', { flag: 'r+' });
    return `edited ${stack}/${name}`;
  });
}

/** It may be gone just now. */
function happens(act: () => string): string | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** Undefined: there is no such directory. */
function namesIn(directory: string): string[] | undefined {
  try {
    return readdirSync(directory);
  } catch {
    return undefined;
  }
}
