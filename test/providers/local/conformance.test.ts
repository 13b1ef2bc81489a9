import { existsSync, readdirSync } from 'node:fs';
import { appendFile, chmod, readFile, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { conformance } from '../../../lib/handler/conformance.js';
import { command } from '../../../lib/providers/local/command.js';
import { directory } from '../../../lib/providers/local/directory.js';
import { file } from '../../../lib/providers/local/file.js';
import { httpCheck } from '../../../lib/providers/local/http-check.js';
import { port } from '../../../lib/providers/local/port.js';
import { localProcess } from '../../../lib/providers/local/process.js';
import { readRunFile } from '../../../lib/providers/local/shim/run-files.js';
import { eventually, NodeOfTest, stateOf } from './node-of-test.js';

const node = new NodeOfTest();
const settings = () => node.dev;
const pathOf = (goal: { readonly [name: string]: unknown }) => String(goal['path']);
const count = (...names: string[]) =>
  Promise.resolve(existsSync(node.path(...names)) ? readdirSync(node.path(...names)).length : 0);

const runOf = (id: string) => {
  const [run = ''] = readdirSync(node.path('state', 'processes', id)).filter((name) =>
    name.startsWith('run-'),
  );
  return node.path('state', 'processes', id, run);
};
const pidOf = (id: string) => {
  const pid = readRunFile(runOf(id), 'started')?.pid;
  if (pid === undefined) throw new Error('it has not started');
  return pid;
};

after(() => node.remove());

describe('the provider local', () => {
  conformance({
    handler: directory,
    settings,
    goals: {
      'a directory': (unique) => ({ path: node.path(`dir-${unique}`) }),
      'a directory with parents and a mode': (unique) => ({
        path: node.path(`dir-${unique}`, 'a', 'b'),
        mode: '0750',
      }),
    },
    changes: { 'its mode': (goal) => ({ ...goal, mode: '0700' }) },
    replacement: (goal, unique) => ({ ...goal, path: node.path(`other-${unique}`) }),
    remove: (_id, goal) => rmdir(pathOf(goal)),
    count: () => Promise.resolve(readdirSync(node.base).filter((name) => name !== 'state').length),
  });

  conformance({
    handler: file,
    settings,
    goals: {
      'a file': (unique) => ({ path: node.path(`file-${unique}`), content: unique }),
      'a long file': (unique) => ({ path: node.path(`file-${unique}`), content: unique.repeat(1_000) }),
    },
    changes: {
      'its content': (goal) => ({ ...goal, content: 'other' }),
      'its mode': (goal) => ({ ...goal, mode: '0640' }),
    },
    replacement: (goal, unique) => ({ ...goal, path: node.path(`file-${unique}`) }),
    remove: (_id, goal) => unlink(pathOf(goal)),
    damage: (_id, goal) => appendFile(pathOf(goal), ' by hand'),
    content: {
      put: async (id) => {
        await writeFile(id, Buffer.from([0, 255, 254, 10]));
        await chmod(id, 0o604);
      },
      get: async (id) => [await readFile(id), (await stat(id)).mode],
    },
    madeByHand: async (goal) => {
      await writeFile(pathOf(goal), 'by hand', { mode: 0o644 });
      return pathOf(goal);
    },
    count: () => Promise.resolve(readdirSync(node.base).filter((name) => name !== 'state').length),
    impossible: { 'a file under a name that is taken': () => ({ path: node.base }) },
  });

  conformance({
    handler: localProcess,
    settings,
    goals: { 'a process': () => ({ command: 'sleep', args: ['1000'], gracePeriod: 1 }) },
    changes: {
      'its arguments': (goal) => ({ ...goal, args: ['2000'] }),
      'its grace period': (goal) => ({ ...goal, gracePeriod: 2 }),
    },
    count: () => count('state', 'processes'),
    // On a busy machine it needs a moment to take its signal.
    works: async (id) =>
      (await eventually('it sleeps or is stopped', () => /[ST]/.exec(stateOf(pidOf(id)))?.[0])) === 'S',
    impossible: { 'a program that is not there': () => ({ command: '/nonexistent/program' }) },
    remove: async (id) => {
      process.kill(pidOf(id), 'SIGKILL');
      const end = Date.now() + 5000;
      while (readRunFile(runOf(id), 'ended') === undefined && Date.now() < end)
        await new Promise(setImmediate);
    },
  });

  conformance({
    handler: command,
    settings,
    goals: { 'a command': (unique) => ({ command: 'sh', args: ['-c', `echo ${unique}`] }) },
    changes: { 'its triggers': (goal) => ({ ...goal, triggers: { config: 2 } }) },
    replacement: (goal, unique) => ({ ...goal, args: ['-c', `echo ${unique}`] }),
    remove: (id) => rm(node.path('state', 'commands', id), { recursive: true }),
    count: () => count('state', 'commands'),
    impossible: { 'a command that fails': () => ({ command: 'false' }) },
  });

  conformance({
    handler: port,
    settings,
    goals: { 'a port': () => ({}) },
    replacement: () => ({ range: { from: 18000, to: 19000 } }),
    remove: (id) => unlink(node.path('state', 'ports', id)),
    count: () => count('state', 'ports'),
    impossible: { 'a port of the range of the system': () => ({ range: { from: 50000, to: 50010 } }) },
  });

  describe('with a server to check', () => {
    let url = '';
    const server = createServer((_request, response) => response.end('hello from here'));
    before((done) => {
      server.listen(0, '127.0.0.1', () => {
        url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
        done();
      });
    });
    after((done) => {
      server.close(done);
    });
    conformance({
      handler: httpCheck,
      settings,
      goals: { 'a check': () => ({ url, expectedBody: 'hello' }) },
      changes: { 'what it expects': (goal) => ({ ...goal, expectedBodyPattern: '^hello.*here$' }) },
      remove: (id) => unlink(node.path('state', 'checks', id)),
      count: () => count('state', 'checks'),
    });
  });

  it('shows a mode changed by hand', async () => {
    const goal = file.properties.parse({ path: node.path('moded') }) as Parameters<typeof file.create>[0];
    const { physicalId, observation } = await file.create(goal, node.call());
    await chmod(physicalId, 0o644);
    const seen = await file.observe?.(physicalId, goal, node.call());
    if (observation?.properties?.['mode'] !== '0600' || seen?.properties?.['mode'] !== '0644')
      throw new Error('not seen');
    await file.delete(physicalId, goal, node.call());
  });
});
