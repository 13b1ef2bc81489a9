import assert from 'node:assert/strict';
import { systemClock } from '../../lib/clock.js';
import { ALL_UP_TO, RevokedTokens } from '../../services/engine/app/revoked-tokens.js';
import { loadRevokedTokens, saveRevokedToken } from '../../services/engine/store/revoked-tokens.js';
import { EngineBench } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';

describe('revoked tokens', function () {
  this.timeout(30_000);
  let bench: EngineBench;
  beforeEach(async () => {
    bench = await EngineBench.open();
  });
  afterEach(() => bench.close());

  const now = Date.now();
  const token = (id: string, issuedMs = now, expiresMs = now + 3_600_000) => ({ id, issuedMs, expiresMs });
  const of = (id: string, issuedMs = now) => ({ ids: [id], issuedMs });
  const elsewhere = (most?: number) =>
    new RevokedTokens({
      save: (one) => saveRevokedToken(bench.database, one, most),
      load: () => loadRevokedTokens(bench.database),
      clock: systemClock,
    });

  it('are told from engine to engine, and known after a restart', async () => {
    const [here, there] = [bench.engine.revokedTokens, elsewhere()];
    await there.revoke(token('a'));
    assert.equal(there.has(of('a')), true);
    await waitFor(() => Promise.resolve(here.has(of('a'))), 'the other engine to have heard of it');
    await here.revoke(token('b'));
    await here.revoke(token('b'));
    const restarted = elsewhere();
    await restarted.refresh();
    assert.deepEqual(['a', 'b', 'c'].map((id) => restarted.has(of(id))), [true, true, false]); // prettier-ignore
    assert.equal(restarted.has({ ids: ['c', 'b'], issuedMs: now }), true);
  });

  it('are forgotten once their time is over', async () => {
    await bench.engine.revokedTokens.revoke(token('old', now - 2_000, now - 1_000));
    await bench.engine.revokedTokens.revoke(token('new'));
    assert.deepEqual((await loadRevokedTokens(bench.database)).map(({ id }) => id), ['new']); // prettier-ignore
    const [{ rows }] = await bench.database.query<[{ rows: number }]>(
      `SELECT count(*)::int AS rows FROM revoked_token`,
    );
    assert.equal(rows, 1);
  });

  it('are rather too many than one too few, when there are more than are kept', async () => {
    const small = elsewhere(2);
    for (const [at, id] of ['a', 'b', 'c', 'd'].entries()) await small.revoke(token(id, now + at));
    const rows = await loadRevokedTokens(bench.database);
    assert.deepEqual(rows.map(({ id }) => id).sort(), [ALL_UP_TO, 'a', 'b']);
    const other = elsewhere();
    await other.refresh();
    assert.deepEqual(['a', 'b', 'c', 'd'].map((id, at) => other.has(of(id, now + at))), [true, true, true, true]); // prettier-ignore
    assert.deepEqual([other.has(of('x', now + 3)), other.has(of('x', now + 4))], [true, false]);
  });
});
