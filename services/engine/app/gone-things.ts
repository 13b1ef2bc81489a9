import { groupBy } from '../../../lib/group-by.js';
import { isLeftOver } from '../core/facts/declared-gone.js';
import type { JobReport } from '../core/facts/reported.js';
import type { ConvergenceLoop } from './loop.js';

export interface ThingName {
  readonly stack: string;
  readonly ordinal: number;
}

/** A thing that was declared gone with its node. */
export interface GoneThing extends ThingName {
  readonly name: string;
  readonly type: string;
  readonly node: string;
  /** Empty: none is known. */
  readonly physicalId: string;
  /** It is deleted should its node come back; null: nobody has said so far. */
  readonly leftOver: boolean | null;
  /** Its stack knows. */
  readonly told: boolean;
}

export interface GoneThingPorts {
  readonly loop: () => Pick<ConvergenceLoop, 'resident' | 'tell'>;
  /** A batch of those of the shards that were not told, and of those left over on these nodes. */
  readonly load: (shards: readonly number[], nodes: readonly string[]) => Promise<readonly GoneThing[]>;
  readonly mark: (things: readonly (ThingName & { readonly leftOver: boolean })[]) => Promise<void>;
  readonly told: (things: readonly ThingName[]) => Promise<void>;
  readonly shards: () => readonly number[];
  /** Where workers are connected. */
  readonly nodes: () => readonly string[];
  readonly log: { warn(details: object, message: string): void };
}

/**
 * Brings to their stacks what was declared gone with a node (R18). Should the node come back, what is left over there is
 * told as if its worker had reported it: no row holds it any more, so it is deleted (R8). Rows say what is still to be told: what is lost
 * on the way is told again, which moves nothing.
 */
export class GoneThings {
  /** Stacks that were told, and have not written it so far. */
  private readonly telling = new Set<string>();

  constructor(private readonly ports: GoneThingPorts) {}

  async refresh(): Promise<void> {
    const { load, mark, shards, nodes, loop } = this.ports;
    const things = await load(shards(), nodes());
    const ours = things.filter(({ stack }) => !this.telling.has(stack) && loop().resident(stack));
    const marks = ours.filter(({ leftOver }) => leftOver === null);
    if (marks.length > 0) await mark(marks.map((thing) => ({ ...thing, leftOver: this.isLeftOver(thing) })));
    for (const [stack, list] of groupBy(ours, (thing) => thing.stack)) this.tell(stack, list);
  }

  private isLeftOver({ stack, ordinal }: GoneThing): boolean {
    const snapshot = this.ports.loop().resident(stack)?.snapshot;
    const instance = snapshot?.instances.get(ordinal);
    return snapshot !== undefined && instance !== undefined && isLeftOver(snapshot, instance);
  }

  private tell(stack: string, things: readonly GoneThing[]): void {
    const untold = things.filter(({ told }) => !told);
    const batch = untold.length > 0 ? untold : things;
    const loop = this.ports.loop();
    const done = () => {
      this.ports
        .told(batch)
        .catch((error: unknown) => {
          this.ports.log.warn({ err: error }, 'what is gone with its node is told again');
        })
        .finally(() => this.telling.delete(stack));
    };
    const notOurs = () => {
      this.telling.delete(stack);
    };
    this.telling.add(stack);
    const isOurs = loop.tell(
      stack,
      untold.length > 0
        ? { kind: 'gone', things: untold, done, notOurs }
        : { kind: 'back', things, done, notOurs },
    );
    if (!isOurs) notOurs();
  }
}

/** As a worker there would report a run that nobody awaits: what it names and no row holds is unwanted (R8). */
export function leftOverReport({ ordinal, name, type, node, physicalId }: GoneThing): JobReport {
  return {
    ordinal,
    fence: 0,
    outcome: 'aborted',
    physicalId,
    made: true,
    observation: null,
    error: '',
    data: '',
    watchPeriodMs: 0,
    pendingTimeoutMs: 0,
    againMs: 0,
    resource: name,
    type,
    node,
  };
}
