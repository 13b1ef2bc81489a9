import { repeat, type Clock } from '../../../lib/clock.js';
import type { ConvergenceLoop } from './loop.js';
import type { Watches } from './watches.js';

export interface SilentNodePorts {
  readonly loop: Pick<ConvergenceLoop, 'resident' | 'awaits' | 'tell'>;
  readonly watches: Pick<Watches, 'nodes' | 'homes'>;
  readonly clock: Clock;
  /** How long nobody may look at what is on a node before it is silent. */
  readonly silentAfterMs: number;
}

const NONE: ReadonlySet<string> = new Set();

/** Tells stacks which of the nodes that their things live on are silent: no observer has been there for a while (R18). */
export class SilentNodes {
  /** Since when nobody looks at what is there, by the monotonic clock. */
  private readonly since = new Map<string, number>();
  /** What each stack was told last; it may not have taken that yet. */
  private readonly told = new Map<string, ReadonlySet<string>>();
  /** Those that are silent now, as far as things of this engine's stacks are there. */
  nodes: ReadonlySet<string> = NONE;

  constructor(private readonly ports: SilentNodePorts) {}

  /** Looks again and again, until the answer is called. */
  start(): () => void {
    const { clock, silentAfterMs } = this.ports;
    return repeat(clock, Math.min(1_000, silentAfterMs), () => {
      this.check();
    });
  }

  /** O(things that nobody looks at). */
  private check(): void {
    const { watches, clock, silentAfterMs } = this.ports;
    const now = clock.monotonic();
    const observed = watches.nodes;
    const nodesOf = new Map<string, Set<string>>();
    const seen = new Set<string>();
    for (const { stackId, node } of watches.homes()) {
      if (node === '' || observed.has(node)) continue;
      seen.add(node);
      if (!this.since.has(node)) this.since.set(node, now);
      if (now - (this.since.get(node) ?? now) < silentAfterMs) continue;
      const nodes = nodesOf.get(stackId);
      if (nodes) nodes.add(node);
      else nodesOf.set(stackId, new Set([node]));
    }
    for (const node of this.since.keys()) if (!seen.has(node)) this.since.delete(node);
    for (const stackId of new Set([...this.told.keys(), ...nodesOf.keys()]))
      this.tell(stackId, nodesOf.get(stackId) ?? NONE);
    this.nodes = new Set([...nodesOf.values()].flatMap((nodes) => [...nodes]));
  }

  private tell(stackId: string, nodes: ReadonlySet<string>): void {
    const { loop } = this.ports;
    const resident = loop.resident(stackId);
    if (!resident) {
      // What is being read anew is told once it is back: what it was told before may lie there still, and be taken then.
      if (!loop.awaits(stackId)) this.told.delete(stackId);
      return;
    }
    if (isSame(resident.snapshot.silent, nodes) && isSame(this.told.get(stackId) ?? NONE, nodes)) {
      if (nodes.size === 0) this.told.delete(stackId);
      return;
    }
    this.told.set(stackId, nodes);
    loop.tell(stackId, { kind: 'silent', nodes });
  }
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((node) => b.has(node));
}
