import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits } from '../../lib/hot/limits.js';
import { silentLogger, type Logger } from '../../lib/log.js';
import { openTokenFile } from '../../services/engine/edge/identity/token-file.js';
import { tokenIdentity } from '../../services/engine/edge/identity/token-identity.js';
import { restServer, type RestServer } from '../../services/engine/edge/rest/server.js';
import type { MemoryOptions } from './memory-stacks.js';
import { noTemplateUrls } from './no-template-urls.js';
import { MemoryUseCases } from './memory-use-cases.js';

export interface MemoryServer {
  readonly useCases: MemoryUseCases;
  /** As `isotherm dev` leaves one: with `api.json` and `token`. */
  readonly directory: string;
  readonly url: string;
  readonly token: () => string;
  stop(): Promise<void>;
  /** Again on the same port, with the same stacks. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The API on a free port, on the memory engine. */
export async function memoryServer(
  options: MemoryOptions = {},
  log: Logger = silentLogger,
): Promise<MemoryServer> {
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-api-'));
  const tokenFile = join(directory, 'token');
  const useCases = new MemoryUseCases(options);
  const make = (port: number): RestServer =>
    restServer({
      host: '127.0.0.1',
      port,
      auth: { identity: tokenIdentity(openTokenFile(tokenFile)) },
      allowedHosts: [],
      allowedOrigins: [],
      templateUrls: noTemplateUrls,
      limits: { ...defaultLimits, requestBytes: 1_000_000 },
      useCases,
      log,
      waitsFor: () => undefined,
      keepAliveMs: 20,
    });
  let server = make(0);
  await server.start();
  const url = server.address;
  let running = true;
  const stop = async () => {
    if (running) await server.stop();
    running = false;
  };
  writeFileSync(join(directory, 'api.json'), JSON.stringify({ url, tokenFile }));
  return {
    useCases,
    directory,
    url,
    token: () => readFileSync(tokenFile, 'utf8').trim(),
    stop,
    async restart() {
      await stop();
      server = make(Number(new URL(url).port));
      await server.start();
      running = true;
    },
    async close() {
      await stop();
      rmSync(directory, { recursive: true });
    },
  };
}
