import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  existsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

  it('show nothing of what lies outside the roots to a user who names it', async () => {
    mkdirSync(node.path('root'));
    writeFileSync(node.path('secret'), 'hunter2');
    symlinkSync(node.path('secret'), node.path('root', 'link'));
    symlinkSync(node.base, node.path('root', 'up'));
    const settings = { stateDirectory: node.stateDirectory, roots: [node.path('root')] };
    const call = node.call('', { settings });
    const none = {} as Goal;
    for (const path of ['secret', 'root/../secret', 'root/up/secret'].map((name) => `${node.base}/${name}`)) {
      const seen = await file.observe?.(path, none, call);
      assert.deepEqual(
        [seen?.status, seen?.attributes, seen?.properties],
        ['absent', undefined, undefined],
        path,
      );
      assert.match(seen?.reason ?? '', /outside the allowed directories/);
      await assert.rejects(async () => file.snapshot?.(path, none, call), isPermanent);
      const goal = goalOf({ path });
      await assert.rejects(async () => file.adopt?.(path, goal, call), isPermanent);
    }
    const linked = await file.observe?.(node.path('root', 'link'), none, call);
    assert.deepEqual([linked?.status, linked?.attributes], ['broken', undefined]);
    assert.equal((await file.observe?.('secret', none, call))?.status, 'absent');
    assert.equal((await directory.observe?.(node.base, {} as never, call))?.status, 'absent');
  });

  it('are not gone because the settings changed', async () => {
    const goal = goalOf({ path: node.path('f') });
    await file.create(goal, node.call('k'));
    const settings = { stateDirectory: node.stateDirectory, roots: [] };
    await assert.rejects(
      async () => file.observe?.(goal.path, goal, node.call('', { settings })),
      isPermanent,
    );
  });

  it('tell a short text as it is, and of anything else a hash that no template can mean', async () => {
    const goal = goalOf({ path: node.path('f'), content: 'short' });
    const { observation } = await file.create(goal, node.call());
    assert.equal(observation?.properties?.['content'], 'short');
    const look = async () => (await file.observe?.(goal.path, goal, node.call('')))?.properties?.['content'];
    writeFileSync(goal.path, 'grüße, by hand\n');
    assert.equal(await look(), 'grüße, by hand\n');
    for (const content of ['x'.repeat(1_025), 'a\0b', Buffer.from([255])]) {
      writeFileSync(goal.path, content);
      const sha256 = createHash('sha256').update(content).digest('hex');
      assert.deepEqual(await look(), { sha256 });
    }
  });

  it('refuse a snapshot of what is too large, no file, or not there', async () => {
    const goal = goalOf({ path: node.path('f'), content: '12345' });
    await file.create(goal, node.call());
    const keep = async (id: string, snapshotMaxBytes: number) =>
      file.snapshot?.(id, goal, node.call('', { settings: { ...node.dev, snapshotMaxBytes } }));
    assert.deepEqual(await keep(goal.path, 5), { base64: 'MTIzNDU=', mode: '0600' });
    const says = (text: RegExp) => (error: unknown) => isPermanent(error) && text.test(error.message);
    await assert.rejects(
      keep(goal.path, 4),
      says(/has 5 bytes, and a snapshot keeps 4; raise "snapshotMaxBytes"/),
    );
    await assert.rejects(keep(node.base, 5), says(/is not a regular file; there is nothing to keep/));
    await assert.rejects(keep(node.path('g'), 5), says(/is not there; there is nothing to keep/));
    await assert.rejects(
      async () => file.restore?.(goal.path, goal, { text: 'x' }, node.call()),
      isPermanent,
    );
    assert.equal(readFileSync(goal.path, 'utf8'), '12345');
  });

  it('are taken over as they are, from anybody, and only by their real path', async () => {
    mkdirSync(node.path('real'));
    symlinkSync(node.path('real'), node.path('alias'));
    const goal = goalOf({ path: node.path('alias', 'f'), content: 'theirs' });
    const path = node.path('real', 'f');
    writeFileSync(path, 'theirs', { mode: 0o640 });
    await assert.rejects(async () => file.adopt?.(goal.path, goal, node.call()), isPermanent);
    await assert.rejects(
      async () => file.adopt?.(path, { ...goal, path: node.path('f') }, node.call()),
      isPermanent,
    );
    const found = await file.adopt?.(path, goal, node.call('k'));
    // What is right already is not written anew.
    assert.deepEqual(found?.properties, { mode: '0640' });
    const foreign = node.call('k2', { stack: { id: 'stack-2', name: 'other' } });
    const other = await file.adopt?.(path, { ...goal, content: 'ours' }, foreign);
    assert.deepEqual(other?.properties, { content: 'theirs', mode: '0640' });
    assert.equal(readFileSync(path, 'utf8'), 'theirs');
    await assert.rejects(
      async () => directory.adopt?.(path, directory.properties.parse({ path }) as never, node.call()),
      (error: unknown) => isPermanent(error) && /not a directory/.test(error.message),
    );
    await file.delete(path, goal, foreign);
    assert.ok(!existsSync(path));
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

  it('remove a directory that was taken over, and not what is above it', async () => {
    const goal = directory.properties.parse({ path: node.path('a', 'b'), mode: '0700' }) as Parameters<
      typeof directory.create
    >[0];
    mkdirSync(goal.path, { recursive: true });
    chmodSync(goal.path, 0o755);
    const found = await directory.adopt?.(goal.path, goal, node.call());
    assert.deepEqual([found?.status, found?.properties], ['ready', { mode: '0755' }]);
    await directory.delete(goal.path, goal, node.call());
    assert.deepEqual(readdirSync(node.path('a')), []);
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
