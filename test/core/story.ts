import type { Look } from '../../services/engine/core/facts/observed.js';
import type { Instance } from '../../services/engine/core/instance.js';
import { CoreStack } from './core-stack.js';

export const seen = (
  status: Look['status'],
  properties: Look['properties'] = null,
  address = 'here',
  pid = 1,
): Look => ({ status, properties, attributes: status === 'ready' ? { address, pid } : null, reason: '' });

export const ready = (properties: Look['properties'] = null, address?: string, pid?: number): Look =>
  seen('ready', properties, address, pid);

/** A stack and the words in which its stories are told. */
export class Story extends CoreStack {
  succeeds(name: string, physicalId = `${name}-1`, observation: Look | null = ready()): void {
    this.report(this.job(name), { outcome: 'succeeded', physicalId, observation });
  }

  fails(name: string, outcome: 'transient' | 'permanent' = 'permanent', physicalId = ''): void {
    this.report(this.job(name), { outcome, physicalId, error: 'quota exceeded' });
  }

  instances(name: string): readonly Instance[] {
    return this.snapshot.resources.get(name)?.instances ?? [];
  }

  /** What is in flight, such as `create db`. */
  get actions(): readonly string[] {
    return this.jobs.map(({ action, name }) => `${action} ${name}`).sort();
  }
}
