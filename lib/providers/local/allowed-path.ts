import { realpath } from 'node:fs/promises';
import { basename, dirname, join, normalize, sep } from 'node:path';
import type { Call } from '../../handler/contract.js';
import { Permanent } from '../../handler/index.js';
import { unlessMissing } from './durable-file.js';
import { readRecord } from './path-record.js';
import { settingsOf, type Settings } from './settings.js';

/** Where a path really lies. */
export interface Place {
  /** Every symbolic link on the way resolved, the last component left as it is. */
  readonly path: string;
  /** Directories that are not there yet, outermost first; the last one is the parent of `path`. */
  readonly missingParents: readonly string[];
}

/**
 * Finds where a path really lies and refuses it outside the allowed roots, so that no link leads out of them.
 * The last component itself is not followed: whoever uses it must not either.
 * @throws Permanent when the settings do not allow it.
 */
export async function allowedPlace(path: string, settings: Settings): Promise<Place> {
  const clean = normalize(path).replace(/(?<=.)\/+$/, '');
  const place = await resolve(clean);
  if (settings.dev) return place;
  for (const root of settings.roots) {
    const real = await unlessMissing(realpath(root));
    if (real !== undefined && isBelow(place.path, real)) return place;
  }
  const really = place.path === clean ? '' : ` (really ${place.path})`;
  throw new Permanent(
    `Path ${clean}${really} is outside the allowed directories ${settings.roots.join(', ') || '(none)'}; ` +
      'choose another path or add a directory to "roots" in the settings of the provider "local"',
  );
}

/**
 * Where to look for a thing of that id, which a user may have written: nobody learns of what lies outside the allowed roots.
 * @throws Permanent for what is managed here and is not allowed any more: it is not gone.
 */
export async function placeToLookAt(id: string, call: Call): Promise<Place | Outside> {
  if (!id.startsWith('/')) return { status: 'absent', reason: `${id} is no absolute path` };
  try {
    return await allowedPlace(id, settingsOf(call));
  } catch (error) {
    if (!(error instanceof Permanent) || (await readRecord(id, call))) throw error;
    return { status: 'absent', reason: error.message };
  }
}

export interface Outside {
  readonly status: 'absent';
  readonly reason: string;
}

/** Refuses a program that the settings do not list. `program` is absolute. */
export function mustBeAllowedProgram(program: string, settings: Settings): void {
  if (settings.dev || settings.commands.includes(program)) return;
  throw new Permanent(
    `Program ${program} is not allowed here; add it to "commands" in the settings of the provider "local"`,
  );
}

async function resolve(clean: string): Promise<Place> {
  const missing: string[] = [];
  for (let parent = dirname(clean); ; parent = dirname(parent)) {
    const real = await unlessMissing(realpath(parent));
    if (real === undefined && parent !== '/') {
      missing.unshift(basename(parent));
      continue;
    }
    const base = real ?? '/';
    const missingParents = missing.map((_, depth) => join(base, ...missing.slice(0, depth + 1)));
    return { path: join(base, ...missing, basename(clean)), missingParents };
  }
}

function isBelow(path: string, root: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}
