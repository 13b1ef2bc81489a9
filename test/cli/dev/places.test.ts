import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devPlaces, makeSocketDirectory, ownSocketDirectory } from '../../../cli/dev/places.js';

describe('The places of a local instance', () => {
  const base = mkdtempSync(join(tmpdir(), 'isotherm-places-'));
  const long = devPlaces(join(base, 'x'.repeat(120)));
  const sockets = ownSocketDirectory(long) ?? '';
  after(() => {
    for (const path of [base, sockets]) rmSync(path, { recursive: true, force: true });
  });

  it('keep the socket in the data directory, and elsewhere only where its path would be too long', () => {
    assert.equal(ownSocketDirectory(devPlaces('/short')), undefined);
    assert.ok(Buffer.byteLength(long.grpcSocket) <= 103, long.grpcSocket);
  });

  it('refuse a directory for the socket that other users can enter', () => {
    makeSocketDirectory(long);
    makeSocketDirectory(long);
    chmodSync(sockets, 0o755);
    assert.throws(() => {
      makeSocketDirectory(long);
    }, /open to other users/);
  });
});
