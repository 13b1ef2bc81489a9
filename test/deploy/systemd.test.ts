import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';

const directory = join(packageRoot, 'deploy/systemd');
const units = readdirSync(directory).filter((name) => name.endsWith('.service'));

describe('the units of systemd', function () {
  this.timeout(60_000);

  it('are there for each service', () => {
    assert.deepEqual(
      units.sort(),
      ['engine', 'observer', 'worker'].map((role) => `isotherm-${role}.service`),
    );
  });

  it('pass systemd-analyze verify', function () {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
      console.error('SKIPPED: there is no systemd-analyze on this machine; the units are not verified');
      this.skip();
    }
    const paths = units.map((name) => join(directory, name));
    const { status, stderr, stdout } = spawnSync('systemd-analyze', ['verify', ...paths], {
      encoding: 'utf8',
    });
    const said = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('isotherm-'));
    assert.deepEqual([status, said], [0, []]);
  });

  it('name the settings that are shipped, and let what a worker deployed outlive it', () => {
    for (const unit of units) {
      const text = readFileSync(join(directory, unit), 'utf8');
      const role = unit.slice('isotherm-'.length, -'.service'.length);
      assert.match(text, new RegExp(`^ExecStart=.* ${role} --config /etc/isotherm/${role}\\.yaml$`, 'm'));
      assert.match(text, /^Restart=always$/m, 'whatever dies comes back');
      assert.match(text, /^NoNewPrivileges=true$/m);
      assert.equal(/^KillMode=process$/m.test(text), role === 'worker');
    }
  });
});
