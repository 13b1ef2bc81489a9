import type { CustomConstraint } from './custom-constraint.js';
import { addressFault } from './ip-address.js';

/** An address of IPv4 or IPv6. */
export const ipAddr: CustomConstraint = (value) =>
  typeof value === 'string' && addressFault(value) === undefined ? undefined : 'Invalid IP address';
