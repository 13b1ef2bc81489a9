import type { z } from 'zod';
import { IsothermError } from '../errors.js';
import type { Handler } from './contract.js';
import { faultLine, handlerFaults } from './handler-faults.js';

/** A handler whose goal and attributes have the types of its schemas. */
export type ResourceDefinition<Properties extends z.ZodObject, Attributes extends z.ZodObject> = Omit<
  Handler<z.output<Properties>, z.output<Attributes>>,
  'properties' | 'attributes'
> & { readonly properties: Properties; readonly attributes: Attributes };

/**
 * Checks a handler and gives its functions the types of its schemas.
 * @throws IsothermError `handler.invalid` with all faults, each with its mend.
 */
export function defineResource<Properties extends z.ZodObject, Attributes extends z.ZodObject>(
  definition: ResourceDefinition<Properties, Attributes>,
): Handler<z.output<Properties>, z.output<Attributes>> {
  const faults = handlerFaults(definition);
  if (faults.length > 0) {
    const lines = faults.map(faultLine).join('; ');
    throw new IsothermError('handler.invalid', `The handler of ${nameOf(definition)} is invalid: ${lines}.`, {
      faults,
    });
  }
  return definition;
}

function nameOf(definition: { readonly type?: unknown } | null | undefined): string {
  return typeof definition?.type === 'string' && definition.type !== '' ? definition.type : 'a nameless type';
}
