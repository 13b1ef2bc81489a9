import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';
import { openKeyFile } from '../../lib/secrets/key-file.js';
import { repositoryFiles, textOf } from '../support/repository-files.js';
import { compose, ours, partOf } from './compose-file.js';
import {
  configOf,
  databaseCredentials,
  engineOf,
  missingFiles,
  peerOf,
  portsOf,
  roleOf,
  unknownVariables,
} from './fleet-part.js';
import { isPinned, ourImage } from './pinned.js';

/** How long a service may take for its stop (lib/lifecycle.ts), in seconds. */
const STOP_SECONDS = 20;

describe('compose.yaml', () => {
  let secrets: string;
  const makeSecrets = () =>
    execFileSync('sh', [join(packageRoot, 'deploy/container/make-secrets.sh'), secrets], {
      encoding: 'utf8',
    });
  const parts = () => ours.map(([name]) => partOf(name, secrets));
  const engines = () => parts().filter((part) => roleOf(part) === 'engine');
  const peers = () => parts().filter((part) => roleOf(part) !== 'engine');

  before(() => {
    secrets = mkdtempSync(join(tmpdir(), 'isotherm-compose-'));
    // Certificates have a test of their own, with openssl.
    mkdirSync(join(secrets, 'tls'));
    writeFileSync(join(secrets, 'tls/ca.pem'), '');
    makeSecrets();
  });
  after(() => {
    rmSync(secrets, { recursive: true, force: true });
  });

  it('is two of each', () => {
    const count = (role: string) =>
      ours
        .filter(([, { command }]) => command?.[0] === role)
        .reduce((sum, [, { deploy }]) => sum + (deploy?.replicas ?? 1), 0);
    assert.deepEqual(['engine', 'worker', 'observer'].map(count), [2, 2, 2]);
  });

  it('gives each service settings that it takes, and the files that they name', () => {
    for (const part of parts()) {
      configOf(part);
      assert.deepEqual([unknownVariables(part), missingFiles(part)], [[], []], part.name);
    }
  });

  it('lets workers and observers find the engines under the names of their certificates', () => {
    const addresses = engines().map((part) => engineOf(part).grpc.advertise);
    for (const part of peers()) assert.deepEqual(peerOf(part).engines, addresses);
    const script = textOf('deploy/container/make-secrets.sh') ?? '';
    const names = /make-certificates\.sh" "\$directory\/tls" (.*)$/m.exec(script)?.[1]?.split(' ');
    assert.deepEqual(
      addresses,
      names?.map((name) => `${name}:8006`),
    );
    for (const part of engines()) {
      assert.equal(engineOf(part).grpc.advertise, `${part.name}:${String(portsOf(part).get('grpc'))}`);
      assert.ok(engineOf(part).grpc.tls && !engineOf(part).rest.noAuth);
    }
  });

  it('gives the engines one key and one token, and names of their own', () => {
    const shared = engines().map(({ mounts }) =>
      ['key', 'token'].map((name) => mounts.get(`/run/secrets/${name}`)),
    );
    assert.deepEqual(shared[0], shared[1]);
    assert.equal(new Set(engines().map((part) => engineOf(part).id)).size, 2);
    assert.equal(new Set(engines().map(({ env }) => env['DATABASE_URL'])).size, 1);
  });

  it('has workers and observers of one node, with the same providers, and none with a name that all replicas would have', () => {
    const [first, ...others] = peers().map((part) => {
      const { node, providers, id } = peerOf(part);
      assert.equal(id, undefined);
      return { node, providers };
    });
    assert.ok(first?.node !== undefined);
    for (const other of others) assert.deepEqual(other, first);
  });

  it('shows workers and observers nothing of the database, neither its password nor its network', () => {
    const inside = compose.services['postgres']!.networks;
    assert.deepEqual(inside.map((name) => compose.networks[name]?.internal), [true]); // prettier-ignore
    for (const part of peers()) {
      assert.deepEqual(databaseCredentials(part), []);
      const reached = compose.services[part.name]!.networks.filter((name) => inside.includes(name));
      assert.deepEqual(reached, [], part.name);
      assert.deepEqual([...part.mounts.keys()].filter((path) => /\/(key|token)$/.test(path)), []); // prettier-ignore
    }
    assert.deepEqual(databaseCredentials(engines()[0]!), ['DATABASE_URL']);
  });

  it('locks every container in', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      assert.match(service.user, /^\$\{ISOTHERM_USER:-[1-9]\d*:[1-9]\d*\}$/, name);
      assert.deepEqual([service.read_only, service.privileged ?? false], [true, false], name);
      assert.deepEqual([service.cap_drop, service.security_opt], [['ALL'], ['no-new-privileges:true']], name);
      assert.ok(isPinned(service.image), service.image);
      assert.ok(service.healthcheck.test.length > 1, name);
      assert.ok(Number.parseInt(service.stop_grace_period, 10) > STOP_SECONDS, name);
      // To other machines nothing is open, whatever is served in the network.
      for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:/, name);
    }
    for (const [name, { image, healthcheck, ports = [] }] of ours) {
      assert.equal(image, ourImage);
      assert.ok((textOf('deploy/container/Containerfile') ?? '').includes(`CMD ["node", "${String(healthcheck.test[2])}"]`)); // prettier-ignore
      const served = [...portsOf(partOf(name, secrets)).values()];
      for (const port of ports) assert.ok(served.includes(Number(port.split(':').at(-1))), port);
    }
  });

  it('takes each secret from what make-secrets.sh makes, and no secret from the repository', () => {
    const files = Object.values(compose.secrets).map(({ file }) => file);
    const envFiles = ours.flatMap(([, { env_file: names = [] }]) => names);
    for (const file of [...files, ...envFiles]) {
      assert.match(file, /^secrets\//);
      if (!/^secrets\/tls\//.test(file))
        assert.ok(existsSync(join(secrets, file.slice('secrets/'.length))), file);
    }
    assert.deepEqual(repositoryFiles().filter((path) => path.startsWith('deploy/container/secrets/')), []); // prettier-ignore
    assert.ok((textOf('.gitignore') ?? '').split('\n').includes('deploy/container/secrets/'));
  });

  describe('make-secrets.sh', () => {
    const contents = () => {
      const names = readdirSync(secrets).filter((name) => name !== 'tls');
      return new Map(names.map((name) => [name, readFileSync(join(secrets, name), 'utf8')]));
    };

    it('makes a key that the engine takes, for nobody else to read', () => {
      for (const name of contents().keys()) assert.equal(statSync(join(secrets, name)).mode & 0o077, 0, name);
      // As root the files are given to the user of the containers, who alone may open the key then.
      if (process.getuid?.() === 0) assert.equal(statSync(join(secrets, 'key')).uid, 1000);
      openKeyFile(join(secrets, 'key'), { createIfMissing: false });
      assert.match(contents().get('token') ?? '', /^[0-9a-f]{64}$/);
    });

    it('leaves what is there', () => {
      const before = contents();
      makeSecrets();
      assert.deepEqual(contents(), before);
    });
  });
});
