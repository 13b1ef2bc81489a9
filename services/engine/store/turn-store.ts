import type { DataSource } from 'typeorm';
import type { Seal } from '../app/instance-rows.js';
import type { HeldStack, StoredRevision, StoredStack, Turn, TurnStore } from '../app/store-port.js';
import { commitTurn } from './commit-turn.js';
import { holdStack } from './hold-stack.js';
import { HotConnection } from './hot-connection.js';
import { loadNewRevisions, loadStacks } from './load-stacks.js';
import { rollBack } from './roll-back.js';

/** The loop's store on PostgreSQL. */
export class PostgresTurnStore implements TurnStore {
  private readonly hot: HotConnection;

  constructor(
    private readonly database: DataSource,
    private readonly seal: Seal,
  ) {
    this.hot = new HotConnection(database);
  }

  commitTurn(turn: Turn): Promise<ReadonlySet<string>> {
    return commitTurn(this.hot, turn);
  }

  loadStacks(stackIds: readonly string[]): Promise<StoredStack[]> {
    return loadStacks(this.database, this.seal, stackIds);
  }

  holdStack(held: HeldStack): Promise<void> {
    return holdStack(this.database, held);
  }

  async rollBack(stack: Parameters<TurnStore['rollBack']>[0]): Promise<void> {
    await rollBack(this.database, stack, stack);
  }

  loadNewRevisions(shards: readonly number[]): Promise<StoredRevision[]> {
    return loadNewRevisions(this.database, this.seal, shards);
  }

  close(): Promise<void> {
    return this.hot.close();
  }
}
