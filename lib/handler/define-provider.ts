import { IsothermError } from '../errors.js';
import type { Provider } from './contract.js';
import { isZodType } from './handler-faults.js';
import type { AnyHandler } from './describe-type.js';

const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * A provider package's default export.
 * @param provider its `name` is for logs and errors: lower-case letters, digits and hyphens.
 * @throws IsothermError `handler.invalid`.
 */
export function defineProvider(
  provider: Omit<Provider, 'handlers'> & { readonly handlers: readonly AnyHandler[] },
): Provider {
  if (typeof provider.name !== 'string' || !NAME.test(provider.name)) {
    throw new IsothermError(
      'handler.invalid',
      `The provider name ${JSON.stringify(provider.name)} is invalid: use lower-case letters, digits and hyphens, such as "local".`,
    );
  }
  if (provider.settings !== undefined && !isZodType(provider.settings)) {
    throw new IsothermError(
      'handler.invalid',
      `The settings of provider ${provider.name} are no zod schema: write settings: z.object({ … }).`,
    );
  }
  return provider;
}
