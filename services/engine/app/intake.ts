import type { ObservedThing, ObserverToEngine } from '../../../lib/protocol/observer.js';
import type { LogLineMessage } from '../../../lib/protocol/worker.js';
import type { CustomConstraints } from './custom-constraints.js';
import type { Dispatcher } from './dispatch.js';
import type { ConvergenceLoop } from './loop.js';
import { lookOf } from './messages.js';
import type { Notices } from './notices.js';
import type { Records } from './records/records.js';
import type { ObserverLink, ObserverPeers } from './peers.js';
import type { TypeRegistry } from './type-registry.js';
import { ordinalOfWatch, type Watches } from './watches.js';
import type { WorkerOutbox } from './worker-outbox.js';

export interface IntakePorts {
  readonly constraints: CustomConstraints;
  readonly records: Pick<Records, 'answer'>;
  readonly loop: ConvergenceLoop;
  readonly dispatcher: Dispatcher;
  readonly outbox: WorkerOutbox;
  readonly watches: Watches;
  readonly notices: Notices;
  readonly types: TypeRegistry;
  /** Claims real things; answers those that another stack holds, with its id (R7). */
  readonly claim: (
    claims: readonly { key: string; stack: string; ordinal: number }[],
  ) => Promise<ReadonlyMap<string, string>>;
  /** Those of the stacks that are there, whoever has them. */
  readonly existing: (stackIds: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly logLines: (lines: readonly LogLineMessage[]) => void;
  readonly log: {
    warn(details: object, message: string): void;
    info(details: object, message: string): void;
  };
}

/** What observers say becomes facts. */
export class ObserverIntake implements ObserverPeers {
  private readonly ended = new WeakSet<ObserverLink>();

  constructor(private readonly ports: IntakePorts) {}

  received(link: ObserverLink, message: ObserverToEngine): void {
    if (message.kind === 'hello') {
      this.ports.types
        .offer(message.hello.types)
        .then(() => {
          if (this.ended.has(link)) return;
          this.ports.watches.connected(link, message.hello);
          this.ports.log.info(
            { observer: message.hello.observerId, node: message.hello.node },
            'observer connected',
          );
        })
        .catch((error: unknown) => {
          this.ports.log.warn({ err: error }, 'the hello of an observer could not be taken');
          link.close();
        });
      return;
    }
    if (message.kind === 'notified') this.ports.notices.received(link, message.notifications);
    else this.observed(link, message.number, message.things);
  }

  private observed(link: ObserverLink, number: number, things: readonly ObservedThing[]): void {
    let open = things.length;
    const strangers: string[] = [];
    const done = () => {
      open -= 1;
      if (open === 0) this.ports.watches.acknowledge(link, [number]);
    };
    for (const thing of things) {
      const fact = {
        ordinal: ordinalOfWatch(thing.instanceId),
        epoch: thing.epoch,
        sequence: thing.sequence,
        look: lookOf(thing.observation),
      };
      let counts = true;
      const told = this.ports.loop.tell(thing.stackId, {
        kind: 'observed',
        fact,
        stale: () => {
          counts = false;
        },
        done: () => {
          if (counts) this.ports.notices.seen(thing.instanceId, thing.notice);
          done();
        },
      });
      // Another engine has the stack, and looks after its things.
      if (!told) {
        strangers.push(thing.instanceId);
        done();
      }
    }
    if (strangers.length > 0) link.send({ kind: 'unwatch', instanceIds: strangers });
    if (things.length === 0) this.ports.watches.acknowledge(link, [number]);
  }

  closed(link: ObserverLink): void {
    this.ended.add(link);
    this.ports.watches.disconnected(link);
    this.ports.notices.closed(link);
  }
}
