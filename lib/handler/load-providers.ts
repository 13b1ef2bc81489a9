import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { IsothermError, type Fault } from '../errors.js';
import { packageRoot } from '../package-root.js';
import { constraintFaults } from './constraint-faults.js';
import type { Provider } from './contract.js';
import { faultLine, handlerFaults, isZodType } from './handler-faults.js';
import { HandlerCatalogue, type LoadedProvider } from './handler-catalogue.js';
import { packageEntry } from './package-entry.js';

export { HandlerCatalogue };

/** A provider as a configuration names it. */
export interface ProviderName {
  /** A short name of ours (`local`, `heat`), an npm package, or a path. */
  readonly package: string;
  readonly settings?: unknown;
}

/**
 * Loads the providers of a configuration, in its order.
 * @param from folder of the configuration: packages and paths are searched from there, packages then also
 *   beside this program.
 * @throws IsothermError `provider.load-failed` with the value at fault and the next step.
 */
export async function loadProviders(names: readonly ProviderName[], from: string): Promise<HandlerCatalogue> {
  const loaded: LoadedProvider[] = [];
  for (const name of names) {
    const provider = await loadProvider(name.package, from);
    loaded.push({ provider, package: name.package, settings: checkedSettings(provider, name) });
  }
  return new HandlerCatalogue(loaded);
}

async function loadProvider(name: string, from: string): Promise<Provider> {
  const file = ownProvider(name) ?? foreignProvider(name, from);
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw failed(`Provider package "${name}" (${file}) could not be loaded: ${cause}`, error);
  }
  return checkedProvider(name, file, defaultExport(module));
}

/** The compiled provider of ours with this short name. */
function ownProvider(name: string): string | undefined {
  if (!/^[a-z]+$/.test(name)) return undefined;
  const file = fileURLToPath(new URL(`../providers/${name}/index.js`, import.meta.url));
  return existsSync(file) ? file : undefined;
}

function foreignProvider(name: string, from: string): string {
  try {
    return packageEntry(name, from);
  } catch (error) {
    try {
      return packageEntry(name, packageRoot);
    } catch {
      const cause = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      throw failed(
        `Provider package "${name}" was not found from ${from}: ${cause ?? ''}; install it there with \`npm install ${name}\`, or write its path.`,
        error,
      );
    }
  }
}

/** A package that was compiled to CommonJS wraps its default export once more. */
function defaultExport(module: { default?: unknown }): unknown {
  const { default: value } = module;
  const wrapped = typeof value === 'object' && value !== null && '__esModule' in value && 'default' in value;
  return wrapped ? value.default : value;
}

function checkedProvider(name: string, file: string, value: unknown): Provider {
  const provider = value as Partial<Provider> | null | undefined;
  if (typeof provider?.name !== 'string' || !Array.isArray(provider.handlers)) {
    throw failed(
      `The default export of provider package "${name}" (${file}) is no provider: write \`export default defineProvider({ name, handlers: [ … ] })\`.`,
    );
  }
  const faults = provider.handlers.flatMap((handler: unknown, at) => {
    const type = (handler as { type?: unknown } | null)?.type;
    const label = typeof type === 'string' ? type : `handlers[${String(at)}]`;
    return handlerFaults(handler).map((fault) => ({
      ...fault,
      path: fault.path ? `${label}.${fault.path}` : label,
    }));
  });
  faults.push(...faultsOfConstraints(provider.constraints));
  if (provider.settings !== undefined && !isZodType(provider.settings)) {
    faults.push({
      path: 'settings',
      message: 'they are no zod schema',
      hint: 'write settings: z.object({ … })',
    });
  }
  if (provider.notificationSource !== undefined && typeof provider.notificationSource !== 'function') {
    faults.push({
      path: 'notificationSource',
      message: 'it is no function',
      hint: 'let it answer a source, or leave it out',
    });
  }
  if (faults.length > 0) {
    throw new IsothermError(
      'provider.load-failed',
      `Provider package "${name}" breaks the handler contract: ${faults.map(faultLine).join('; ')}.`,
      { faults },
    );
  }
  return provider as Provider;
}

function faultsOfConstraints(constraints: unknown): Fault[] {
  if (constraints === undefined) return [];
  if (!Array.isArray(constraints))
    return [
      { path: 'constraints', message: 'they are no list', hint: 'write constraints: [{ name, validate }]' },
    ];
  return constraints.flatMap((constraint: unknown, at) =>
    constraintFaults(constraint).map((fault) => ({
      ...fault,
      path: ['constraints', String(at), ...(fault.path ? [fault.path] : [])].join('.'),
    })),
  );
}

function checkedSettings(provider: Provider, { package: name, settings }: ProviderName): unknown {
  if (!provider.settings) {
    if (settings === undefined || isEmpty(settings)) return undefined;
    throw failed(`Provider package "${name}" takes no settings: remove them from the configuration.`);
  }
  const result = provider.settings.safeParse(settings ?? {});
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => ({
    path: ['settings', ...issue.path].map(String).join('.'),
    message: issue.message,
  }));
  throw new IsothermError(
    'provider.load-failed',
    `The settings of provider package "${name}" are invalid: ${faults.map(faultLine).join('; ')}; correct them in the configuration.`,
    { faults },
  );
}

function isEmpty(settings: unknown): boolean {
  return typeof settings === 'object' && settings !== null && Object.keys(settings).length === 0;
}

function failed(message: string, cause?: unknown): IsothermError {
  return new IsothermError('provider.load-failed', message, cause === undefined ? {} : { cause });
}
