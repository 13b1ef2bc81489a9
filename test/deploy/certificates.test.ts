import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';

const script = join(packageRoot, 'deploy/tls/make-certificates.sh');

describe('the script that makes certificates', function () {
  this.timeout(30_000);
  let directory: string;

  before(function () {
    if (spawnSync('openssl', ['version']).status !== 0) {
      console.error('openssl is not installed: the script that makes certificates is not tested');
      this.skip();
    }
    directory = mkdtempSync(join(tmpdir(), 'isotherm-certificates-'));
  });
  after(() => {
    if (directory) rmSync(directory, { recursive: true, force: true });
  });

  it('makes one for each service, of one authority, with all names, readable by its owner alone', () => {
    execFileSync('sh', [script, directory, 'engine.example.org', '192.0.2.7', '2001:db8::7']);
    for (const service of ['engine', 'worker', 'observer']) {
      const certificate = join(directory, `${service}.pem`);
      execFileSync('openssl', ['verify', '-CAfile', join(directory, 'ca.pem'), certificate]);
      const text = execFileSync('openssl', ['x509', '-in', certificate, '-noout', '-ext', 'subjectAltName'], {
        encoding: 'utf8',
      });
      for (const name of [
        'DNS:engine.example.org',
        'IP Address:192.0.2.7',
        'IP Address:2001:DB8',
        'DNS:localhost',
      ])
        assert.ok(text.includes(name), `${service}: ${name} in ${text}`);
      assert.equal(statSync(join(directory, `${service}-key.pem`)).mode & 0o077, 0);
    }
  });

  it('renews them under the same authority', () => {
    const before = execFileSync('openssl', [
      'x509',
      '-in',
      join(directory, 'ca.pem'),
      '-noout',
      '-fingerprint',
    ]);
    execFileSync('sh', [script, directory, 'other.example.org']);
    assert.deepEqual(
      execFileSync('openssl', ['x509', '-in', join(directory, 'ca.pem'), '-noout', '-fingerprint']),
      before,
    );
  });

  it('says how it is called', () => {
    const { status, stderr } = spawnSync('sh', [script], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /usage: .*DIRECTORY HOST/);
  });
});
