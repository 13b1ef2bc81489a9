import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Sealer } from '../../lib/secrets.js';
import { isOpen, openKeyFile } from '../../lib/secrets/key-file.js';

describe('sealer', () => {
  const key = randomBytes(32);
  const sealer = new Sealer([key]);

  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(sealer.open(sealer.seal(text)), text);
      }),
    );
  });

  it('shows neither the text nor that two are equal', () => {
    const one = sealer.seal('correct horse');
    assert.ok(!one.includes('horse'));
    assert.notEqual(sealer.seal('correct horse'), one);
  });

  it('digests the same text to the same under one key only', () => {
    assert.equal(sealer.digest('a'), new Sealer([key]).digest('a'));
    assert.notEqual(sealer.digest('a'), sealer.digest('b'));
    assert.notEqual(sealer.digest('a'), new Sealer([randomBytes(32)]).digest('a'));
    assert.match(sealer.digest('a'), /^[\w-]{43}$/);
  });

  it('has sealers of its own for other purposes, always the same, and none opens for another', () => {
    const tokens = sealer.for('tokens');
    assert.equal(new Sealer([key]).for('tokens').open(tokens.seal('x')), 'x');
    for (const other of [sealer, sealer.for('others'), tokens.for('tokens')]) {
      assert.throws(() => other.open(tokens.seal('x')), { code: 'store.key-mismatch' });
      assert.throws(() => tokens.open(other.seal('x')), { code: 'store.key-mismatch' });
    }
  });

  it('names both keys when a value was sealed with another one', () => {
    const other = new Sealer([randomBytes(32)]);
    const message = new RegExp(`${other.keyId}.*${sealer.keyId}`);
    assert.throws(() => sealer.open(other.seal('x')), { code: 'store.key-mismatch', message });
  });

  it('passes on what was never sealed', () => {
    assert.equal(sealer.open('{"a":1}'), '{"a":1}');
  });

  it('refuses a sealed text in which one byte was changed, or that was cut off', () => {
    const sealed = sealer.seal('some text');
    const start = sealed.lastIndexOf(':') + 1;
    const bytes = Buffer.from(sealed.slice(start), 'base64');
    const opening = (content: Buffer) => () =>
      sealer.open(sealed.slice(0, start) + content.toString('base64'));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        assert.throws(opening(changed), { code: 'store.key-mismatch' });
        assert.throws(opening(bytes.subarray(0, at)), { code: 'store.key-mismatch' });
      }),
    );
  });
});

describe('key file', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'isotherm-key-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('is made for its owner only, and the same key is found again', async () => {
    const path = join(folder, 'deep/key');
    const made = openKeyFile(path);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal(openKeyFile(path, { createIfMissing: false }).open(made.seal('x')), 'x');
    assert.deepEqual(await readdir(join(folder, 'deep')), ['key']);
  });

  it('is refused when missing, open to others, or malformed', async () => {
    const path = join(folder, 'key');
    const open = () => openKeyFile(path, { createIfMissing: false });
    assert.throws(open, { code: 'config.invalid', message: /missing/ });
    openKeyFile(path);
    await chmod(path, 0o640);
    assert.throws(open, { code: 'config.invalid', message: /chmod 600/ });
    await chmod(path, 0o600);
    await writeFile(path, 'short');
    assert.throws(open, { code: 'config.invalid', message: /32 bytes/ });
  });

  it('may be read by a group only where root hands it to somebody else by it', () => {
    const ours = 1_000;
    for (const mode of [0o100400, 0o100600]) assert.equal(isOpen({ mode, uid: ours }, ours), false);
    for (const mode of [0o100440, 0o100640]) {
      assert.equal(isOpen({ mode, uid: 0 }, ours), false);
      assert.equal(isOpen({ mode, uid: 0 }, 0), true);
      assert.equal(isOpen({ mode, uid: ours }, ours), true);
    }
    for (const mode of [0o100444, 0o100660, 0o100604]) assert.equal(isOpen({ mode, uid: 0 }, ours), true);
  });
});
