import assert from 'node:assert/strict';
import type { Dispatcher } from '../../services/engine/app/dispatch.js';
import type { IntakePorts } from '../../services/engine/app/intake.js';
import { WorkerIntake } from '../../services/engine/app/worker-intake.js';
import { jobIdOf } from '../../services/engine/app/job-id.js';
import type { WorkerLink } from '../../services/engine/app/peers.js';
import { Story } from '../core/story.js';
import { SERVER, resource } from '../core/types.js';

describe('a report that names the thing of another wanted resource', () => {
  it('does not take its claim away (R7)', () => {
    const stack = new Story();
    stack.put([resource('a', SERVER), resource('b', SERVER), resource('c', SERVER)]);
    stack.succeeds('a', 'the-file');
    const claimed: string[] = [];
    const { node } = stack.only('a');
    const link: WorkerLink = { send: () => undefined, close: () => undefined };
    const intake = new WorkerIntake({
      loop: {
        resident: () => ({ snapshot: stack.snapshot }),
        tell: () => true,
        wake: () => undefined,
      },
      dispatcher: { ended: () => true } as Partial<Dispatcher>,
      types: { get: (type: string) => stack.snapshot.rules.typeOf(type) },
      claim: (claims: readonly { key: string }[]) => {
        claimed.push(...claims.map(({ key }) => key));
        return Promise.resolve(new Map());
      },
    } as unknown as IntakePorts);
    // As a hello leaves it.
    (intake as unknown as { nodes: WeakMap<WorkerLink, string> }).nodes.set(link, node);
    const report = (name: string, physicalId: string) => {
      const instance = stack.only(name);
      const ref = { jobId: jobIdOf('s', instance), fence: instance.fence };
      const rest = {
        observation: null,
        error: '',
        data: '',
        made: true,
        watchPeriodMs: 0,
        pendingTimeoutMs: 0,
        againMs: 0,
      };
      return {
        ref,
        stackId: 's',
        instanceId: String(instance.ordinal),
        outcome: 'succeeded',
        physicalId,
        ...rest,
      } as const;
    };
    intake.received(link, { kind: 'reports', reports: [report('b', 'the-file'), report('c', 'another')] });
    assert.deepEqual(
      claimed.map((key) => key.split('|').at(-1)),
      ['another'],
    );
  });
});
