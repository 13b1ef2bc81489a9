export interface FleetOrderPorts {
  readonly drainedWorkers: () => Promise<ReadonlySet<string>>;
  /** Of all that are drained, whenever they are others than before. */
  readonly drain: (workers: ReadonlySet<string>) => void;
  /** Brings to the stacks what was declared gone with its node. */
  readonly gone: () => Promise<void>;
  /** Reads which tokens have ended before their time. */
  readonly revoked: () => Promise<void>;
  readonly log: { warn(details: object, message: string): void };
}

/**
 * What people have ordered of the fleet. Rows hold it, and each engine does what they say whenever it reads them: at its start, when
 * another engine says that they have changed, and now and then, should that be lost.
 */
export class FleetOrders {
  private reading: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private drained: ReadonlySet<string> = new Set();

  constructor(private readonly ports: FleetOrderPorts) {}

  /** Resolves once what was written before is done. Calls run one after another. */
  refresh(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.again = true;
    this.reading ??= this.readUntilQuiet().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** As `refresh`, for whom it may fail. */
  refreshSoon(): void {
    this.refresh().catch((error: unknown) => {
      this.ports.log.warn({ err: error }, 'what is ordered of the fleet could not be read; trying again');
    });
  }

  /** Nothing more is read. Resolves once what was asked of the store is answered. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.reading?.catch(() => undefined);
  }

  private async readUntilQuiet(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      const drained = await this.ports.drainedWorkers();
      if (!isSame(drained, this.drained)) {
        this.drained = drained;
        this.ports.drain(drained);
      }
      await this.ports.gone();
      await this.ports.revoked();
    }
  }
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}
