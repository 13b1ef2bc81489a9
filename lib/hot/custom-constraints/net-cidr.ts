import { ofText } from './custom-constraint.js';
import { ipNetwork } from './ip-network.js';
import { subnetFault } from './subnet-fault.js';

/** A network: `10.0.0.0/8`. */
export const netCidr = ofText((text) =>
  ipNetwork(text) ? subnetFault(text) : `Invalid net cidr invalid IPNetwork ${text} `,
);
