import { physicalKey } from '../core/snapshot.js';
import type { ConvergenceLoop } from './loop.js';
import type { Watches } from './watches.js';

export interface FoundClaim {
  readonly key: string;
  readonly stack: string;
  readonly ordinal: number;
  readonly shard: number;
}

export interface SearchPorts {
  readonly loop: ConvergenceLoop;
  readonly watches: Watches;
  readonly clock: { setTimer(ms: number, fn: () => void): () => void };
  readonly findClaims: (keys: readonly string[]) => Promise<readonly FoundClaim[]>;
  readonly load: (stackIds: readonly string[]) => Promise<void>;
  readonly shardEpoch: (shard: number) => number | undefined;
  readonly log: { warn(details: object, message: string): void };
}

/** A thing that nobody in memory watches. */
export interface Sought<Asker> {
  readonly asker: Asker;
  readonly type: string;
  /** Empty: anywhere. */
  readonly node: string;
  readonly physicalId: string;
  readonly gatherMs: number;
}

export interface SearchListener<Asker> {
  found(asker: Asker, claim: FoundClaim, gatherMs: number): void;
  /** All that was to be found of it was; called once for each `add`. */
  done(asker: Asker): void;
  /** Nobody waits for the answer any more. */
  isGone(asker: Asker): boolean;
}

/** Keys that are looked for with one query. */
const BATCH = 5_000;
const RETRY_MS = 1_000;

/**
 * Finds things that are not watched in memory by their claims: they are being made, or their stack was not loaded yet. What comes
 * while a query is under way is looked for with the next one, so a thousand notifications of strangers are a few queries.
 */
export class ClaimSearch<Asker> {
  private sought: Sought<Asker>[] = [];
  private running = false;

  constructor(
    private readonly ports: SearchPorts,
    private readonly listener: SearchListener<Asker>,
  ) {}

  /** Sought by the next `run`. */
  add(sought: Sought<Asker>): void {
    this.sought.push(sought);
  }

  run(): void {
    if (this.running || this.sought.length === 0) return;
    this.running = true;
    const all = this.sought;
    this.sought = [];
    this.find(all)
      .catch((error: unknown) => {
        this.ports.log.warn({ err: error }, 'notified things could not be looked up; trying again');
        this.sought = [...all, ...this.sought];
        return new Promise<void>((resolve) => {
          this.ports.clock.setTimer(RETRY_MS, resolve);
        });
      })
      .finally(() => {
        this.running = false;
        this.run();
      })
      .catch(() => undefined);
  }

  private async find(all: readonly Sought<Asker>[]): Promise<void> {
    const wanted = all.filter(({ asker }) => !this.listener.isGone(asker));
    const keysOf = this.keysFor();
    const keys = [...new Set(wanted.flatMap(keysOf))];
    const claims = new Map<string, FoundClaim>();
    for (let i = 0; i < keys.length; i += BATCH) {
      for (const claim of await this.ports.findClaims(keys.slice(i, i + BATCH))) claims.set(claim.key, claim);
    }
    const ours = [...claims.values()].filter(({ shard }) => this.ports.shardEpoch(shard) !== undefined);
    const { loop } = this.ports;
    const absent = ours.map(({ stack }) => stack).filter((id) => !loop.resident(id) && !loop.awaits(id));
    if (absent.length > 0) await this.ports.load([...new Set(absent)]);
    const known = new Map(ours.map((claim) => [claim.key, claim]));
    for (const one of wanted) {
      for (const key of keysOf(one)) {
        const claim = known.get(key);
        if (claim) this.listener.found(one.asker, claim, one.gatherMs);
      }
      this.listener.done(one.asker);
    }
  }

  /** A thing anywhere is a thing where an observer is: nobody can look at others. */
  private keysFor(): (sought: Sought<Asker>) => string[] {
    const nodes = [...this.ports.watches.nodes, ''];
    return ({ type, node, physicalId }) =>
      (node === '' ? nodes : [node, '']).map((one) => physicalKey(type, one, physicalId));
  }
}
