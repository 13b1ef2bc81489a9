import type { LoadedProvider } from '../../lib/handler/handler-catalogue.js';
import type { ObserverConfig } from './config.js';

/** How a provider's things are looked at; undefined: as all others. */
export interface TypePace {
  readonly periodMs?: number | undefined;
  readonly awaitedBaseMs?: number | undefined;
}

/** Local things are cheap to look at, and people sit beside them. */
const OURS: Readonly<Record<string, TypePace>> = { local: { periodMs: 5_000, awaitedBaseMs: 50 } };

/** @param providers as loaded, in the order of the configuration */
export function paceByType(
  configured: ObserverConfig['providers'],
  providers: readonly LoadedProvider[],
): ReadonlyMap<string, TypePace> {
  const paces = new Map<string, TypePace>();
  providers.forEach(({ provider, package: name }, i) => {
    const { periodMs = OURS[name]?.periodMs, awaitedBaseMs = OURS[name]?.awaitedBaseMs } =
      configured[i] ?? {};
    for (const { type } of provider.handlers) paces.set(type, { periodMs, awaitedBaseMs });
  });
  return paces;
}
