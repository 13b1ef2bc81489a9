import assert from 'node:assert/strict';
import { ClaimSearch, type FoundClaim, type SearchPorts } from '../../services/engine/app/claim-search.js';
import { ManualClock, settled } from '../support/manual-clock.js';

/** Claims that are stored, and which stacks are in memory. */
class Store {
  readonly clock = new ManualClock();
  readonly claims = new Map<string, FoundClaim>();
  readonly resident = new Set<string>();
  readonly loaded: string[] = [];
  readonly queries: (readonly string[])[] = [];
  isAway = false;
  gate: Promise<void> = Promise.resolve();

  claim(key: string, stack: string, shard = 1): void {
    this.claims.set(key, { key, stack, ordinal: 1, shard });
  }

  /** Of the loop and the watches the search asks these alone. */
  readonly ports = {
    clock: this.clock,
    log: { warn: () => undefined },
    loop: { resident: (id: string) => (this.resident.has(id) ? {} : undefined), awaits: () => false },
    watches: { nodes: new Set(['n1', 'n2']) },
    shardEpoch: (shard: number) => (shard === 1 ? 1 : undefined),
    load: (ids: readonly string[]) => {
      this.loaded.push(...ids);
      return Promise.resolve();
    },
    findClaims: async (keys: readonly string[]) => {
      this.queries.push(keys);
      await this.gate;
      if (this.isAway) throw new Error('the database is away');
      return keys.flatMap((key) => this.claims.get(key) ?? []);
    },
  } as unknown as SearchPorts;
}

describe('things that are not watched in memory', () => {
  let store: Store;
  let said: string[];
  let gone: Set<string>;
  let search: ClaimSearch<string>;
  beforeEach(() => {
    store = new Store();
    said = [];
    gone = new Set();
    search = new ClaimSearch<string>(store.ports, {
      found: (asker, { key }) => said.push(`${asker} found ${key}`),
      done: (asker) => said.push(`${asker} done`),
      isGone: (asker) => gone.has(asker),
    });
  });
  const seek = async (asker: string, physicalId: string, node = ''): Promise<void> => {
    search.add({ asker, type: 'T', node, physicalId, gatherMs: 0 });
    search.run();
    await settled();
  };

  it('are found by their claims wherever observers are, and their stacks are brought into memory first', async () => {
    store.claim('T|n2|a', 's1');
    store.claim('T||b', 's2');
    store.resident.add('s2');
    await seek('1', 'a');
    await seek('2', 'b', 'n1');
    await seek('3', 'c');
    assert.deepEqual(said, ['1 found T|n2|a', '1 done', '2 found T||b', '2 done', '3 done']);
    assert.deepEqual(store.loaded, ['s1']);
  });

  it('of another engine, or on another node, are none', async () => {
    store.claim('T|n1|a', 's1', 2);
    store.claim('T|n2|b', 's1');
    await seek('1', 'a');
    await seek('2', 'b', 'n1');
    assert.deepEqual(said, ['1 done', '2 done']);
    assert.deepEqual(store.loaded, []);
  });

  it('are looked for with one query for all that come while one is under way', async () => {
    let open = (): void => undefined;
    store.gate = new Promise((resolve) => (open = resolve));
    for (let i = 0; i < 100; i++) await seek(String(i), `thing-${String(i)}`);
    assert.equal(store.queries.length, 1);
    open();
    await settled();
    assert.equal(store.queries.length, 2);
    assert.equal(said.length, 100);
  });

  it('are looked for again while the database is away, unless who asked has left', async () => {
    store.isAway = true;
    store.claim('T|n1|a', 's1');
    await seek('1', 'a');
    await seek('2', 'a');
    assert.deepEqual(said, []);
    gone.add('2');
    store.isAway = false;
    await store.clock.pass(1_000);
    assert.deepEqual(said, ['1 found T|n1|a', '1 done']);
  });
});
