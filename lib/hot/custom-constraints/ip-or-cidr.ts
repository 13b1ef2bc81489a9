import { ofText } from './custom-constraint.js';
import { addressFault } from './ip-address.js';
import { subnetFault } from './subnet-fault.js';

/** An address, or a network. */
export const ipOrCidr = ofText((text) => (text.includes('/') ? subnetFault(text) : addressFault(text)));
