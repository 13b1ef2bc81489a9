import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, printConfig } from '../../lib/config.js';
import type { IsothermError } from '../../lib/errors.js';
import { settingsOf } from '../../lib/config/settings.js';
import { packageRoot } from '../../lib/package-root.js';
import { configurationDocs, docsFile } from '../../scripts/configuration-docs.js';
import { engineConfig } from '../../services/engine/config.js';
import { limitsOf } from '../../services/engine/config/limits.js';
import { observerConfig } from '../../services/observer/config.js';
import { workerConfig } from '../../services/worker/config.js';

const schemas = { engine: engineConfig, worker: workerConfig, observer: observerConfig };

describe('configuration of the services', () => {
  it(`is documented in ${docsFile} as it is (npm run docs:config)`, async () => {
    assert.equal(readFileSync(join(packageRoot, docsFile), 'utf8'), await configurationDocs());
  });

  for (const [service, schema] of Object.entries(schemas)) {
    it(`${service}: describes each setting, and no two take the same variable`, () => {
      const settings = settingsOf(schema);
      assert.deepEqual(
        settings.filter((setting) => (setting.meta.description ?? '') === '').map((setting) => setting.name),
        [],
      );
      const variables = settings.flatMap((setting) => setting.variables);
      assert.equal(new Set(variables).size, variables.length);
    });
  }

  it('the engine runs without any setting', () => {
    const config = loadConfig(engineConfig, { env: {} });
    assert.equal(config.rest.host, '127.0.0.1');
    assert.equal(limitsOf(config.limits).resources, 10_000);
  });

  it('the engine says what a kind of identity needs, and what goes with none', () => {
    const faultsOf = (env: Record<string, string>) => {
      try {
        loadConfig(engineConfig, { env });
        return [];
      } catch (error) {
        return (error as IsothermError).faults.map(({ path }) => path);
      }
    };
    assert.deepEqual(faultsOf({ ISOTHERM_IDENTITY_KIND: 'keystone' }), ['identity.keystone.url', 'identity.keystone.password']); // prettier-ignore
    assert.deepEqual(faultsOf({ ISOTHERM_IDENTITY_KIND: 'oidc' }), ['identity.oidc.issuer']);
    const issuer = (url: string) =>
      faultsOf({ ISOTHERM_IDENTITY_KIND: 'oidc', ISOTHERM_IDENTITY_OIDC_ISSUER: url });
    assert.deepEqual(issuer('http://issuer.example'), ['identity.oidc.issuer']);
    assert.deepEqual([issuer('https://issuer.example'), issuer('http://127.0.0.1:8080/realm')], [[], []]);
    assert.deepEqual(faultsOf({ ISOTHERM_IDENTITY_KIND: 'embedded', ISOTHERM_REST_NO_AUTH: 'true' }), [
      'rest.noAuth',
    ]);
    assert.deepEqual(faultsOf({ ISOTHERM_REST_NO_AUTH: 'true', ISOTHERM_REST_HOST: '0.0.0.0' }), [
      'rest.host',
    ]);
    const shown = printConfig(
      engineConfig,
      loadConfig(engineConfig, { env: { ISOTHERM_IDENTITY_KEYSTONE_PASSWORD: 'hush' } }),
    );
    assert.doesNotMatch(shown, /hush/);
  });

  it('the engine believes proxies by their addresses, and never all there are', () => {
    const load = (...trustedProxies: string[]) =>
      loadConfig(engineConfig, { env: { ISOTHERM_REST_TRUSTED_PROXIES: JSON.stringify(trustedProxies) } });
    const good = ['127.0.0.1', '10.0.0.0/8', '192.0.2.7/32', '::1', '2001:db8::/32', '::ffff:10.0.0.1'];
    assert.deepEqual(load(...good).rest.trustedProxies, good);
    for (const bad of [
      'proxy.example',
      '10.0.0.0/33',
      '0.0.0.0/0',
      '::/0',
      '10.0.0/8',
      '::1/129',
      'fe80::1%eth0',
      '',
      '/8',
      '10.0.0.0/255.0.0.0',
    ])
      assert.throws(() => load(bad), /rest\.trustedProxies/, bad);
  });

  it('the profile of Heat sets its limits, and single settings go before it', () => {
    const env = { ISOTHERM_LIMITS_PROFILE: 'heat', ISOTHERM_LIMITS_DEPTH: '7' };
    const limits = limitsOf(loadConfig(engineConfig, { env }).limits);
    assert.equal(limits.resources, 1_000);
    assert.equal(limits.textBytes, 524_288);
    assert.equal(limits.depth, 7);
  });

  it('opens nothing to other machines without TLS or a token', () => {
    const refused = (env: Record<string, string>) => () => loadConfig(engineConfig, { env });
    assert.throws(refused({ ISOTHERM_GRPC_LISTEN: '0.0.0.0:1' }), /grpc\.tls/);
    assert.throws(refused({ ISOTHERM_REST_NO_AUTH: 'true', ISOTHERM_REST_HOST: '10.0.0.1' }), /loopback/);
    const tls = { ISOTHERM_GRPC_TLS_CA: 'a', ISOTHERM_GRPC_TLS_CERT: 'c', ISOTHERM_GRPC_TLS_KEY: 'k' };
    loadConfig(engineConfig, { env: { ...tls, ISOTHERM_GRPC_LISTEN: '0.0.0.0:1' } });
    for (const listen of ['unix:/run/e.sock', 'localhost:1', '[::1]:1', '127.0.0.9:1']) {
      loadConfig(engineConfig, { env: { ISOTHERM_GRPC_LISTEN: listen } });
    }
  });

  it('reports faults between settings beside those of single ones', () => {
    const env = {
      ISOTHERM_GRPC_LISTEN: '0.0.0.0:1',
      ISOTHERM_LOG_LEVEL: 'loud',
      ISOTHERM_JOBS_LEASE_MS: '5000',
    };
    assert.throws(
      () => loadConfig(engineConfig, { env }),
      (error: { faults: { path: string }[] }) => {
        assert.deepEqual(error.faults.map((fault) => fault.path).sort(), [
          'grpc.listen',
          'jobs.leaseMs',
          'log.level',
        ]);
        return true;
      },
    );
  });

  it('worker and observer need engines and providers', () => {
    for (const schema of [workerConfig, observerConfig]) {
      assert.throws(() => loadConfig(schema, { env: {} }), /2 faults/);
      loadConfig(schema, {
        env: { ISOTHERM_ENGINES: 'unix:/run/e.sock,host:1', ISOTHERM_PROVIDERS: '[{package: "@x/y"}]' },
      });
    }
  });
});
