import assert from 'node:assert/strict';
import type { Dispatcher } from '../../services/engine/app/dispatch.js';
import type { Fact } from '../../services/engine/app/facts.js';
import type { IntakePorts } from '../../services/engine/app/intake.js';
import { WorkerIntake } from '../../services/engine/app/worker-intake.js';
import { jobIdOf } from '../../services/engine/app/job-id.js';
import type { WorkerLink } from '../../services/engine/app/peers.js';
import type { JobReport } from '../../services/engine/core/facts/reported.js';
import { physicalKey } from '../../services/engine/core/snapshot.js';
import { Story } from '../core/story.js';
import { SERVER, resource } from '../core/types.js';

describe('a report that names a thing which is held already (R7)', () => {
  let stack: Story;
  let claimed: string[];
  let told: JobReport[];
  /** The worker has not begun anew meanwhile. */
  let isPresent: boolean;
  /** Another stack, by the things that it holds. */
  let holders: ReadonlyMap<string, string>;

  beforeEach(() => {
    stack = new Story();
    stack.put([resource('a', SERVER), resource('b', SERVER), resource('c', SERVER)]);
    stack.succeeds('a', 'the-file');
    claimed = [];
    told = [];
    isPresent = true;
    holders = new Map();
  });

  const receive = async (...named: [name: string, physicalId: string][]) => {
    const link: WorkerLink = { send: () => undefined, close: () => undefined };
    const intake = new WorkerIntake({
      loop: {
        resident: () => ({ snapshot: stack.snapshot }),
        tell: (_: string, fact: Fact) => {
          if (fact.kind === 'reported') told.push(fact.report);
          return true;
        },
        wake: () => undefined,
      },
      dispatcher: { ended: () => true, isPresent: () => isPresent } as Partial<Dispatcher>,
      types: { get: (type: string) => stack.snapshot.rules.typeOf(type) },
      claim: (claims: readonly { key: string }[]) => {
        claimed.push(...claims.map(({ key }) => key));
        return Promise.resolve(holders);
      },
    } as unknown as IntakePorts);
    // As a hello leaves it.
    (intake as unknown as { nodes: WeakMap<WorkerLink, string> }).nodes.set(link, stack.only('a').node);
    const report = (name: string, physicalId: string) => {
      const instance = stack.only(name);
      const ref = { jobId: jobIdOf(stack.snapshot.stackId, instance), fence: instance.fence };
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
        stackId: stack.snapshot.stackId,
        instanceId: String(instance.ordinal),
        outcome: 'succeeded',
        physicalId,
        ...rest,
      } as const;
    };
    intake.received(link, { kind: 'reports', reports: named.map((one) => report(...one)) });
    await Promise.resolve();
  };

  it('by another wanted resource does not take the claim away from that', async () => {
    await receive(['b', 'the-file'], ['c', 'another']);
    assert.deepEqual(
      claimed.map((key) => key.split('|').at(-1)),
      ['another'],
    );
  });

  it('is not taken when its worker has begun anew while the claim was made: it may run the same again', async () => {
    isPresent = false;
    await receive(['b', 'another']);
    assert.deepEqual([claimed.length, told], [1, []]);
  });

  it('by another stack has failed for good, and says which', async () => {
    holders = new Map([[physicalKey(SERVER.type, 'n', 'theirs'), 'their-stack']]);
    await receive(['b', 'theirs']);
    assert.deepEqual(
      told.map(({ outcome, physicalId }) => [outcome, physicalId]),
      [['permanent', '']],
    );
    assert.match(told[0]?.error ?? '', /theirs is taken by stack their-stack/);
  });
});
