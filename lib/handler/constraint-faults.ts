import type { Fault } from '../errors.js';

const NAME = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/;
/** A provider's own, so that no two that know nothing of each other choose the same. */
const PROVIDERS_NAME = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/;

export function isConstraintName(name: unknown): boolean {
  return typeof name === 'string' && NAME.test(name);
}

/** Everything by which a provider's custom constraint breaks the contract, as far as can be told without asking it. */
export function constraintFaults(candidate: unknown): Fault[] {
  if (typeof candidate !== 'object' || candidate === null)
    return [{ path: '', message: `${String(candidate)} is no constraint`, hint: 'write { name, validate }' }];
  const { name, validate } = candidate as Record<string, unknown>;
  const faults: Fault[] = [];
  if (typeof name !== 'string' || !PROVIDERS_NAME.test(name)) {
    const hint = 'write words joined by dots, the first of them the service, such as nova.flavor';
    faults.push({
      path: 'name',
      message: `${JSON.stringify(name ?? null)} is no name of a constraint`,
      hint,
    });
  }
  if (typeof validate !== 'function')
    faults.push({
      path: 'validate',
      message: 'there is no such function',
      hint: 'every constraint needs it',
    });
  return faults;
}
