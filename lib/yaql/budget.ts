import type { YaqlLimits } from './limits.js';
import { YaqlFault } from './yaql-fault.js';

/** Counts what one evaluation has cost, and ends it when that is too much. */
export class Budget {
  private steps = 0;
  private bytes = 0;
  private resultBytes = 0;
  private depth = 0;
  private readonly ids = new WeakMap<object, number>();
  private lastId = 0;

  constructor(readonly limits: YaqlLimits) {}

  /** @throws YaqlFault `TooMuchWork` */
  step(count = 1): void {
    this.steps += count;
    if (this.steps > this.limits.steps)
      throw new YaqlFault('TooMuchWork', `Expression takes more than ${this.limits.steps} steps`);
  }

  /** Work on so many characters, or bytes. */
  stepOver(characters: number): void {
    this.step(1 + Math.floor(characters / 64));
  }

  /** Enters a call; to be followed by `leaveCall`, whatever happens. @throws YaqlFault `RecursionError` */
  enterCall(): void {
    this.enter(2);
  }

  leaveCall(): void {
    this.depth -= 2;
  }

  /** Enters a sequence, of which two are as deep as a call; to be followed by `leaveSequence`. @throws YaqlFault */
  enterSequence(): void {
    this.enter(1);
  }

  leaveSequence(): void {
    this.depth -= 1;
  }

  private enter(halves: number): void {
    this.depth += halves;
    if (this.depth > 2 * this.limits.depth) throw tooDeep();
  }

  /** Looks at a value that lies `level` values deep. @throws YaqlFault `RecursionError` or `TooMuchWork` */
  visit(level: number): void {
    this.step();
    if (level > 2 * this.limits.depth) throw tooDeep();
  }

  /** Checks what is about to be made, in bytes, against the quota. @throws YaqlFault `MemoryQuotaExceededException` */
  quota(bytes: number): void {
    const { memoryQuota } = this.limits;
    if (memoryQuota > 0 && bytes > memoryQuota) throw tooMuchMemory();
  }

  /** Counts what was made, in bytes, whether it is kept or not. @throws YaqlFault `TooMuchWork` */
  count(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > this.limits.totalBytes) {
      throw new YaqlFault('TooMuchWork', `Expression makes more than ${this.limits.totalBytes} bytes in all`);
    }
  }

  /** Counts a part of the result. @throws YaqlFault `TooMuchWork` */
  countResult(bytes: number): void {
    this.resultBytes += bytes;
    if (this.resultBytes > this.limits.resultBytes) {
      throw new YaqlFault('TooMuchWork', `The result takes more than ${this.limits.resultBytes} bytes`);
    }
  }

  /** Characters that a text about to be made may have: more would be refused once it was made. */
  get longestText(): number {
    const { memoryQuota, totalBytes } = this.limits;
    return memoryQuota > 0 ? memoryQuota : totalBytes;
  }

  /** The fault of what would have more than `longestText` characters. */
  checkText(length: number): void {
    if (length > this.longestText) throw tooMuchMemory();
  }

  /** A number that an object keeps, for values that are equal only to themselves. */
  idOf(object: object): number {
    let id = this.ids.get(object);
    if (id === undefined) this.ids.set(object, (id = ++this.lastId));
    return id;
  }
}

function tooDeep(): YaqlFault {
  return new YaqlFault('RecursionError', 'Expression or its data is nested too deep');
}

function tooMuchMemory(): YaqlFault {
  return new YaqlFault('MemoryQuotaExceededException', 'Expression consumed too much memory');
}
