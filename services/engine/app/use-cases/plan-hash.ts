import { createHash } from 'node:crypto';
import type { PlanEntry } from '../../core/plan/entries.js';

/** What a plan is made for, and on. */
export interface PlanBase {
  readonly stackId: string;
  /** The newest revision of the stack. */
  readonly revision: number;
  /** A keyed digest of the goal. */
  readonly goal: string;
}

/** Entries after which others may have the thread (R23). */
const SLICE = 1_000;

/**
 * SHA-256, in hex, of what is planned and on what: equal for equal plans, in whatever order they were found. Secrets are in it by
 * keyed digests only (R15).
 */
export async function planHash(
  base: PlanBase,
  entries: readonly PlanEntry[],
  breathe: () => Promise<void>,
): Promise<string> {
  const lines: string[] = [];
  for (const { planned, fingerprint } of entries) {
    const { resource, type, physicalId, action } = planned;
    lines.push(JSON.stringify([resource, type, physicalId, action, fingerprint]));
    if (lines.length % SLICE === 0) await breathe();
  }
  const hash = createHash('sha256').update(JSON.stringify([base.stackId, base.revision, base.goal]));
  hash.update(lines.sort().join('\n'));
  return hash.digest('hex');
}
