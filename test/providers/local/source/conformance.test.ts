import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { localProcess } from '../../../../lib/providers/local/process.js';
import { LocalSource } from '../../../../lib/providers/local/source/source.js';
import { sourceConformance } from '../../../observer/notifications/source-conformance.js';
import { NodeOfTest } from '../node-of-test.js';

type Goal = Parameters<typeof localProcess.create>[0];
const log = { warn: () => undefined };

sourceConformance('the watch on local files', async () => {
  const node = new NodeOfTest();
  const ids = ['a', 'b', 'c'].map((name) => node.path(name)) as [string, string, string];
  for (const id of ids) await writeFile(id, 'as applied');
  let times = 0;
  return {
    source: new LocalSource({ settings: node.dev, node: 'n1', log }),
    type: 'Local::File',
    ids,
    happen: (id) => writeFile(id, `by hand, time ${String((times += 1))}`),
    close: () => Promise.resolve(node.remove()),
  };
});

sourceConformance('the watch on local directories', async () => {
  const node = new NodeOfTest();
  const ids = ['a', 'b', 'c'].map((name) => node.path(name)) as [string, string, string];
  for (const id of ids) await mkdir(id);
  let times = 0;
  return {
    source: new LocalSource({ settings: node.dev, node: 'n1', log }),
    type: 'Local::Directory',
    ids,
    happen: (id) => chmod(id, (times += 1) % 2 ? 0o700 : 0o755),
    close: () => Promise.resolve(node.remove()),
  };
});

sourceConformance('the watch on local processes', async () => {
  const node = new NodeOfTest();
  const goal = localProcess.properties.parse({ command: 'sleep', args: ['1000'], gracePeriod: 0 }) as Goal;
  const pids = new Map<string, number>();
  const pidOf = async (id: string): Promise<void> => {
    const seen = await localProcess.observe?.(id, goal, node.call());
    if (typeof seen?.attributes?.pid === 'number') pids.set(id, seen.attributes.pid);
  };
  const ids: string[] = [];
  for (const key of ['a', 'b', 'c']) {
    const { physicalId } = await localProcess.create(goal, node.call(key));
    ids.push(physicalId);
    await pidOf(physicalId);
  }
  return {
    source: new LocalSource({ settings: node.dev, node: 'n1', log }),
    type: 'Local::Process',
    ids: ids as [string, string, string],
    happen: (id) => {
      try {
        process.kill(pids.get(id) ?? 0, 'SIGKILL');
      } catch {
        // It has ended already.
      }
      return Promise.resolve();
    },
    renew: async (id) => {
      await localProcess.update?.(id, goal, new Set(), node.call());
      await pidOf(id);
    },
    close: async () => {
      for (const id of ids) await localProcess.delete(id, goal, node.call());
      node.remove();
    },
  };
});
