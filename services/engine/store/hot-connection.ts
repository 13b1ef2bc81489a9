import type { ClientBase } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { TurnRefused } from '../app/store-port.js';

/**
 * The one connection of the loop: named prepared statements (planning the turn's statement costs as much as
 * running it), and a planner that does not take the small record sets of a turn for reasons to scan tables.
 */
export class HotConnection {
  private runner: QueryRunner | undefined;
  private opening: Promise<ClientBase> | undefined;

  constructor(private readonly database: DataSource) {}

  /**
   * @throws TurnRefused when PostgreSQL refuses the values themselves. After any other error the outcome is unknown;
   * the next call has a new connection.
   */
  async query<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    const client = await (this.opening ??= this.open());
    try {
      const { rows } = await client.query<Row & object>({ name, text, values: [...values] });
      return rows;
    } catch (error) {
      if (isRefusal(error)) throw new TurnRefused('the database refuses these rows', { cause: error });
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { runner } = this;
    this.runner = undefined;
    this.opening = undefined;
    await runner?.release().catch(() => undefined);
  }

  private async open(): Promise<ClientBase> {
    try {
      this.runner = this.database.createQueryRunner();
      const client = (await this.runner.connect()) as ClientBase;
      await client.query(
        `SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;
         SET plan_cache_mode = force_generic_plan;
         SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '5s'`,
      );
      return client;
    } catch (error) {
      await this.close();
      throw error;
    }
  }
}

/** Data exceptions, violated constraints and program limits (SQLSTATE classes 22, 23, 54): the same rows fail again. */
function isRefusal(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^(22|23|54)/.test(code);
}
