import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { DataSource } from 'typeorm';
import type { Call } from '../../lib/handler/contract.js';
import { softwareConfig } from '../../lib/providers/heat/software-config.js';
import { Sealer } from '../../lib/secrets.js';
import type { RecordReply, RecordRequest } from '../../lib/protocol/worker.js';
import { jobId } from '../../services/engine/app/job-id.js';
import { Records } from '../../services/engine/app/records/records.js';
import { SoftwareConfigRecords } from '../../services/engine/app/records/software-config-records.js';
import { EngineSoftware } from '../../services/engine/app/use-cases/engine-software.js';
import { forJob, type Queries } from '../../services/engine/store/for-job.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { softwareRecordStore, softwareStore } from '../../services/engine/store/software-store.js';
import { asked } from '../../services/engine/store/unavailable.js';
import { runRecords } from '../../services/worker/run-records.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

type Goal = Parameters<typeof softwareConfig.create>[0];

const TYPE = 'OS::Heat::SoftwareConfig';
const CONFIG = { name: 'n', group: 'script', config: 's3cret-script', options: {}, inputs: [], outputs: [] };

describe('records that jobs ask for, in PostgreSQL', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  let database: DataSource;
  const seal = new Sealer([Buffer.alloc(32, 7)]);
  const limits = {
    textBytes: 1_000, softwareConfigs: 3, softwareDeployments: 9, deploymentsPerServer: 9, softwareAnswerBytes: 10_000_000,
  }; // prettier-ignore
  const warnings: object[] = [];

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 6, applicationName: 'records' });
  });
  after(async () => {
    await database.destroy();
    await test.drop();
  });
  afterEach(() => {
    assert.deepEqual(warnings, []);
  });

  const records = () =>
    new Records(
      { software_config: new SoftwareConfigRecords({ store: softwareRecordStore(database), seal, limits }) },
      { warn: (details) => warnings.push(details) },
    );
  const software = () => new EngineSoftware({ store: softwareStore(database), seal, limits });

  /** A stack with one instance, and the job that runs for it. */
  async function running(tenant = `t-${randomUUID()}`, fence = 1) {
    const stack = randomUUID();
    await database.query(
      `INSERT INTO stack (id, tenant, name, root, shard, revision, asked, goal_action, disable_rollback, tags, description, seen, completed)
       VALUES ($1, $2, $3, $1, 7, 1, 1, 'CREATE', true, '{}', '', 1, 0)`,
      [stack, tenant, `shop-${stack}`],
    );
    await database.query(
      `INSERT INTO instance VALUES ($1, 1, 'cfg', '${TYPE}', '', '', '', '{}', '{}', '')`,
      [stack],
    );
    await database.query(`INSERT INTO job VALUES ($1, 1, 'resource', 'create', $2, 'w', 1, 1, '[]', 0)`, [
      stack,
      fence,
    ]);
    const ask = (operation: RecordRequest['operation'], more: Partial<RecordRequest> = {}) =>
      records().answer({
        ref: { jobId: jobId(stack, 1, TYPE, 'cfg'), fence }, number: 4, operation, kind: 'software_config', id: '',
        content: operation === 'create' ? JSON.stringify(CONFIG) : '', ...more,
      }); // prettier-ignore
    return { stack, tenant, ask };
  }

  async function done(answer: Promise<RecordReply | 'stale'>): Promise<RecordReply> {
    const reply = await answer;
    assert.ok(reply !== 'stale');
    assert.deepEqual([reply.number, reply.outcome], [4, 'done'], reply.reason);
    return reply;
  }

  const outcome = async (answer: Promise<RecordReply | 'stale'>) => {
    const reply = await answer;
    return reply === 'stale' ? reply : `${reply.outcome} ${reply.reason}`.trim();
  };

  it('are made once for a job, also by two runs at the same moment, and are what users see', async () => {
    const { ask, tenant } = await running();
    assert.equal(await outcome(ask('find')), 'absent');
    const [{ id }, again] = await Promise.all([done(ask('create')), done(ask('create'))]);
    assert.equal(again.id, id);
    assert.equal((await done(ask('find'))).id, id);
    assert.deepEqual(JSON.parse((await done(ask('read', { id }))).content), CONFIG);
    const { createdAt, ...shown } = await software().showConfig(tenant, id);
    assert.deepEqual(shown, { ...CONFIG, id });
    assert.ok(createdAt);
    await done(ask('delete', { id }));
    await done(ask('delete', { id }));
    assert.deepEqual(await software().listConfigs(tenant), []);
  });

  it('are not for a run that is not the newest, or of a stack that is gone', async () => {
    const { ask, stack, tenant } = await running();
    await database.query(`UPDATE job SET fence = 2 WHERE stack = $1`, [stack]);
    for (const operation of ['create', 'find', 'read', 'adopt', 'delete'] as const)
      assert.equal(await outcome(ask(operation, { id: randomUUID() })), 'stale');
    await database.query(`DELETE FROM job WHERE stack = $1`, [stack]);
    assert.equal(await outcome(ask('create')), 'stale');
    assert.equal(await outcome(ask('create', { ref: { jobId: 'nonsense', fence: 1 } })), 'stale');
    assert.deepEqual(await software().listConfigs(tenant), []);
  });

  it('hold back the next run of the job while they are made, so that it finds them', async () => {
    const { ask, stack } = await running();
    const made = ask('create');
    const next = database.query(`UPDATE job SET fence = 2 WHERE stack = $1`, [stack]);
    await next;
    const reply = await made;
    const found = await ask('find', { ref: { jobId: jobId(stack, 1, TYPE, 'cfg'), fence: 2 } });
    assert.ok(found !== 'stale');
    assert.equal(found.outcome, reply === 'stale' ? 'absent' : 'done');
  });

  it('are those of the job’s tenant alone', async () => {
    const mine = await running();
    const theirs = await running();
    const { id } = await done(mine.ask('create'));
    assert.equal(await outcome(theirs.ask('read', { id })), 'absent');
    assert.equal(await outcome(theirs.ask('adopt', { id })), 'absent');
    await done(theirs.ask('delete', { id }));
    await done(mine.ask('read', { id }));
  });

  it('belong to one instance: neither users nor other stacks can have them', async () => {
    const { ask, stack, tenant } = await running();
    const { id } = await done(ask('create'));
    const owned = /belongs to resource "cfg" of stack "shop-/;
    await assert.rejects(software().deleteConfig(tenant, id), {
      code: 'software-config.in-use',
      message: owned,
    });
    await database.query(`UPDATE instance SET physical = $2 WHERE stack = $1`, [stack, id]);
    await assert.rejects(software().deleteConfig(tenant, id), {
      code: 'software-config.in-use',
      message: owned,
    });
    const other = await running(tenant);
    assert.match(
      await outcome(other.ask('adopt', { id })),
      /^refused .*belongs to resource "cfg" of stack "shop-/,
    );
    await done(ask('adopt', { id }));

    await database.query(`DELETE FROM instance WHERE stack = $1`, [stack]);
    await done(other.ask('adopt', { id }));
    await assert.rejects(software().deleteConfig(tenant, id), owned, 'it is the other’s now');
    await database.query(`UPDATE instance SET physical = 'another' WHERE stack = $1`, [other.stack]);
    await software().deleteConfig(tenant, id);
  });

  it('are seen by the handler as it has asked for them, in whatever form its values are kept', async () => {
    const { ask, stack } = await running();
    const inputs = [
      { name: 'a', type: 'CommaDelimitedList', default: 'x,y' },
      { name: 'b', type: 'Boolean', default: 'True' },
      { name: 'c', type: 'Number', default: '80.0' },
      { name: 'd', type: 'Json', default: [1, 2] },
      { name: 'e', type: 'String', default: true },
      { name: 'f', type: 'Json', default: { x: [1] } },
    ];
    const goalOf = (declared: object[]) =>
      softwareConfig.properties.parse({ config: 'echo', inputs: declared, outputs: [{ name: 'o' }] }) as Goal;
    const goal = goalOf(inputs);
    const call = {
      records: runRecords(async (asked) => {
        const reply = await ask(asked.operation, asked);
        assert.ok(reply !== 'stale');
        return reply;
      }),
      stack: { id: stack, name: 'shop' },
      resource: 'cfg',
      idempotencyKey: 'k',
    } as Call;
    const { physicalId } = await softwareConfig.create(goal, call);
    const seen = await softwareConfig.check?.(physicalId, goal, call);
    assert.deepEqual([seen?.status, seen?.properties], ['ready', {}]);
    const other = goalOf([...inputs.slice(0, 5), { ...inputs[5], default: { x: [2] } }]);
    const differs = await softwareConfig.check?.(physicalId, other, call);
    assert.deepEqual(Object.keys(differs?.properties ?? {}), ['inputs']);
  });

  it('are refused without the values at fault: each may be a secret, in whatever form it would be told', async () => {
    const { ask } = await running();
    const secret = `pa'ss"\n${'x'.repeat(300)}`;
    for (const type of ['Number', 'Boolean']) {
      const inputs = [{ name: 'port', type, default: secret }];
      const told = await outcome(ask('create', { content: JSON.stringify({ ...CONFIG, inputs }) }));
      assert.match(told, /^refused .*inputs\.0/);
      assert.ok(!/pa.{0,2}ss|xxxx/.test(told), told);
    }
    const told = await outcome(ask('create', { content: `{"config": ${secret}` }));
    assert.match(told, /^refused .*JSON/);
    assert.ok(!/pa.{0,2}ss|xxxx/.test(told), told);
  });

  it('hold nobody up whose engine stands still: the database ends what it had begun, and it asks again', async () => {
    const { stack } = await running();
    const run = { stack, ordinal: 1, fence: 1 };
    const moments = new EventEmitter();
    const begun = once(moments, 'begun');
    const work = async (on: Queries) => {
      moments.emit('begun');
      await once(moments, 'goes on');
      await on.query(`SELECT 1`);
    };
    const ended = assert.rejects(asked(forJob(database, run, work)), {
      code: 'store.unavailable',
      retry: 'later',
    });
    await begun;
    await database.query(`UPDATE job SET fence = 2 WHERE stack = $1`, [stack]);
    moments.emit('goes on');
    await ended;
  });

  it('are refused for good where a limit is reached, they are deployed, or they are none', async () => {
    const { ask, tenant } = await running();
    const content = (more: object) => ({ content: JSON.stringify({ ...CONFIG, ...more }) });
    assert.match(await outcome(ask('create', { kind: 'volume' })), /^refused .*"volume"/);
    assert.match(await outcome(ask('create', { kind: 'constructor' })), /^refused/);
    assert.match(
      await outcome(ask('create', content({ config: 'x'.repeat(1_000) }))),
      /^refused .*limits.textBytes/,
    );
    assert.match(
      await outcome(ask('create', content({ group: 7 }))),
      /^refused The software config is invalid: group: /,
    );
    assert.match(await outcome(ask('create', content({ group: 'a\0b' }))), /^refused .*NUL/);
    const { id } = await done(ask('create'));
    await software().createDeployment(tenant, {
      configId: id, serverId: 's', action: null, status: null, statusReason: null, inputValues: {},
    }); // prettier-ignore
    assert.match(await outcome(ask('delete', { id })), /^refused .*delete its deployments first/);
    for (const _ of [2, 3]) await done((await running(tenant)).ask('create'));
    assert.match(await outcome((await running(tenant)).ask('create')), /^refused .*limits.softwareConfigs/);
    assert.equal((await done(ask('create'))).id, id, 'what is there is found all the same');
  });
});
