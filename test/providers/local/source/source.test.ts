import assert from 'node:assert/strict';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { localProcess } from '../../../../lib/providers/local/process.js';
import { LocalSource } from '../../../../lib/providers/local/source/source.js';
import { Hearing } from '../../../observer/notifications/source-conformance.js';
import { waitFor } from '../../../support/wait-for.js';
import { NodeOfTest } from '../node-of-test.js';

type Goal = Parameters<typeof localProcess.create>[0];

describe('the source of the provider local', function () {
  this.timeout(30_000);
  let node: NodeOfTest;
  let hearing: Hearing;
  let source: LocalSource;
  let warnings: string[];
  const open = async (settings: object = {}): Promise<void> => {
    const log = { warn: (_details: object, message: string) => void warnings.push(message) };
    source = new LocalSource({ settings: { ...node.dev, ...settings }, node: 'n1', log });
    await source.start(hearing.notify);
  };
  beforeEach(() => {
    node = new NodeOfTest();
    hearing = new Hearing();
    warnings = [];
  });
  afterEach(async () => {
    await source.stop();
    node.remove();
  });
  const until = async (id: string, act: () => Promise<unknown>): Promise<void> => {
    const before = hearing.of(id);
    const deadline = performance.now() + 10_000;
    while (hearing.of(id) === before) {
      assert.ok(performance.now() < deadline, `nothing is heard of ${id}`);
      await act();
      await waitFor(() => hearing.of(id) > before, 'it', 200).catch(() => undefined);
    }
  };

  it('says on which node its things are, for their ids are its alone', async () => {
    await open();
    const path = node.path('a');
    source.watched('Local::File', path);
    await until(path, () => writeFile(path, String(Math.random())));
    assert.equal(hearing.heard[0]?.node, 'n1');
  });

  it('hears of a file that is removed, made anew, or replaced by another', async () => {
    await open();
    const path = node.path('a');
    await writeFile(path, '1');
    source.watched('Local::File', path);
    await until(path, () => writeFile(path, String(Math.random())));
    await until(path, () => rm(path, { force: true }));
    await until(path, () => writeFile(path, '2'));
    await until(path, async () => {
      await writeFile(node.path('b'), '3');
      await rename(node.path('b'), path);
    });
  });

  it('tells a burst as one', async () => {
    await open();
    const path = node.path('a');
    source.watched('Local::File', path);
    await until(path, () => writeFile(path, '0'));
    const before = hearing.of(path);
    for (let i = 0; i < 50; i++) await writeFile(path, String(i));
    await until(path, () => writeFile(path, 'last'));
    assert.ok(hearing.of(path) - before < 25, `${String(hearing.of(path) - before)} times`);
  });

  it('goes on after the directory was moved away and another came into its place', async () => {
    await open();
    const directory = node.path('d');
    const path = node.path('d', 'a');
    await mkdir(directory);
    source.watched('Local::File', path);
    await until(path, () => writeFile(path, String(Math.random())));
    await until(path, () => rename(directory, node.path('moved')).catch(() => undefined));
    await mkdir(directory);
    await until(path, () => writeFile(path, String(Math.random())));
  });

  it('waits for a directory that is not there yet', async () => {
    await open();
    const path = node.path('later', 'a');
    source.watched('Local::File', path);
    await mkdir(node.path('later'));
    await until(path, () => writeFile(path, String(Math.random())));
    assert.deepEqual(warnings, []);
  });

  it('watches the directory in which a path really lies', async () => {
    await open();
    await mkdir(node.path('real'));
    await symlink(node.path('real'), node.path('link'));
    const path = node.path('link', 'a');
    source.watched('Local::File', path);
    await until(path, () => writeFile(node.path('real', 'a'), String(Math.random())));
  });

  it('says so when there are more directories than it may watch, and watches the others', async () => {
    await open({ watchedDirectories: 1 });
    for (const name of ['one', 'two', 'three']) await mkdir(node.path(name));
    const path = node.path('one', 'a');
    source.watched('Local::File', path);
    await until(path, () => writeFile(path, String(Math.random())));
    source.watched('Local::File', node.path('two', 'a'));
    source.watched('Local::File', node.path('three', 'a'));
    await waitFor(() => warnings.length > 0, 'the warning');
    await until(path, () => writeFile(path, String(Math.random())));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /raise "watchedDirectories"/);
  });

  it('watches nothing outside the allowed roots', async () => {
    await mkdir(node.path('in'));
    await mkdir(node.path('out'));
    await open({ dev: false, roots: [node.path('in')] });
    source.watched('Local::File', node.path('out', 'a'));
    source.watched('Local::File', node.path('in', 'a'));
    await until(node.path('in', 'a'), async () => {
      await writeFile(node.path('out', 'a'), String(Math.random()));
      await writeFile(node.path('in', 'a'), String(Math.random()));
    });
    assert.equal(hearing.of(node.path('out', 'a')), 0);
  });

  it('tells of a process that had ended before it was watched', async () => {
    const goal = localProcess.properties.parse({ command: 'sleep', args: ['1000'], gracePeriod: 0 }) as Goal;
    const { physicalId } = await localProcess.create(goal, node.call());
    const seen = await localProcess.observe?.(physicalId, goal, node.call());
    const pid = seen?.attributes?.pid as number;
    process.kill(pid, 'SIGKILL');
    await open();
    await until(physicalId, () => {
      source.unwatched('Local::Process', physicalId);
      source.watched('Local::Process', physicalId);
      return Promise.resolve();
    });
    await localProcess.delete(physicalId, goal, node.call());
  });
});
