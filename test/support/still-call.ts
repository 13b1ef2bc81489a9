import { MemoryRecords } from '../../lib/handler/conformance/memory-records.js';
import type { Call, Checkpoint, Records } from '../../lib/handler/index.js';

/** A call whose clock stands until a test moves it, and that keeps what is saved. */
export class StillCall implements Call {
  readonly signal: Call['signal'] = new AbortController().signal;
  readonly idempotencyKey: string;
  readonly node = 'n1';
  readonly stack = { id: 's-1', name: 'shop' };
  readonly resource = 'web';
  saved: Checkpoint | undefined;
  nowMs = 1_800_000_000_000;

  readonly records: Records;

  constructor(
    key = 'key-1',
    readonly settings: unknown = undefined,
    records = new MemoryRecords(),
  ) {
    this.idempotencyKey = key;
    this.records = records.of(key);
  }

  checkpoint(state: Checkpoint): Promise<void> {
    this.saved = { ...this.saved, ...state };
    return Promise.resolve();
  }

  log(): void {
    // Nobody reads it here.
  }

  now(): number {
    return this.nowMs;
  }
}
