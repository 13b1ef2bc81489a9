import type { Resource } from '../core/snapshot.js';
import type { Resident } from './resident.js';

/** A resource that waits. */
export interface Waiting {
  readonly resource: Resource;
  readonly resident: Resident;
}

interface Line<K> {
  readonly key: K;
  readonly waiting: Map<Resource, Resident>;
}

/** Resources that wait, in a line for each thing that is waited for: first come first served. */
export class WaitingLines<K> {
  private readonly lines = new Map<unknown, Line<K>>();

  /** @param identity the same for what is waited for in one line */
  constructor(private readonly identity: (key: K) => unknown) {}

  add(key: K, resource: Resource, resident: Resident): void {
    const identity = this.identity(key);
    let line = this.lines.get(identity);
    if (!line) this.lines.set(identity, (line = { key, waiting: new Map<Resource, Resident>() }));
    line.waiting.set(resource, resident);
  }

  /** Takes the one that waits longest in a line, which is the last to be asked next time. */
  take(key: K): Waiting | undefined {
    const identity = this.identity(key);
    const line = this.lines.get(identity);
    const first = line?.waiting.entries().next().value;
    if (!line || !first) return undefined;
    line.waiting.delete(first[0]);
    this.lines.delete(identity);
    if (line.waiting.size > 0) this.lines.set(identity, line);
    return { resource: first[0], resident: first[1] };
  }

  /** What is waited for, that which was served longest ago first. */
  keys(): K[] {
    return Array.from(this.lines.values(), ({ key }) => key);
  }

  /** The stack is not in memory any more. */
  forget(resident: Resident): void {
    for (const [identity, { waiting }] of this.lines) {
      for (const [resource, owner] of waiting) if (owner === resident) waiting.delete(resource);
      if (waiting.size === 0) this.lines.delete(identity);
    }
  }

  get size(): number {
    let n = 0;
    for (const { waiting } of this.lines.values()) n += waiting.size;
    return n;
  }
}
