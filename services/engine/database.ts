import type { DataSource } from 'typeorm';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../lib/embedded-postgres/index.js';
import type { Service } from '../../lib/lifecycle.js';
import type { EngineConfig } from './config.js';
import { openDatabase } from './store/open-store.js';

/** The user's PostgreSQL, or our own on a directory. */
export class Database implements Service {
  readonly name = 'database';
  private embedded: EmbeddedPostgres | undefined;
  private opened: DataSource | undefined;

  constructor(private readonly config: EngineConfig) {}

  get source(): DataSource {
    if (!this.opened) throw new Error('the database was not opened');
    return this.opened;
  }

  async start(): Promise<void> {
    const { url, directory, connections } = this.config.database;
    if (url === undefined) this.embedded = await startEmbeddedPostgres({ dataDirectory: directory });
    try {
      this.opened = await openDatabase({
        url: url ?? this.embedded?.url ?? '',
        poolSize: connections,
        applicationName: 'isotherm-engine',
      });
    } catch (error) {
      await this.embedded?.stopIfLast();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.opened?.destroy();
    await this.embedded?.stopIfLast();
  }
}
