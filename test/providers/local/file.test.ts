import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { isPermanent, isTransient } from '../../../lib/handler/errors.js';
import { directory } from '../../../lib/providers/local/directory.js';
import { file } from '../../../lib/providers/local/file.js';
import { crashAt } from './crash-at.js';
import { NodeOfTest } from './node-of-test.js';

type Goal = Parameters<typeof file.create>[0];

describe('Local::File and Local::Directory', function () {
  this.timeout(30_000);
  let node: NodeOfTest;
  beforeEach(() => {
    node = new NodeOfTest();
  });
  afterEach(() => node.remove());

  const goalOf = (properties: object): Goal => file.properties.parse(properties) as Goal;

  it('leave a file alone that was there before', async () => {
    const goal = goalOf({ path: node.path('f'), content: 'ours' });
    writeFileSync(goal.path, 'theirs');
    await assert.rejects(file.create(goal, node.call('k')), isPermanent);
    assert.equal(await file.find?.('k', goal, node.call()), undefined);
    await file.delete(goal.path, goal, node.call());
    assert.equal(readFileSync(goal.path, 'utf8'), 'theirs');
  });

  it('take over a file with adopt, and delete it with the resource', async () => {
    const goal = goalOf({ path: node.path('f'), content: 'ours', adopt: true });
    writeFileSync(goal.path, 'theirs');
    await file.create(goal, node.call());
    assert.equal(readFileSync(goal.path, 'utf8'), 'ours');
    await file.delete(goal.path, goal, node.call());
    assert.ok(!existsSync(goal.path));
  });

  it('let a renamed resource keep its file, and no other stack take it', async () => {
    const goal = goalOf({ path: node.path('f'), content: 'ours' });
    await file.create(goal, node.call('old'));
    await assert.rejects(
      file.create(goal, node.call('foreign', { stack: { id: 'stack-2', name: 'other' } })),
      isPermanent,
    );
    await file.create(goal, node.call('new'));
    assert.equal(await file.find?.('old', goal, node.call()), undefined);
    assert.equal(await file.find?.('new', goal, node.call()), goal.path);
  });

  for (const step of ['open', 'link', 'rename', 'rm']) {
    it(`know their own file after a worker was killed at any ${step}`, async () => {
      for (let nth = 1; ; nth += 1) {
        const goal = goalOf({ path: node.path(`f${String(nth)}`), content: 'ours' });
        const killed = crashAt({ step, nth, goal, key: `k${String(nth)}`, settings: node.dev });
        await file.create(goal, node.call(`k${String(nth)}`));
        assert.equal(readFileSync(goal.path, 'utf8'), 'ours');
        await file.delete(goal.path, goal, node.call());
        assert.deepEqual(readdirSync(node.base), ['state'], 'something was left behind');
        if (!killed) return assert.ok(nth > 1, 'no worker was killed at all');
      }
    });
  }

  it('do not take a file for theirs that appeared after a worker died before making its own', async () => {
    const goal = goalOf({ path: node.path('f'), content: 'ours' });
    assert.ok(crashAt({ step: 'link', nth: 1, goal, key: 'k', settings: node.dev }));
    writeFileSync(goal.path, 'theirs');
    await assert.rejects(file.create(goal, node.call('k')), isPermanent);
    await file.delete(goal.path, goal, node.call());
    assert.equal(readFileSync(goal.path, 'utf8'), 'theirs');
  });

  it('refuse a path outside the roots, also through a symbolic link', async () => {
    mkdirSync(node.path('root'));
    mkdirSync(node.path('outside'));
    symlinkSync(node.path('outside'), node.path('root', 'link'));
    const settings = { stateDirectory: node.stateDirectory, roots: [node.path('root')] };
    for (const path of [
      node.path('outside', 'f'),
      node.path('root', 'link', 'f'),
      node.path('root', '..', 'f'),
    ]) {
      await assert.rejects(file.create(goalOf({ path }), node.call('k', { settings })), isPermanent, path);
    }
    assert.deepEqual(readdirSync(node.path('outside')), []);
    await file.create(goalOf({ path: node.path('root', 'f') }), node.call('k', { settings }));
  });

  it('write no secret where others can read it', async () => {
    const goal = goalOf({ path: node.path('f'), content: 'hunter2' });
    await file.create(goal, node.call());
    for (const name of readdirSync(node.path('state', 'paths'))) {
      assert.ok(!readFileSync(node.path('state', 'paths', name), 'utf8').includes('hunter2'));
    }
  });

  it('keep what others put into a directory, and say so', async () => {
    const goal = directory.properties.parse({ path: node.path('a', 'b') }) as Parameters<
      typeof directory.create
    >[0];
    const { physicalId } = await directory.create(goal, node.call());
    writeFileSync(node.path('a', 'b', 'theirs'), '');
    await assert.rejects(
      directory.delete(physicalId, goal, node.call()),
      (error: unknown) => isTransient(error) && /theirs/.test(error.message),
    );
    assert.ok(existsSync(node.path('a', 'b', 'theirs')));
  });

  it('keep a directory that was there before', async () => {
    const goal = directory.properties.parse({ path: node.path('a') }) as Parameters<
      typeof directory.create
    >[0];
    mkdirSync(goal.path);
    const { physicalId } = await directory.create(goal, node.call());
    await directory.delete(physicalId, goal, node.call());
    assert.ok(existsSync(goal.path));
  });
});
