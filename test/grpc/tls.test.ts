import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsFiles } from '../../lib/grpc/tls.js';
import type { EngineToWorker } from '../../lib/protocol/worker.js';
import { workerHello } from './messages.js';
import { RecordingListener, until, wire, type Wire } from './wire.js';

describe('a stream over TLS', () => {
  let net: Wire;
  let authority: Authority;
  before(() => {
    net = wire();
    authority = makeAuthority(net.directory, 'ours');
  });
  after(() => net.close());

  it('connects peers whose certificates the same authority signed, and nobody else', async () => {
    const server = await net.server({ listen: '127.0.0.1:0', tls: authority.issue('engine') });
    const welcome = async (tls: TlsFiles): Promise<RecordingListener<EngineToWorker>> => {
      const listener = new RecordingListener<EngineToWorker>();
      const transport = net.dial({ address: server.address, tls });
      listener.onOpened = () => {
        transport.send({ kind: 'hello', hello: workerHello() });
      };
      transport.start(listener);
      await until(() => listener.opens + listener.closes.length > 0, 'the stream opened or failed');
      return listener;
    };

    const friend = await welcome(authority.issue('worker'));
    assert.equal(friend.opens, 1);
    await until(() => net.workers.messages.length === 1, 'its hello came');

    const foreign = makeAuthority(net.directory, 'theirs').issue('stranger');
    const stranger = await welcome({ ...foreign, ca: authority.ca });
    await until(() => stranger.closes.length > 2, 'it was turned away repeatedly');
    assert.equal(stranger.opens, 0);

    const misled = await welcome({ ...authority.issue('worker2'), ca: foreign.ca });
    assert.equal(misled.opens, 0);

    const plain = new RecordingListener<EngineToWorker>();
    net.dial({ address: server.address }).start(plain);
    await until(() => plain.closes.length > 0, 'the plain stream failed');
    assert.equal(plain.opens, 0);
    assert.equal(net.workers.messages.length, 1);
  });

  it('says which file is missing', () => {
    const tls = { ...authority.issue('late'), key: '/nowhere/key.pem' };
    assert.throws(() => net.dial({ address: '127.0.0.1:1', tls }), {
      code: 'config.invalid',
      message: /TLS file key .*\/nowhere\/key\.pem/,
    });
  });
});

interface Authority {
  readonly ca: string;
  issue(name: string): TlsFiles;
}

function makeAuthority(directory: string, name: string): Authority {
  const file = (suffix: string): string => join(directory, `${name}-${suffix}`);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: 'pipe' });
  };
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...ec,
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.pem'),
    '-subj',
    `/CN=${name}`,
    '-days',
    '2',
  );
  writeFileSync(file('san'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  return {
    ca: file('ca.pem'),
    issue: (peer) => {
      const [key, request, cert] = [file(`${peer}.key`), file(`${peer}.csr`), file(`${peer}.pem`)];
      openssl('req', '-new', ...ec, '-keyout', key, '-out', request, '-subj', `/CN=${peer}`);
      const signing = [
        '-CA',
        file('ca.pem'),
        '-CAkey',
        file('ca.key'),
        '-CAcreateserial',
        '-extfile',
        file('san'),
      ];
      openssl('x509', '-req', '-in', request, '-out', cert, '-days', '2', ...signing);
      return { ca: file('ca.pem'), cert, key };
    },
  };
}
