import { IsothermError } from '../../../../lib/errors.js';

/**
 * Heat's rule for names of stacks; answers the name.
 * @throws IsothermError `request.invalid`
 */
export function checkStackName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_.-]{0,254}$/.test(name)) return name;
  const shown = JSON.stringify(name.length > 80 ? `${name.slice(0, 77)}...` : name);
  const message = `Invalid stack name ${shown} must contain only alphanumeric or "_-." characters, must start with alpha and must be 255 characters or less.`;
  throw new IsothermError('request.invalid', message, {
    faults: [{ path: 'stack_name', message, type: 'StackValidationFailed' }],
  });
}
