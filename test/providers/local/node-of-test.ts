import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Call } from '../../../lib/handler/contract.js';
import { withoutRecords } from '../../../lib/handler/without-records.js';

/** A directory of a test file's own, with a state directory and a root in it. */
export class NodeOfTest {
  readonly base = realpathSync(mkdtempSync(join(tmpdir(), 'isotherm-local-')));
  readonly stateDirectory = join(this.base, 'state');

  path(...names: string[]): string {
    return join(this.base, ...names);
  }

  /** What allows everything that the user may do. */
  readonly dev = { stateDirectory: this.stateDirectory, dev: true };

  call(key: string = randomUUID(), more: Partial<Call> = {}): Call {
    return {
      signal: new AbortController().signal,
      idempotencyKey: key,
      saved: undefined,
      checkpoint: () => Promise.resolve(),
      records: withoutRecords('things of a node are no records'),
      log: () => undefined,
      node: 'test',
      stack: { id: 'stack-1', name: 'stack' },
      resource: 'thing',
      settings: this.dev,
      now: () => 0,
      ...more,
    };
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** The letter by which Linux tells what a process does: `T` for one that is stopped. */
export function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
}

/** Polls until `look` yields something else than undefined or false. */
export async function eventually<T>(what: string, look: () => Promise<T> | T): Promise<NonNullable<T>> {
  const end = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await delay(10);
  }
}
