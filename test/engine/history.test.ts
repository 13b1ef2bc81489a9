import assert from 'node:assert/strict';
import { EngineBench, TENANT } from '../support/engine-bench.js';

const template = (size: number, more: object = {}, kind = 'Test::Thing') => ({
  heat_template_version: '2018-08-31',
  description: `of size ${String(size)}`,
  parameters: { word: { type: 'string', hidden: true, default: 'secret-one' }, size: { type: 'number' } },
  resources: {
    a: { type: 'Test::Thing', properties: { kind: 'a', size: { get_param: 'size' } } },
    b: {
      type: kind,
      properties: { peer: { get_attr: ['a', 'address'] }, token: { get_param: 'word' } },
    },
    ...more,
  },
});

describe('the history of a stack', function () {
  this.timeout(30_000);
  let bench: EngineBench;

  before(async () => {
    bench = await EngineBench.open();
  });
  after(() => bench.close());

  it('tells what differs between two goals, as templates say it, and without secrets', async () => {
    const id = await bench.create('diff', template(1), { parameters: { size: 1 } });
    const peer = { get_attr: ['b', 'address'] };
    const more = { c: { type: 'Test::Thing', properties: { peer, token: 'typed in' } } };
    const parameters = { size: 2, word: 'secret-two' };
    await bench.useCases.updateStack(
      TENANT,
      id,
      { template: template(2, more), parameters },
      { existing: false },
    );
    await bench.reaches(id, 'UPDATE_COMPLETE');
    const diff = await bench.useCases.history.diffRevisions(TENANT, id, 1, 2);
    assert.deepEqual(diff, {
      from: 1,
      to: 2,
      resources: [
        { resource: 'a', change: 'changed', properties: [{ name: 'size', before: 1, after: 2 }] },
        {
          resource: 'b',
          change: 'changed',
          properties: [{ name: 'token', before: '******', after: '******' }],
        },
        {
          resource: 'c',
          change: 'added',
          properties: [
            { name: 'peer', after: peer },
            { name: 'token', after: '******' },
          ],
        },
      ],
      parameters: [
        { name: 'word', before: '******', after: '******' },
        { name: 'size', before: 1, after: 2 },
      ],
    });
    const back = await bench.useCases.history.diffRevisions(TENANT, id, 2, 1);
    assert.deepEqual(back.resources.at(-1), {
      resource: 'c',
      change: 'removed',
      properties: [
        { name: 'peer', before: peer },
        { name: 'token', before: '******' },
      ],
    });
    assert.deepEqual((await bench.useCases.history.diffRevisions(TENANT, id, 2, 2)).resources, []);
    await assert.rejects(bench.useCases.history.diffRevisions(TENANT, id, 1, 9), {
      code: 'revision.not-found',
    });
  });

  it('makes an old goal the goal again, without compiling it or asking for its parameters', async () => {
    const id = await bench.create('apply', template(1), { parameters: { size: 1 } });
    await bench.useCases.updateStack(
      TENANT,
      id,
      { template: template(2), parameters: { size: 2 } },
      { existing: false },
    );
    await bench.reaches(id, 'UPDATE_COMPLETE');
    const { history, plans } = bench.useCases;
    const { hash, resources } = await plans.planApply(TENANT, id, 1);
    assert.deepEqual(
      resources.map(({ resource, action, properties }) => [
        resource,
        action,
        properties.map(({ name }) => name),
      ]),
      [
        ['a', 'update', ['size']],
        ['b', 'update', ['peer']],
      ],
    );
    await assert.rejects(history.applyRevision(TENANT, id, 1, { plan: 'another' }), { code: 'plan.changed' });
    assert.deepEqual(await history.applyRevision(TENANT, id, 1, { plan: hash }), { revision: 3 });
    await bench.reaches(id, 'UPDATE_COMPLETE');
    const { description, parameters } = await bench.useCases.showStack(TENANT, id);
    assert.deepEqual(
      [description, parameters.find(({ name }) => name === 'size')?.value],
      ['of size 1', 1],
      'what is shown is that of the goal',
    );
    await bench.useCases.updateStack(TENANT, id, { parameters: { size: 5 } }, { existing: true });
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.equal((await bench.useCases.showStack(TENANT, id)).description, 'of size 1');
    const revisions = await bench.useCases.history.listRevisions(TENANT, id);
    assert.deepEqual(
      revisions.map(({ number, asked, base, state, resources }) => [number, asked, base, state, resources]),
      [
        [4, 'update', 4, 'current', 2],
        [3, 'apply 1', 1, 'reached', 2],
        [2, 'update', 2, 'reached', 2],
        [1, 'create', 1, 'reached', 2],
      ],
    );
    const shown = await bench.useCases.history.showRevision(TENANT, id, 3);
    assert.match(JSON.stringify(shown.template), /of size 1/);
    assert.equal(shown.parameters.find(({ name }) => name === 'word')?.value, '******');
    const rows = await bench.database.query<{ number: number; goal: string | null }[]>(
      `SELECT number, goal FROM revision WHERE stack = $1 ORDER BY number`,
      [id],
    );
    assert.equal(rows[2]?.goal, null, 'a goal is stored once');
    await assert.rejects(bench.useCases.history.applyRevision(TENANT, id, 9), { code: 'revision.not-found' });
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
    assert.equal((await bench.useCases.history.listRevisions(TENANT, id))[0]?.asked, 'delete');
  });
});
