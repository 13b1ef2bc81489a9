import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { IsothermError } from '../errors.js';
import type { JsonObject } from '../json.js';
import type { OfferedType } from '../protocol/worker.js';
import type { Handler, Provider } from './contract.js';
import { offeredType } from './describe-type.js';
import { Permanent } from './errors.js';

/** A provider as a worker's or observer's configuration names it. */
export interface ProviderSource {
  /** `local` or `heat` for ours; the name of an npm package, or a path. */
  readonly package: string;
  readonly settings?: unknown;
}

const OURS = new Set(['local', 'heat']);

/** All handlers of the loaded providers, by type. */
export class HandlerCatalogue {
  private readonly byType = new Map<
    string,
    { readonly handler: Handler; readonly provider: string; readonly settings: unknown }
  >();
  private types: OfferedType[] = [];

  /** @throws IsothermError `provider.load-failed` when another provider has one of its types already. */
  add(source: string, provider: Provider, settings: unknown): void {
    for (const handler of provider.handlers as readonly unknown[] as readonly Handler[]) {
      const before = this.byType.get(handler.type);
      if (before) {
        throw failed(
          source,
          `its type ${handler.type} is offered by ${before.provider} already`,
          'load one of the two',
        );
      }
      this.byType.set(handler.type, { handler, provider: source, settings });
      this.types.push(offeredType(handler));
    }
  }

  get offered(): readonly OfferedType[] {
    return this.types;
  }

  handlerOf(type: string): Handler | undefined {
    return this.byType.get(type)?.handler;
  }

  settingsOf(type: string): unknown {
    return this.byType.get(type)?.settings;
  }

  /** As the configuration named it. */
  providerOf(type: string): string | undefined {
    return this.byType.get(type)?.provider;
  }

  parseGoal(type: string, goal: JsonObject): JsonObject {
    const handler = this.handlerOf(type);
    if (!handler) throw new Permanent(`no provider here offers ${type}`);
    const parsed = handler.properties.safeParse(goal);
    if (parsed.success) return parsed.data as JsonObject;
    const faults = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'properties'}: ${issue.message}`,
    );
    throw new Permanent(`Property error: ${faults.join('; ')}`);
  }
}

/**
 * Loads the providers that a configuration names.
 * @param from directory of the configuration: packages and relative paths are looked for from there.
 * @throws IsothermError `provider.load-failed` with the package at fault and the next step.
 */
export async function loadProviders(
  sources: readonly ProviderSource[],
  from: string,
): Promise<HandlerCatalogue> {
  const catalogue = new HandlerCatalogue();
  for (const source of sources) {
    const provider = checked(source.package, await load(source.package, from));
    catalogue.add(source.package, provider, settingsFor(source, provider));
  }
  return catalogue;
}

async function load(name: string, from: string): Promise<unknown> {
  if (OURS.has(name))
    return ((await import(`../providers/${name}/index.js`)) as { default: unknown }).default;
  try {
    const url = pathToFileURL(locate(name, from)).href;
    return ((await import(url)) as { default: unknown }).default;
  } catch (error) {
    const missing =
      (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' ||
      (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    const mend = missing ? `install it there (npm install ${name})` : 'mend it, or ask its author';
    throw failed(name, `it cannot be loaded from ${from}: ${(error as Error).message}`, mend, error);
  }
}

function locate(name: string, from: string): string {
  if (isAbsolute(name)) return name;
  if (name.startsWith('.')) return resolve(from, name);
  return createRequire(join(resolve(from), 'configuration')).resolve(name);
}

/** By its shape and not by its class: a foreign package may hold another copy of ours. */
function checked(name: string, loaded: unknown): Provider {
  const provider = loaded as Partial<Provider> | undefined;
  if (
    typeof provider !== 'object' ||
    typeof provider.name !== 'string' ||
    !Array.isArray(provider.handlers)
  ) {
    throw failed(
      name,
      'its default export is no provider',
      'export default defineProvider({ name, handlers })',
    );
  }
  for (const handler of provider.handlers as readonly Partial<Handler>[]) {
    if (
      typeof handler.type !== 'string' ||
      typeof handler.create !== 'function' ||
      typeof handler.delete !== 'function'
    ) {
      throw failed(
        name,
        `one of its handlers (${String(handler.type)}) has no type, create or delete`,
        'make it with defineResource',
      );
    }
  }
  return provider as Provider;
}

function settingsFor(source: ProviderSource, provider: Provider): unknown {
  if (!provider.settings) return source.settings;
  const parsed = (provider.settings as z.ZodType).safeParse(source.settings ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`,
  );
  throw failed(
    source.package,
    `its settings are not right (${faults.join('; ')})`,
    'correct them in the configuration',
  );
}

function failed(name: string, why: string, mend: string, cause?: unknown): IsothermError {
  return new IsothermError('provider.load-failed', `Provider ${name}: ${why}; ${mend}.`, { cause });
}
