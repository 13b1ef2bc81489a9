import { maskSecrets } from '../secret-names.js';
import type { Setting } from './settings.js';

export const mask = '********';

/** The value as it may be shown: secrets masked, of secret URLs only their passwords. */
export function shown(setting: Setting | undefined, value: unknown): unknown {
  if (setting?.meta.secret !== true || value === undefined) return maskSecrets(value, mask);
  return typeof value === 'string' && URL.canParse(value) ? maskedUrl(value) : mask;
}

function maskedUrl(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = mask;
  for (const name of [...url.searchParams.keys()]) {
    if (/pass|secret|token|key/i.test(name)) url.searchParams.set(name, mask);
  }
  return url.toString();
}
