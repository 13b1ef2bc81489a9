/**
 * True for names whose values are usually secret. A last net under what is declared secret, for logs and printed
 * configurations; it promises nothing about a value under an innocent name.
 */
export function looksSecret(name: string): boolean {
  return pattern.test(name) && !harmless.test(name);
}

const pattern = /pass(word|wd|phrase)|secret|token|authorization|cookie|credential|private_?key|api_?key/i;
/** Where a secret lies is no secret, nor are the names of secret things. */
const harmless = /(file|path|properties|names|count)$/i;

/** A copy of plain data with the values under such names replaced by `mask`. Other objects are left as they are. */
export function maskSecrets(value: unknown, mask: string, depth = 6): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, mask, depth - 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      looksSecret(name) && item !== undefined && item !== null ? mask : maskSecrets(item, mask, depth - 1),
    ]),
  );
}
