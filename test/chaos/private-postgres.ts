import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import {
  destroyEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../lib/embedded-postgres/index.js';
import { waitFor } from '../support/wait-for.js';

/** A PostgreSQL that may be killed: durable, and nobody else's. */
export class PrivatePostgres {
  private running: EmbeddedPostgres | undefined;
  private readonly dataDirectory: string;

  constructor(private readonly directory: string) {
    this.dataDirectory = join(directory, 'pg');
  }

  async start(): Promise<void> {
    await chmod(this.directory, 0o711);
    this.running = await startEmbeddedPostgres({ dataDirectory: this.dataDirectory, connections: 100 });
  }

  get url(): string {
    return this.running?.url ?? '';
  }

  /** It ends at once, as by a crash, and has to recover when it is started again. */
  async crash(): Promise<void> {
    const pid = this.running?.pid ?? 0;
    process.kill(pid, 'SIGQUIT');
    await waitFor(() => !isThere(pid), 'PostgreSQL to be gone', 30_000);
  }

  async destroy(): Promise<void> {
    await this.running?.stop();
    await destroyEmbeddedPostgres(this.dataDirectory);
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
