import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IsothermError } from '../../lib/errors.js';
import { newKey, sealerOf } from '../../lib/secrets/key-text.js';
import { readKeys, type KeyPlaces } from '../../lib/secrets/read-keys.js';

describe('keys that seal secrets', () => {
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-keys-'));
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const places = (more: Partial<KeyPlaces>): KeyPlaces => ({
    keyFile: join(directory, 'none', 'key'),
    keyCommandMs: 5_000,
    ...more,
  });
  const node = (script: string): KeyPlaces =>
    places({ keyCommand: [process.execPath, '-e', script], keyCommandMs: 5_000 });
  const refusal = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      assert(error instanceof IsothermError && error.code === 'config.invalid', String(error));
      assert.equal(error.cause, undefined, 'a cause may hold what was said');
      return error.message;
    }
    assert.fail('it was not refused');
  };

  it('are several: the first seals, and all open', () => {
    const [old, next] = [newKey(), newKey()];
    const before = sealerOf(old, 'here');
    const both = sealerOf(` ${next}\n\n${old}\n`, 'here');
    assert.equal(both.keyId, sealerOf(next, 'here').keyId);
    assert.deepEqual(both.keyIds, [both.keyId, before.keyId]);
    assert.equal(both.open(before.seal('x')), 'x');
    assert.equal(sealerOf(next, 'here').open(both.seal('y')), 'y');
    both.digestWith(both.digestKeyOf(before.keyId));
    assert.equal(both.digest('z'), before.digest('z'));
  });

  it('come from an environment variable', () => {
    const key = newKey();
    const sealer = readKeys(places({ keyVariable: 'KEYS' }), { KEYS: key });
    assert.equal(sealer.keyId, sealerOf(key, 'here').keyId);
    assert.match(
      refusal(() => readKeys(places({ keyVariable: 'KEYS' }), {})),
      /no variable KEYS/,
    );
    const wrong = 'secret-but-no-key';
    assert(!refusal(() => readKeys(places({ keyVariable: 'KEYS' }), { KEYS: wrong })).includes(wrong));
  });

  it('come from a command, which is run without a shell', () => {
    const key = newKey();
    const command = ['/bin/echo', key, '$(exit 1)'];
    assert.match(
      refusal(() => readKeys(places({ keyCommand: command }), {})),
      /"\/bin\/echo" does not hold keys/,
    );
    const sealer = readKeys(places({ keyCommand: ['/bin/echo', key] }), {});
    assert.equal(sealer.keyId, sealerOf(key, 'here').keyId);
  });

  it('of a command that fails are refused, and nothing that it said is repeated', () => {
    const said = "console.log('s3cret'); console.error('s3cret');";
    for (const [place, reason] of [
      [node(`${said} process.exit(3)`), /ended with 3$/],
      [node(`${said} process.kill(process.pid, 'SIGTERM')`), /ended by SIGTERM$/],
      [node(`console.log('s3cret'.repeat(100000))`), /says more than 65536 bytes$/],
      [{ ...node(`${said} setInterval(() => {}, 1000)`), keyCommandMs: 300 }, /did not end within 300 ms$/],
      [places({ keyCommand: ['/no/such/program'] }), /cannot be run: ENOENT$/],
      [node(said), /does not hold keys/],
    ] as const) {
      const message = refusal(() => readKeys(place, {}));
      assert.match(message, reason);
      assert(!message.includes('s3cret'), message);
    }
  });

  it('come from one place', () => {
    const both = places({ keyVariable: 'KEYS', keyCommand: ['/bin/echo'] });
    assert.match(
      refusal(() => readKeys(both, { KEYS: newKey() })),
      /both set/,
    );
  });
});
