import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits } from '../../lib/hot/limits.js';
import type { Logger } from '../../lib/log.js';
import { silentLogger } from '../../lib/log.js';
import { openKeyFile } from '../../lib/secrets/key-file.js';
import { engineConfig, type EngineConfig } from '../../services/engine/config.js';
import { restServer } from '../../services/engine/edge/rest/server.js';
import { openAuth } from '../../services/engine/open-auth.js';
import { memoryRevokedTokens } from './memory-revoked-tokens.js';
import { MemoryUseCases } from './memory-use-cases.js';
import { noTemplateUrls } from './no-template-urls.js';

export interface IdentityServer {
  readonly url: string;
  readonly useCases: MemoryUseCases;
  readonly tokenFile: string;
  close(): Promise<void>;
}

type Settings = Record<string, unknown> & { readonly identity: Record<string, unknown> };

/** The API on a free port, on the memory engine, with identities as the engine's configuration says it. */
export async function identityServer(
  settings: Settings,
  log: Logger = silentLogger,
): Promise<IdentityServer> {
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-identity-'));
  const tokenFile = join(directory, 'token');
  const config: EngineConfig = engineConfig.parse({
    keyFile: join(directory, 'key'),
    rest: { tokenFile },
    ...settings,
  });
  const useCases = new MemoryUseCases();
  const server = restServer({
    ...config.rest,
    port: 0,
    auth: openAuth(config, { seal: openKeyFile(config.keyFile), revokedTokens: memoryRevokedTokens() }),
    templateUrls: noTemplateUrls,
    limits: { ...defaultLimits, requestBytes: 1_000_000 },
    useCases,
    log,
    waitsFor: () => undefined,
  });
  await server.start();
  return {
    url: server.address,
    useCases,
    tokenFile,
    async close() {
      await server.stop();
      rmSync(directory, { recursive: true });
    },
  };
}
