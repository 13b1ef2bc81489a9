import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';

describe('bin/isotherm.js', () => {
  it('says what to do when it is not built', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'isotherm-bin-'));
    for (const path of ['bin', 'package.json']) {
      await cp(join(packageRoot, path), join(folder, path), { recursive: true });
    }
    const { status, stderr } = spawnSync(process.execPath, ['bin/isotherm.js'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /not built.*npm ci/);
    await rm(folder, { recursive: true });
  });
});
