import type { Stats } from 'node:fs';
import { z } from 'zod';

/** Permissions as people write them: four octal digits, the first one for set-id and sticky bits. */
export const modeSchema = z.string().regex(/^[0-7]{4}$/);

/** The permissions of something, in the form of `modeSchema`. */
export function modeOf(stat: Stats): string {
  return (stat.mode & 0o7777).toString(8).padStart(4, '0');
}
