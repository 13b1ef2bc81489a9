import type { Json } from '../../json.js';
import { UnfitValue } from '../parameter-values.js';
import { pythonRepr } from '../../python/text.js';
import { customFault, type ConstraintScope } from './check-value.js';

/** A value that a custom constraint does not let pass, in Heat's words, which repeat the value. */
export class RefusedByConstraint extends UnfitValue {
  constructor(
    private readonly constraint: string,
    value: Json,
    reason: string,
  ) {
    const text = typeof value === 'string' ? value : pythonRepr(value);
    super(`Error validating value '${text}'${reason === '' ? '' : `: ${reason}`}`);
  }

  override sentence(hidden: boolean): string {
    return hidden ? `the value does not validate ${this.constraint}` : this.message;
  }
}

/** Checks values with a constraint that is there. */
export function customCheck(name: string, scope: ConstraintScope): (value: Json) => void {
  return (value) => {
    const reason = customFault(name, value, scope);
    if (reason !== undefined) throw new RefusedByConstraint(name, value, reason);
  };
}
