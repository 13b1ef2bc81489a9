import { IsothermError, type Fault } from '../lib/errors.js';
import { reasonOf } from '../lib/reason-of.js';
import { plainText } from './plain-text.js';

/** Names of the files that faults are in, for `FILE:LINE:COLUMN`. */
export interface FaultFiles {
  readonly template?: string | undefined;
  readonly environment?: readonly string[] | undefined;
}

/** An error as lines for people, each fault with its place. */
export function errorText(error: unknown, files: FaultFiles = {}): string {
  if (!(error instanceof IsothermError)) {
    return `isotherm: ${plainText(reasonOf(error))}\n`;
  }
  if (error.faults.length === 0) return `isotherm: ${plainText(error.message)}\n`;
  // Its faults are what has changed, in no file.
  if (error.code === 'plan.changed') {
    const changes = error.faults.map((fault) => `  ${plainText(faultLine(fault, {}))}\n`);
    return `isotherm: ${plainText(error.message)}\n${changes.join('')}`;
  }
  const lines = error.faults.map((fault) => plainText(faultLine(fault, files)));
  const count = lines.length === 1 ? '1 fault' : `${lines.length} faults`;
  return `${lines.join('\n')}\nisotherm: ${count} found (${error.code})\n`;
}

/** An error as JSON, on one line. */
export function errorJson(error: unknown): string {
  const { code, message, faults } =
    error instanceof IsothermError ? error : { code: 'internal', message: reasonOf(error), faults: [] };
  return `${JSON.stringify({ error: { code, message, faults } })}\n`;
}

function faultLine(fault: Fault, files: FaultFiles): string {
  const { environment = [], template } = files;
  const inEnvironment = environment.find((name) => fault.path === name || fault.path.startsWith(`${name}: `));
  const file = inEnvironment ?? (fault.path.startsWith('environment') ? undefined : template);
  const place = [
    ...(file === undefined ? [] : [file]),
    ...(fault.line === undefined ? [] : [fault.line, fault.column ?? 1]),
  ].join(':');
  const where = place === '' ? fault.path : place;
  const hint = fault.hint === undefined ? '' : ` (${fault.hint})`;
  return `${where === '' ? '' : `${where}: `}${fault.message}${hint}`;
}
