import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findPostmaster } from '../../lib/embedded-postgres/postmaster.js';
import { isAlive, processIdentity } from '../../lib/embedded-postgres/process-identity.js';
import { waitFor } from '../support/wait-for.js';

describe('process identity', () => {
  it('stays the same while a process lives, and ends with it', async () => {
    const child = spawn('sleep', ['60']);
    const exited = once(child, 'exit');
    const pid = child.pid ?? 0;
    const identity = processIdentity(pid);
    assert.ok(identity !== undefined && isAlive(pid, identity));
    assert.equal(isAlive(pid, `${identity}0`), false);
    child.kill('SIGKILL');
    await exited;
    assert.equal(processIdentity(pid), undefined);
  });

  it('is none for what is no pid', () => {
    for (const pid of [0, -1, Number.NaN, 2 ** 31]) assert.equal(processIdentity(pid), undefined);
  });

  describe('of a zombie', () => {
    let parent: ReturnType<typeof spawn>;
    let pid: number;

    beforeEach(async () => {
      // The shell becomes a sleep, which never asks after the child that it inherits.
      const shell = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      parent = shell;
      const [line] = (await once(createInterface(shell.stdout), 'line')) as [string];
      pid = Number(line);
      await waitFor(() => processIdentity(pid) === undefined, 'the child is a zombie');
    });

    afterEach(async () => {
      const exited = once(parent, 'exit');
      parent.kill('SIGKILL');
      await exited;
    });

    it('is none, though signals still reach it', () => {
      assert.doesNotThrow(() => process.kill(pid, 0));
    });

    it('makes a postmaster.pid with its pid stale', async () => {
      const cluster = await mkdtemp(join(tmpdir(), 'isotherm-cluster-'));
      const file = join(cluster, 'postmaster.pid');
      await writeFile(file, [pid, cluster, 0, 5432, '/nowhere', '', '', 'ready   ', ''].join('\n'));
      assert.equal(await findPostmaster(cluster), undefined);
      assert.equal(existsSync(file), false);
      await rm(cluster, { recursive: true });
    });
  });
});
